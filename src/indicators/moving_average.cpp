#include "indicators/moving_average.h"

namespace perpscope::indicators {

double RecursiveAverage::seedWith(double x) {
  seed_.add(x);
  if (++count_ < length_) return kNa;
  value_ = seed_.value() / length_;
  return finiteOrNa(value_);
}

void WeightedSums::push(double x) {
  if (full()) {
    weighted_.subtract(sum_);  // every value is one weight lower, the leaving one falls to 0
    sum_.add(-window_.oldest());
    weighted_.add(length() * x);
  } else {
    weighted_.add(static_cast<double>(window_.count() + 1) * x);
  }
  sum_.add(x);
  window_.push(x);
  if (window_.cameRound()) refresh();
}

void WeightedSums::refresh() {
  sum_.reset();
  weighted_.reset();
  double weight = 0;
  window_.forEach([&](double value) {
    sum_.add(value);
    weighted_.add(++weight * value);
  });
}

void WeightedSums::reset() {
  window_.clear();
  sum_.reset();
  weighted_.reset();
}

double Wma::push(double x) {
  const bool is_na = na(x);
  if (!is_na) last_ = x;
  if (na(last_)) return kNa;
  sums_.push(last_);
  if (is_na || ++defined_ < static_cast<std::size_t>(sums_.length())) return kNa;
  return finiteOrNa(sums_.weighted() / (sums_.length() * (sums_.length() + 1) / 2));
}

double Vwma::push(double x, double volume) {
  if (na(x * volume)) return result_;
  turnover_.push(x * volume);
  volume_.push(volume);
  if (volume_.full()) result_ = finiteOrNa(turnover_.sum() / volume_.sum());
  return result_;
}

}  // namespace perpscope::indicators
