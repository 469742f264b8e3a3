// Averages of the last N values. Semantics: indicators.md, section 1.
#pragma once

#include "indicators/sums.h"

namespace perpscope::indicators {

// sum / N. First value at the N-th defined one; repeats its last result on an na bar (compacted, hold; T).
class Sma {
 public:
  explicit Sma(std::size_t length) : window_(length) {}
  double push(double x) {
    if (na(x)) return result_;
    window_.push(x);
    if (window_.full()) result_ = finiteOrNa(window_.mean());
    return result_;
  }

 private:
  WindowSum window_;
  double result_ = kNa;
};

// An average that takes a step towards each value. Its seed is the sma of the first N defined values; na on
// an na bar, state kept (compacted, skip; T).
class RecursiveAverage {
 public:
  enum class Step : unsigned char { Exponential, Wilder };
  RecursiveAverage(std::size_t length, Step step)
      : wilder_(step == Step::Wilder),
        length_(static_cast<double>(std::max<std::size_t>(length, 1))),
        alpha_(2 / (length_ + 1)) {}
  double push(double x) {
    if (na(x)) return kNa;
    if (count_ < length_) return seedWith(x);
    value_ = stepTo(x);
    return finiteOrNa(value_);
  }

 private:
  [[nodiscard]] double stepTo(double x) const {
    if (length_ == 1) return x;  // the general step would keep rounding of the value it leaves
    return wilder_ ? (value_ * (length_ - 1) + x) / length_ : value_ + alpha_ * (x - value_);
  }
  double seedWith(double x);

  bool wilder_;
  double length_;
  double alpha_;
  double count_ = 0;
  CompensatedSum seed_;
  double value_ = kNa;
};

// p + α (x − p), α = 2 / (N + 1); N = 1 gives x.
class Ema : public RecursiveAverage {
 public:
  explicit Ema(std::size_t length) : RecursiveAverage(length, Step::Exponential) {}
};

// Wilder's average: (p (N − 1) + x) / N.
class Rma : public RecursiveAverage {
 public:
  explicit Rma(std::size_t length) : RecursiveAverage(length, Step::Wilder) {}
};

// The last N values, their sum and Σ k x with k = N for the newest … 1 for the oldest, each O(1) per push and
// taken afresh when the ring comes round.
class WeightedSums {
 public:
  explicit WeightedSums(std::size_t length) : window_(length) {}
  // x must be defined.
  void push(double x);
  void reset();
  [[nodiscard]] bool full() const { return window_.full(); }
  [[nodiscard]] double length() const { return static_cast<double>(window_.length()); }
  [[nodiscard]] double sum() const { return sum_.value(); }
  [[nodiscard]] double weighted() const { return weighted_.value(); }

 private:
  void refresh();

  Window window_;
  CompensatedSum sum_;
  CompensatedSum weighted_;
};

// Σ k x / Σ k over the last N bars of the forward-filled series. First value at the N-th defined one; na on
// an na bar (T, M).
class Wma {
 public:
  explicit Wma(std::size_t length) : sums_(length) {}
  double push(double x);

 private:
  WeightedSums sums_;
  double last_ = kNa;
  std::size_t defined_ = 0;
};

// Σ x v / Σ v of the last N bars on which both are defined. First value at the N-th of them; hold (J). na
// where the volumes add up to 0.
class Vwma {
 public:
  explicit Vwma(std::size_t length) : turnover_(length), volume_(length) {}
  double push(double x, double volume);

 private:
  WindowSum turnover_;
  WindowSum volume_;
  double result_ = kNa;
};

}  // namespace perpscope::indicators
