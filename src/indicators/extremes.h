// Highest and lowest of the last N bars.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "indicators/na.h"
#include "indicators/window.h"

namespace perpscope::indicators {

// The largest of the defined values of a bar window. Short windows are looked through where the largest
// leaves them, long ones keep a queue of falling candidates, O(1) amortised.
class Highest {
 public:
  // A length of 0 counts as 1.
  explicit Highest(std::size_t length);
  // First value on bar N − 1; na values are ignored, na only where all N are (T, D, L).
  double push(double x) {
    const double highest = short_ ? pushShort(na(x) ? kLowest : x) : pushLong(x);
    return highest == kLowest ? kNa : highest;
  }

 private:
  static constexpr std::size_t kShort = 128;
  static constexpr double kLowest = -std::numeric_limits<double>::infinity();
  struct Candidate {
    double value = 0;
    std::uint64_t bar = 0;
  };
  double pushShort(double x) {
    const bool leaves = recent_.full() && recent_.oldest() == highest_;
    recent_.push(x);
    if (x >= highest_)
      highest_ = x;
    else if (leaves)
      highest_ = largest();
    return recent_.full() ? highest_ : kNa;
  }
  double pushLong(double x);
  [[nodiscard]] double largest() const;
  [[nodiscard]] std::size_t at(std::size_t place) const;
  void dropWhatLeaves();
  void add(double x);

  bool short_;
  Window recent_;
  double highest_ = kLowest;
  std::vector<Candidate> queue_;  // a ring
  std::size_t first_ = 0;
  std::size_t size_ = 0;
  std::uint64_t bars_ = 0;
};

// The mirror: the smallest.
class Lowest {
 public:
  explicit Lowest(std::size_t length) : mirror_(length) {}
  // 0 − x, so that 0 does not come back as −0.
  double push(double x) { return 0 - mirror_.push(0 - x); }

 private:
  Highest mirror_;
};

// (x − lowest) / (highest − lowest), 0…1. First value on bar N − 1; na on an na bar and where both are equal
// (section 7).
class MinMax {
 public:
  explicit MinMax(std::size_t length) : highest_(length), lowest_(length) {}
  double push(double x) {
    const double high = highest_.push(x);
    const double low = lowest_.push(x);
    return finiteOrNa((x - low) / (high - low));
  }

 private:
  Highest highest_;
  Lowest lowest_;
};

}  // namespace perpscope::indicators
