// Consecutive bars, column by column: how bars go into a study and what comes out of it. Studies compute a
// few dozen bars at a time, one operator after another: each step is a short loop over columns.
#pragma once

#include <algorithm>
#include <array>
#include <memory>
#include <span>
#include <vector>

#include "base/quantity.h"
#include "indicators/clones.h"

namespace perpscope::studies {

using Values = std::span<const double>;  // one per bar
using Column = std::span<double>;

// So many bars at once, at most: what they need stays in the nearest caches.
inline constexpr std::size_t kMostBars = 64;

// Columns of the same bars, each `stride` values after the one before.
template <class Value>
class ColumnsOf {
 public:
  ColumnsOf(std::span<Value> first, std::size_t stride, std::size_t width)
      : data_(first.data()), stride_(stride), width_(width), bars_(first.size()) {}

  [[nodiscard]] std::size_t bars() const { return bars_; }
  [[nodiscard]] std::size_t width() const { return width_; }
  [[nodiscard]] std::span<Value> operator[](std::size_t column) const {
    return {data_ + column * stride_, bars_};
  }
  // The first columns of them.
  [[nodiscard]] ColumnsOf first(std::size_t width) const { return {{data_, bars_}, stride_, width}; }
  // Of some of the bars.
  [[nodiscard]] ColumnsOf part(std::size_t first, std::size_t bars) const {
    return {{data_ + first, bars}, stride_, width_};
  }

 private:
  Value* data_;
  std::size_t stride_;
  std::size_t width_;
  std::size_t bars_;
};
using CellColumns = ColumnsOf<const double>;
using Columns = ColumnsOf<double>;

// Room for columns of bars. Where they are long, each starts a cache line further on its page than the one
// before, so that the same bars of all of them find room in the nearest cache.
class ColumnStore {
 public:
  ColumnStore() = default;
  ColumnStore(std::size_t width, std::size_t bars) { resize(width, bars); }
  // What it holds then is to be written.
  void resize(std::size_t width, std::size_t bars) {
    constexpr std::size_t kLine = 64 / sizeof(double);
    width_ = width;
    bars_ = bars;
    stride_ = bars < kLine ? bars : ((bars + kLine - 1) / kLine | 1U) * kLine;
    values_.resize(width * stride_);
  }

  [[nodiscard]] std::size_t size() const { return width_; }
  [[nodiscard]] Column operator[](std::size_t column) { return {values_.data() + column * stride_, bars_}; }
  [[nodiscard]] Values operator[](std::size_t column) const {
    return {values_.data() + column * stride_, bars_};
  }
  [[nodiscard]] Columns all() { return {{values_.data(), bars_}, stride_, width_}; }
  [[nodiscard]] CellColumns all() const { return {{values_.data(), bars_}, stride_, width_}; }

 private:
  std::size_t width_ = 0;
  std::size_t bars_ = 0;
  std::size_t stride_ = 0;
  std::vector<double> values_;
};

// A column that is no output.
class Scratch {
 public:
  explicit Scratch(std::size_t bars) : bars_(bars) {}
  [[nodiscard]] double* begin() { return values_.data(); }
  [[nodiscard]] double* end() { return values_.data() + bars_; }
  [[nodiscard]] const double* begin() const { return values_.data(); }
  [[nodiscard]] const double* end() const { return values_.data() + bars_; }
  [[nodiscard]] std::size_t size() const { return bars_; }
  [[nodiscard]] double& operator[](std::size_t bar) { return values_[bar]; }

 private:
  std::array<double, kMostBars> values_;  // NOLINT: what is read has been written
  std::size_t bars_;
};

// Columns that are needed for a while.
class Rooms {
 public:
  explicit Rooms(std::size_t bars) : bars_(bars) {}
  Column next() {
    if (taken_++ % kAtOnce == 0) chunks_.push_back(std::make_unique_for_overwrite<double[]>(kAtOnce * bars_));
    return {chunks_.back().get() + (taken_ - 1) % kAtOnce * bars_, bars_};
  }

