#include "indicators/order_statistics.h"

#include <algorithm>

namespace perpscope::indicators {

PercentRank::PercentRank(std::size_t length)
    : few_(length <= kFew), recent_(few_ ? length : 1), ordered_(few_ ? 1 : length) {}

bool PercentRank::complete() const { return few_ ? defined_ == recent_.length() : ordered_.complete(); }

std::size_t PercentRank::countUpTo(double x) const {
  return few_ ? indicators::countUpTo(recent_.begin(), recent_.length(), x, kEqualWithin)
              : ordered_.countUpTo(x, kEqualWithin);
}

void PercentRank::take(double x) {
  if (!few_) return ordered_.push(x);
  if (recent_.full() && !na(recent_.oldest())) --defined_;
  if (!na(x)) ++defined_;
  recent_.push(x);
}

double PercentRank::push(double x) {
  double rank = kNa;
  if (complete() && !na(x)) {
    const auto length = few_ ? recent_.length() : ordered_.length();
    rank = 100.0 * static_cast<double>(countUpTo(x)) / static_cast<double>(length);
  }
  take(x);
  return rank;
}

LinearRank::LinearRank(std::size_t length, double percent) {
  const auto n = static_cast<double>(length);
  const double place = std::clamp(n * percent / 100 + 0.5, 1.0, n) - 1;
  below_ = static_cast<std::size_t>(place);
  share_ = place - static_cast<double>(below_);
}

double PercentileLinear::push(double x) {
  window_.push(x);
  return window_.complete() ? rank_.of(window_) : kNa;
}

double PercentileNearest::push(double x) {
  window_.push(x);
  if (!window_.complete()) return kNa;
  const auto n = static_cast<double>(window_.length());
  return window_.at(static_cast<std::size_t>(std::clamp(std::ceil(n * percent_ / 100), 1.0, n)) - 1);
}

double Median::push(double x) {
  if (na(x)) return kNa;
  window_.push(x);
  if (!window_.complete()) return kNa;
  const std::size_t half = window_.length() / 2;
  const double upper = window_.at(half);
  return window_.length() % 2 == 1 ? upper : window_.at(half - 1) + (upper - window_.at(half - 1)) / 2;
}

double Mad::push(double x) {
  median_ = middle_.push(x);
  return distance_.push(std::abs(x - median_));
}

double RobustZ::push(double x) {
  constexpr double kNormal = 1.4826;  // MAD to standard deviation of a normal distribution
  const double mad = mad_.push(x);
  return finiteOrNa((x - mad_.median()) / (kNormal * mad));
}

double Dev::push(double x) {
  window_.push(x);
  if (!window_.complete()) return kNa;
  const auto n = static_cast<double>(window_.length());
  if (window_.at(0) == window_.at(window_.length() - 1)) return 0;
  // The distances above the mean and those below it add up to the same.
  return finiteOrNa(2 * window_.excessOver(window_.sum() / n) / n);
}

}  // namespace perpscope::indicators
