// Many values of one kind, column by column, oldest first. Holes are NaN, or rows that are not there.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <vector>

#include "market/interval.h"
#include "market/records.h"

namespace perpscope {

// The columns of a candle series that a reader wants; what is not asked for is not read.
enum class CandleField : std::uint8_t { Open, High, Low, Close, Volume };
inline constexpr std::size_t kCandleFields = 5;

class CandleFields {
 public:
  constexpr CandleFields() = default;
  constexpr CandleFields(std::initializer_list<CandleField> fields) {
    for (const auto field : fields) bits_ |= bit(field);
  }
  [[nodiscard]] static constexpr CandleFields all() {
    return {CandleField::Open, CandleField::High, CandleField::Low, CandleField::Close, CandleField::Volume};
  }
  [[nodiscard]] constexpr bool has(CandleField field) const { return (bits_ & bit(field)) != 0; }
  [[nodiscard]] constexpr CandleFields with(CandleField field) const {
    CandleFields more = *this;
    more.bits_ |= bit(field);
    return more;
  }
  [[nodiscard]] constexpr std::size_t count() const {
    return static_cast<std::size_t>(__builtin_popcount(bits_));
  }
  friend constexpr bool operator==(CandleFields, CandleFields) = default;

 private:
  static constexpr std::uint8_t bit(CandleField field) {
    return static_cast<std::uint8_t>(1U << static_cast<unsigned>(field));
  }
  std::uint8_t bits_ = 0;
};

// Bars of one instrument, price kind and interval. A column that was not asked for is empty.
struct CandleColumns {
  std::vector<Time> time;  // bar opens, ascending, no duplicates
  std::array<std::vector<double>, kCandleFields> values;

  [[nodiscard]] std::size_t size() const { return time.size(); }
  [[nodiscard]] std::vector<double>& operator[](CandleField f) { return values[static_cast<std::size_t>(f)]; }
  [[nodiscard]] const std::vector<double>& operator[](CandleField f) const {
    return values[static_cast<std::size_t>(f)];
  }
};

// The same on a grid: one entry per bar, NaN where there is none.
struct GridCandles {
  Grid grid;
  std::array<std::vector<double>, kCandleFields> values;  // columns not asked for are empty
  std::vector<std::uint8_t> present;  // a bar was stored or could be built, whatever its columns hold

  GridCandles() = default;
  GridCandles(const Grid& on, CandleFields fields);
  [[nodiscard]] std::vector<double>& operator[](CandleField f) { return values[static_cast<std::size_t>(f)]; }
  [[nodiscard]] const std::vector<double>& operator[](CandleField f) const {
    return values[static_cast<std::size_t>(f)];
  }
};

// Samples, oldest first.
struct OpenInterestColumns {
  std::vector<Time> time;
  std::vector<double> base;  // base coins, NaN where only USD is known
  std::vector<double> usd;
};

struct FundingColumns {
  std::vector<Time> time;                  // settlements
  std::vector<double> fraction;            // per interval
  std::vector<std::int32_t> interval_min;  // what one rate covers
};

}  // namespace perpscope