 private:
  static constexpr std::size_t kAtOnce = 16;
  std::size_t bars_;
  std::size_t taken_ = 0;
  std::vector<std::unique_ptr<double[]>> chunks_;  // NOLINT(modernize-avoid-c-arrays)
};

namespace detail {
template <class F, class... From>
PERPSCOPE_ALSO_AVX2 void each(std::size_t bars, double* __restrict to, F f, const From* __restrict... from) {
  for (std::size_t bar = 0; bar < bars; ++bar) to[bar] = f(from[bar]...);
}
template <class F, class... From>
PERPSCOPE_ALSO_AVX2 void change(std::size_t bars, double* __restrict values, F f,
                                const From* __restrict... from) {
  for (std::size_t bar = 0; bar < bars; ++bar) values[bar] = f(values[bar], from[bar]...);
}
}  // namespace detail

// out[bar] = f(from[bar] ...). None of `from` is `out`.
template <class F, class... From>
void each(Column out, F f, const From&... from) {
  static_assert(std::is_class_v<F>, "a pointer to a function would be called for each bar");
  detail::each(out.size(), out.data(), f, Values(from).data()...);
}

// column[bar] = f(column[bar], from[bar] ...). None of `from` is `column`.
template <class F, class... From>
void change(Column column, F f, const From&... from) {
  static_assert(std::is_class_v<F>, "a pointer to a function would be called for each bar");
  detail::change(column.size(), column.data(), f, Values(from).data()...);
}

// out[bar] = 1 where it holds, else 0.
template <class Holds, class... From>
void eachCondition(Column out, Holds holds, const From&... from) {
  each(out, [holds](auto... x) { return holds(x...) ? 1.0 : 0.0; }, from...);
}

namespace detail {
template <class Operator, class... From>
void pushEach(Operator& op, std::size_t bars, double* __restrict to, const From* __restrict... from) {
  for (std::size_t bar = 0; bar < bars; ++bar) to[bar] = op.push(from[bar]...);
}
}  // namespace detail

// out[bar] = op.push(from[bar] ...). A small operator works on a copy in registers.
template <class Operator, class... From>
void pushEach(Operator& op, Column out, const From&... from) {
  if constexpr (std::is_trivially_copyable_v<Operator>) {
    Operator running = op;
    detail::pushEach(running, out.size(), out.data(), Values(from).data()...);
    op = running;
  } else {
    detail::pushEach(op, out.size(), out.data(), Values(from).data()...);
  }
}

inline void fill(Column column, double value) { std::fill(column.begin(), column.end(), value); }
inline void copy(Values from, Column to) { std::copy(from.begin(), from.end(), to.begin()); }

// From one column on, of all bars.
inline void fillMissing(const Columns& out, std::size_t first_column) {
  for (std::size_t column = first_column; column < out.width(); ++column) fill(out[column], kMissing);
}

// The first of two values unless it is missing.
inline constexpr auto kFirstKnown = [](double first, double second) {
  return isMissing(first) ? second : first;
};

// False where every value is a finite number. In lanes, for a vector to hold them.
inline bool mayMiss(Values values) {
  std::array<double, 8> lanes{};
  std::size_t bar = 0;
  for (; bar + lanes.size() <= values.size(); bar += lanes.size())
    for (std::size_t lane = 0; lane < lanes.size(); ++lane) lanes[lane] += values[bar + lane] * 0.0;
  for (; bar < values.size(); ++bar) lanes[0] += values[bar] * 0.0;
  double all = 0;
  for (const double lane : lanes) all += lane;
  return isMissing(all);
}

// f(first, bars, missing) for each stretch of bars that have a value, or have none.
template <class F>
void eachStretch(Values values, F f) {
  if (!mayMiss(values)) return f(0, values.size(), false);
  for (std::size_t first = 0; first < values.size();) {
    const bool missing = isMissing(values[first]);
    std::size_t end = first + 1;
    while (end < values.size() && isMissing(values[end]) == missing) ++end;
    f(first, end - first, missing);
    first = end;
  }
}

}  // namespace perpscope::studies
