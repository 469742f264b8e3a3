// Operators of the sorted window, O(log N) per push.
#pragma once

#include "indicators/na.h"
#include "indicators/ordered_window.h"

namespace perpscope::indicators {

// Of the N bars before this one, the share at most as high (within 1e-10), in percent. First value on bar N;
// na where this bar or any of the N is na (T clean; J).
class PercentRank {
 public:
  explicit PercentRank(std::size_t length);
  double push(double x);

 private:
  static constexpr std::size_t kFew = 256;  // up to so many are counted as they came
  [[nodiscard]] bool complete() const;
  [[nodiscard]] std::size_t countUpTo(double x) const;
  void take(double x);

  bool few_;
  Window recent_;
  std::size_t defined_ = 0;  // of them
  OrderedWindow ordered_;
};

// Between the two values around rank N·p/100 + 0.5 (from 1, kept within 1…N) of a complete window of N.
class LinearRank {
 public:
  LinearRank(std::size_t length, double percent);
  [[nodiscard]] double of(const OrderedWindow& window) const {
    const double low = window.at(below_);
    return share_ == 0 ? low : low * (1 - share_) + window.at(below_ + 1) * share_;
  }

 private:
  std::size_t below_;
  double share_;
};

// LinearRank of the last N bars. First value on bar N − 1; na where any of the N bars is na (T, D). p in
// percent.
class PercentileLinear {
 public:
  PercentileLinear(std::size_t length, double percent) : window_(length), rank_(window_.length(), percent) {}
  double push(double x);

 private:
  OrderedWindow window_;
  LinearRank rank_;
};

// The value of rank ⌈N·p/100⌉, kept within 1…N. First value on bar N − 1; na where any of the N bars is na (T
// clean; J).
class PercentileNearest {
 public:
  PercentileNearest(std::size_t length, double percent) : window_(length), percent_(percent) {}
  double push(double x);

 private:
  OrderedWindow window_;
  double percent_;
};

// The middle of the last N defined values, the mean of the two middles for an even N. First value at the N-th
// defined one; na on an na bar, state kept (compacted, skip; T clean, D).
class Median {
 public:
  explicit Median(std::size_t length) : window_(length) {}
  double push(double x);

 private:
  OrderedWindow window_;
};

// Median of |x − median(x, N)| over N. First value at the (2N − 1)-th defined one; compacted, skip (section
// 7).
class Mad {
 public:
  explicit Mad(std::size_t length) : middle_(length), distance_(length) {}
  double push(double x);
  // median(x, N) of the last push.
  [[nodiscard]] double median() const { return median_; }

 private:
  Median middle_;
  Median distance_;
  double median_ = kNa;
};

// (x − median) / (1.4826 · MAD). First value where MAD has one; na on an na bar and where MAD is 0 (section
// 7).
class RobustZ {
 public:
  explicit RobustZ(std::size_t length) : mad_(length) {}
  double push(double x);

 private:
  Mad mad_;
};

// Mean of |x − sma|. First value on bar N − 1; na where any of the N bars is na (T via cci; J). Exactly 0
// when flat.
class Dev {
 public:
  explicit Dev(std::size_t length) : window_(length, kSorted) {}
  double push(double x);

 private:
  static constexpr std::size_t kSorted = 64;  // for it sums over the window
  OrderedWindow window_;
};

}  // namespace perpscope::indicators
