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
  bool push(double x) {
    same_ = window_.count() > 0 && x == last_ ? same_ + 1 : 1;
    last_ = x;
    if (window_.count() == 0) pivot_ = x;
    if (full()) {
      const double leaving = window_.oldest() - pivot_;
      sum_.add(-leaving);
      squares_.add(-leaving * leaving);
    }
    const double entering = x - pivot_;
    sum_.add(entering);
    squares_.add(entering * entering);
    window_.push(x);
    const bool moves = window_.cameRound() || (full() && pivotIsFar());
    if (moves) takeAfresh();
    return moves;
  }
  [[nodiscard]] bool full() const { return window_.full(); }
  [[nodiscard]] bool flat() const { return same_ >= window_.length(); }
  [[nodiscard]] double mean() const { return flat() ? last_ : pivot_ + offset(); }
  [[nodiscard]] double variance() const {
    if (flat()) return 0;
    const double from_pivot = offset();
    return std::max(0.0, squares_.value() / static_cast<double>(window_.count()) - from_pivot * from_pivot);
  }
  [[nodiscard]] double stdev() const { return std::sqrt(variance()); }
  [[nodiscard]] double pivot() const { return pivot_; }
  // The mean's distance from the pivot.
  [[nodiscard]] double offset() const { return sum_.value() / static_cast<double>(window_.count()); }
  [[nodiscard]] const Window& window() const { return window_; }

 private:
  // Squared distance of the mean from the pivot, in variances, beyond which the difference of the two sums of
  // squares loses more than four of a double's sixteen digits.
  static constexpr double kFar = 1e4;
  // The squared offset against the variance, both times the squared count: without a division.
  [[nodiscard]] bool pivotIsFar() const {
    if (flat()) return false;
    const double sum = sum_.value();
    const double spread = squares_.value() * static_cast<double>(window_.count()) - sum * sum;
    return sum * sum > kFar * std::max(0.0, spread);
  }
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
  double push(double x) {
    if (na(x)) return kNa;
    moments_.push(x);
    if (!moments_.full()) return kNa;
    mean_ = moments_.mean();
    stdev_ = moments_.stdev();
    return finiteOrNa((x - mean_) / stdev_);
  }
  // Of the window as it is after the last push; na until it is full.
  [[nodiscard]] double mean() const { return mean_; }
  [[nodiscard]] double stdev() const { return stdev_; }

 private:
  Moments moments_;
  double mean_ = kNa;
  double stdev_ = kNa;
};

}  // namespace perpscope::indicators
