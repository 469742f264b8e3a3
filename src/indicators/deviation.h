// Spread of the last N defined values around their mean.
#pragma once

#include "indicators/moving_average.h"

namespace perpscope::indicators {

// Mean and population standard deviation. Sums are of distances from a pivot inside the window and are taken
// afresh each time the ring comes round, so a flat window gives exactly 0 and nothing drifts.
class Moments {
 public:
  explicit Moments(std::size_t length) : window_(length) {}
  // x must be defined.
  void push(double x);
  [[nodiscard]] bool full() const { return window_.full(); }
  [[nodiscard]] double mean() const;
  [[nodiscard]] double stdev() const;

 private:
  void refresh();

  Window window_;
  double pivot_ = 0;
  double sum_ = 0;
  double squares_ = 0;
  double last_ = 0;
  std::size_t same_ = 0;  // how many times the last value came in a row
};

// Population: √(Σ(x − mean)² / N). First value at the N-th defined one; compacted, hold.
class Stdev {
 public:
  explicit Stdev(std::size_t length) : moments_(length) {}
  double push(double x);

 private:
  Moments moments_;
  double result_ = kNa;
};

// (x − sma) / stdev; na on an na bar, and where the window is flat.
class Zscore {
 public:
  explicit Zscore(std::size_t length) : moments_(length) {}
  double push(double x);
  // Of the window as it is after the last push; na until it is full.
  [[nodiscard]] double mean() const { return moments_.full() ? moments_.mean() : kNa; }
  [[nodiscard]] double stdev() const { return moments_.full() ? moments_.stdev() : kNa; }

 private:
  Moments moments_;
};

}  // namespace perpscope::indicators
