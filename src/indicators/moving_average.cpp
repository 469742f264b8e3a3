#include "indicators/moving_average.h"

namespace perpscope::indicators {

void CompensatedSum::add(double value) {
  const double total = sum_ + value;
  lost_ += std::abs(sum_) >= std::abs(value) ? (sum_ - total) + value : (value - total) + sum_;
  sum_ = total;
}

double Sma::push(double x) {
  if (na(x)) return result_;
  const bool was_full = window_.full();
  const double leaving = window_.push(x);
  sum_.add(x);
  if (was_full) sum_.add(-leaving);
  if (window_.full()) result_ = finiteOrNa(sum_.value() / static_cast<double>(window_.length()));
  return result_;
}

double RecursiveAverage::push(double x) {
  if (na(x)) return kNa;
  if (count_ < length_) {
    seed_.add(x);
    if (++count_ < length_) return kNa;
    value_ = seed_.value() / static_cast<double>(length_);
  } else {
    value_ += alpha_ * (x - value_);
  }
  return finiteOrNa(value_);
}

}  // namespace perpscope::indicators
