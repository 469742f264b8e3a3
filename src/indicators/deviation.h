// Spread of the last N defined values around their mean.
#pragma once

#include "indicators/sums.h"

namespace perpscope::indicators {

// Mean and population variance. Sums are of distances from a pivot near the values, are compensated and are
// taken afresh each time the ring comes round or the values have left the pivot, so a flat window gives
// exactly 0, a spike leaves no trace and nothing drifts.
class Moments {
 public:
  explicit Moments(std::size_t length) : window_(length) {}
  // x must be defined. True when the pivot moved.
  bool push(double x);
  [[nodiscard]] bool full() const { return window_.full(); }
  [[nodiscard]] bool flat() const { return same_ >= window_.length(); }
  [[nodiscard]] double mean() const;
  [[nodiscard]] double variance() const;
  [[nodiscard]] double stdev() const { return std::sqrt(variance()); }
  [[nodiscard]] double pivot() const { return pivot_; }
  // The mean's distance from the pivot.
  [[nodiscard]] double offset() const { return sum_.value() / static_cast<double>(window_.count()); }
  [[nodiscard]] const Window& window() const { return window_; }

 private:
  [[nodiscard]] bool pivotIsFar() const;
  void takeAfresh();

  Window window_;
  double pivot_ = 0;
  CompensatedSum sum_;
  CompensatedSum squares_;
  double last_ = 0;
  std::size_t same_ = 0;  // how many times the last value came in a row
};

// Population divides by N, Sample by N − 1 (na for N = 1).
enum class Spread : unsigned char { Population, Sample };

// Σ(x − mean)² / N. First value at the N-th defined one; compacted, hold (T; sample M).
class Variance {
 public:
  explicit Variance(std::size_t length, Spread spread = Spread::Population)
      : moments_(length), spread_(spread) {}
  double push(double x);

 private:
  Moments moments_;
  Spread spread_;
  double result_ = kNa;
};

// √variance. First value at the N-th defined one; compacted, hold (T).
class Stdev {
 public:
  explicit Stdev(std::size_t length, Spread spread = Spread::Population) : variance_(length, spread) {}
  double push(double x) { return std::sqrt(variance_.push(x)); }

 private:
  Variance variance_;
};

// sma ± m · stdev (population). First value at the N-th defined one; compacted, hold (T).
class Bollinger {
 public:
  struct Value {
    double mid = kNa;
    double upper = kNa;
    double lower = kNa;
  };
  Bollinger(std::size_t length, double multiplier) : moments_(length), multiplier_(multiplier) {}
  Value push(double x);

 private:
  Moments moments_;
  double multiplier_;
  Value result_;
};

// (x − sma) / stdev; na on an na bar, and where the window is flat.
class Zscore {
 public:
  explicit Zscore(std::size_t length) : moments_(length) {}
  double push(double x);
  // Of the window as it is after the last push; na until it is full.
  [[nodiscard]] double mean() const { return mean_; }
  [[nodiscard]] double stdev() const { return stdev_; }

 private:
  Moments moments_;
  double mean_ = kNa;
  double stdev_ = kNa;
};

}  // namespace perpscope::indicators
