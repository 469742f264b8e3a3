#include "indicators/deviation.h"

#include <algorithm>

namespace perpscope::indicators {

void Moments::push(double x) {
  same_ = window_.count() > 0 && x == last_ ? same_ + 1 : 1;
  last_ = x;
  const bool was_full = window_.full();
  if (window_.count() == 0) pivot_ = x;
  const double leaving = window_.push(x) - pivot_;
  const double entering = x - pivot_;
  sum_ += was_full ? entering - leaving : entering;
  squares_ += was_full ? entering * entering - leaving * leaving : entering * entering;
  if (window_.cameRound()) refresh();
}

void Moments::refresh() {
  pivot_ = last_;
  CompensatedSum sum;
  CompensatedSum squares;
  for (const double x : window_) {
    sum.add(x - pivot_);
    squares.add((x - pivot_) * (x - pivot_));
  }
  sum_ = sum.value();
  squares_ = squares.value();
}

double Moments::mean() const {
  if (same_ >= window_.length()) return last_;
  return pivot_ + sum_ / static_cast<double>(window_.length());
}

double Moments::stdev() const {
  if (same_ >= window_.length()) return 0;
  const auto n = static_cast<double>(window_.length());
  return std::sqrt(std::max(0.0, squares_ / n - (sum_ / n) * (sum_ / n)));
}

double Stdev::push(double x) {
  if (na(x)) return result_;
  moments_.push(x);
  if (moments_.full()) result_ = finiteOrNa(moments_.stdev());
  return result_;
}

double Zscore::push(double x) {
  if (na(x)) return kNa;
  moments_.push(x);
  if (!moments_.full()) return kNa;
  return finiteOrNa((x - moments_.mean()) / moments_.stdev());
}

}  // namespace perpscope::indicators
