#include "indicators/deviation.h"

namespace perpscope::indicators {

void Moments::takeAfresh() {
  pivot_ = mean();
  sum_.reset();
  squares_.reset();
  for (const double x : window_) {
    sum_.add(x - pivot_);
    squares_.add((x - pivot_) * (x - pivot_));
  }
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

}  // namespace perpscope::indicators
