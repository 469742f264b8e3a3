// Averages of the last N defined values. Semantics: docs of indicators, section 1 (evidence T unless said).
#pragma once

#include "indicators/na.h"
#include "indicators/window.h"

namespace perpscope::indicators {

// A running sum that keeps what rounding takes from it (Neumaier).
class CompensatedSum {
 public:
  void add(double value);
  void reset() { sum_ = lost_ = 0; }
  [[nodiscard]] double value() const { return sum_ + lost_; }

 private:
  double sum_ = 0;
  double lost_ = 0;
};

// sum / N. First value at the N-th defined one; repeats its last result on an na bar (compacted, hold).
class Sma {
 public:
  explicit Sma(std::size_t length) : window_(length) {}
  double push(double x);

 private:
  Window window_;
  CompensatedSum sum_;
  double result_ = kNa;
};

// p + α (x − p) from the seed sma of the first N defined values; na on an na bar, state kept (compacted,
// skip).
class RecursiveAverage {
 public:
  RecursiveAverage(std::size_t length, double alpha) : length_(length), alpha_(alpha) {}
  double push(double x);

 private:
  std::size_t length_;
  double alpha_;
  std::size_t count_ = 0;
  CompensatedSum seed_;
  double value_ = kNa;
};

// α = 2 / (N + 1).
class Ema : public RecursiveAverage {
 public:
  explicit Ema(std::size_t length) : RecursiveAverage(length, 2.0 / (static_cast<double>(length) + 1.0)) {}
};

// Wilder's average: α = 1 / N.
class Rma : public RecursiveAverage {
 public:
  explicit Rma(std::size_t length) : RecursiveAverage(length, 1.0 / static_cast<double>(length)) {}
};

}  // namespace perpscope::indicators
