// The composite price of a set of legs (studies, section 0).
#pragma once

#include "indicators/moving_average.h"
#include "studies/legs.h"

namespace perpscope::studies {

class Composite {
 public:
  struct Value {
    double price = kMissing;
    double legs = kMissing;  // how many were used; 0 where there is no price
  };

  Composite(const Settings& settings, std::vector<PriceCells> legs);

  // Called for every bar, holes included: the age of a leg counts bars.
  Value push(std::span<const double> cells);
  // The same composite of another candle field, whose cell lies `offset` before a leg's close. Legs without
  // this bar count with their last close. After push() of the bar.
  [[nodiscard]] double field(std::span<const double> cells, std::size_t offset);

 private:
  enum class Kind : std::uint8_t { Mean, Median, Vwap };
  struct Leg {
    PriceCells cells;
    double close = kMissing;
    int age = 0;
    indicators::Window volumes;
    indicators::CompensatedSum volume;
  };
  void update(Leg& leg, std::span<const double> cells);
  [[nodiscard]] double collect(std::span<const double> cells, std::size_t offset);
  [[nodiscard]] double combine() const;

  Kind kind_;
  int max_age_;
  int min_legs_;
  std::vector<Leg> legs_;
  std::vector<std::pair<double, double>> used_;  // price, weight; kept to spare allocations
};

}  // namespace perpscope::studies
