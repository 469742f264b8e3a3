#include "indicators/deviation.h"

namespace perpscope::indicators {

namespace {

// Squared distance of the mean from the pivot, in variances, beyond which the difference of the two sums of
// squares loses more than four of a double's sixteen digits.
constexpr double kFar = 1e4;

}  // namespace

bool Moments::push(double x) {
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

// The squared offset against the variance, both times the squared count: without a division.
bool Moments::pivotIsFar() const {
  if (flat()) return false;
  const double sum = sum_.value();
  const double spread = squares_.value() * static_cast<double>(window_.count()) - sum * sum;
  return sum * sum > kFar * std::max(0.0, spread);
}

void Moments::takeAfresh() {
  pivot_ = mean();
  sum_.reset();
  squares_.reset();
  for (const double x : window_) {
    sum_.add(x - pivot_);
    squares_.add((x - pivot_) * (x - pivot_));
  }
}

double Moments::mean() const { return flat() ? last_ : pivot_ + offset(); }

double Moments::variance() const {
  if (flat()) return 0;
  return std::max(0.0, squares_.value() / static_cast<double>(window_.count()) - offset() * offset());
}

double Variance::push(double x) {
  if (na(x)) return result_;
  moments_.push(x);
  if (!moments_.full()) return result_;
  const auto n = static_cast<double>(moments_.window().length());
  result_ = finiteOrNa(moments_.variance() * (spread_ == Spread::Sample ? n / (n - 1) : 1));
  return result_;
}

Bollinger::Value Bollinger::push(double x) {
  if (na(x)) return result_;
  moments_.push(x);
  if (!moments_.full()) return result_;
  const double mid = moments_.mean();
  const double reach = multiplier_ * moments_.stdev();
  result_ = {finiteOrNa(mid), finiteOrNa(mid + reach), finiteOrNa(mid - reach)};
  return result_;
}

double Zscore::push(double x) {
  if (na(x)) return kNa;
  moments_.push(x);
  if (!moments_.full()) return kNa;
  mean_ = moments_.mean();
  stdev_ = moments_.stdev();
  return finiteOrNa((x - mean_) / stdev_);
}

}  // namespace perpscope::indicators
