// Lines through a window, and how two series move together.
#pragma once

#include "indicators/deviation.h"
#include "indicators/moving_average.h"

namespace perpscope::indicators {

// The least-squares line through the last N bars, newest at N − 1, read at N − 1 − offset. First value on bar
// N − 1; na where any of the N bars is na (T clean; D, J). N = 1 gives x.
class Linreg {
 public:
  explicit Linreg(std::size_t length, double offset = 0) : sums_(length), offset_(offset) {}
  double push(double x);
  // Of the line of the last push, per bar; na while there is none.
  [[nodiscard]] double slope() const { return slope_; }

 private:
  WeightedSums sums_;
  double offset_;
  double slope_ = kNa;
};

// Population covariance / √(variance · variance) of the last N bars on which both are defined; 0 where
// |covariance| is at most 1e-10, so also for a constant source. First value at the N-th such bar; hold (T
// clean, probes; J).
class Correlation {
 public:
  explicit Correlation(std::size_t length) : x_(length), y_(length) {}
  double push(double x, double y);

 private:
  void move(double x, double y);
  void takeAfresh();
  [[nodiscard]] double value() const;

  Moments x_;
  Moments y_;
  CompensatedSum cross_;  // of the distances from the pivots
  double result_ = kNa;
};

}  // namespace perpscope::indicators
