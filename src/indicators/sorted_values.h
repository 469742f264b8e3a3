// A few values side by side in order of size.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace perpscope::indicators {

// How many of the values, in any order, are at most x + tolerance. Counting them all is faster than searching
// while they are few, for nothing has to be guessed.
[[nodiscard]] std::size_t countUpTo(const double* values, std::size_t count, double x, double tolerance);

// At most `room` finite values. Moving a few cache lines is faster than walking a tree.
class SortedValues {
 public:
  explicit SortedValues(std::size_t room);

  void insert(double x);
  // What leaves must be among the values.
  void erase(double leaving);
  void replace(double leaving, double x);

  [[nodiscard]] std::size_t size() const { return count_; }
  [[nodiscard]] double at(std::size_t k) const { return begin()[k]; }
  [[nodiscard]] const double* begin() const { return values_.data() + 1; }
  [[nodiscard]] const double* end() const { return begin() + count_; }

 private:
  // Up to so many, all are looked at rather than some searched for.
  static constexpr std::size_t kFew = 128;
  // Of the first value that is not below x.
  [[nodiscard]] double* placeOf(double x);

  bool few_;
  std::size_t vectors_;  // that hold all values there is room for
  std::size_t blocks_;
  // −∞, the values, and +∞ up to the end of the last block and one more: what looks at neighbours or at whole
  // vectors needs no special cases.
  std::vector<double> values_;
  std::vector<double> spare_;  // the same, where few: a replacement writes into it, and they are swapped
  std::size_t count_ = 0;
};

}  // namespace perpscope::indicators
