// Sums that do not drift.
#pragma once

#include "indicators/na.h"
#include "indicators/window.h"

namespace perpscope::indicators {

// A running sum that keeps what rounding takes from it, exactly and without a branch (Knuth's two-sum).
class CompensatedSum {
 public:
  void add(double value) {
    const double total = sum_ + value;
    const double added = total - sum_;
    lost_ += (sum_ - (total - added)) + (value - added);
    sum_ = total;
  }
  void subtract(const CompensatedSum& other) {
    add(-other.sum_);
    add(-other.lost_);
  }
  void reset() { sum_ = lost_ = 0; }
  [[nodiscard]] double value() const { return sum_ + lost_; }

 private:
  double sum_ = 0;
  double lost_ = 0;
};

// The last N defined values and their sum, taken afresh each time the ring comes round.
class WindowSum {
 public:
  explicit WindowSum(std::size_t length) : window_(length) {}
  // x must be defined.
  void push(double x) {
    if (full()) sum_.add(-window_.oldest());
    sum_.add(x);
    window_.push(x);
    if (window_.cameRound()) takeAfresh();
  }
  [[nodiscard]] bool full() const { return window_.full(); }
  [[nodiscard]] double sum() const { return sum_.value(); }
  [[nodiscard]] double mean() const { return sum_.value() / static_cast<double>(window_.length()); }

 private:
  void takeAfresh();

  Window window_;
  CompensatedSum sum_;
};

// Σ of the last N defined values. First value at the N-th of them; repeats its last result on an na bar
// (compacted, hold; T).
class Sum {
 public:
  explicit Sum(std::size_t length) : window_(length) {}
  double push(double x);

 private:
  WindowSum window_;
  double result_ = kNa;
};

// Running sum from bar 0. An na bar is na and leaves the sum (T).
class Cum {
 public:
  double push(double x);

 private:
  CompensatedSum sum_;
};

// The last value that was not NaN; na until there is one; infinities pass (T).
class FixNan {
 public:
  double push(double x) {
    if (!std::isnan(x)) last_ = x;
    return last_;
  }

 private:
  double last_ = kNa;
};

}  // namespace perpscope::indicators
