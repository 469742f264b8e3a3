#include "indicators/order_statistics.h"

#include <algorithm>

namespace perpscope::indicators {

double PercentRank::push(double x) {
  const bool known = before_.complete() && !na(x);
  const auto count = known ? before_.countUpTo(x, kEqualWithin) : 0;
  before_.push(x);
  return known ? 100.0 * static_cast<double>(count) / static_cast<double>(before_.length()) : kNa;
}

double percentileLinear(const OrderedWindow& window, double percent) {
  const auto n = static_cast<double>(window.length());
  const double place = std::clamp(n * percent / 100 + 0.5, 1.0, n) - 1;
  const auto below = static_cast<std::size_t>(place);
  const double share = place - static_cast<double>(below);
  const double low = window.at(below);
  return share == 0 ? low : low * (1 - share) + window.at(below + 1) * share;
}

double PercentileLinear::push(double x) {
  window_.push(x);
  return window_.complete() ? percentileLinear(window_, percent_) : kNa;
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
