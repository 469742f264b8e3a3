#include "indicators/regression.h"

namespace perpscope::indicators {

double Linreg::push(double x) {
  slope_ = kNa;
  if (na(x)) {
    sums_.reset();
    return kNa;
  }
  sums_.push(x);
  if (!sums_.full()) return kNa;
  const double n = sums_.length();
  if (n == 1) return x;
  // With k = 1 … n for the bars, oldest first: slope = Σ (k − k̄) x / Σ (k − k̄)².
  const double centre = (n + 1) / 2;
  slope_ = (sums_.weighted() - centre * sums_.sum()) * 12 / (n * (n * n - 1));
  return finiteOrNa(sums_.sum() / n + slope_ * (n - offset_ - centre));
}

double Correlation::push(double x, double y) {
  if (na(x) || na(y)) return result_;
  move(x, y);
  if (x_.full()) result_ = value();
  return result_;
}

void Correlation::move(double x, double y) {
  const bool full = x_.full();
  const double left = full ? (x_.window().oldest() - x_.pivot()) * (y_.window().oldest() - y_.pivot()) : 0;
  const bool x_moved = x_.push(x);
  const bool y_moved = y_.push(y);
  if (x_moved || y_moved) return takeAfresh();
  cross_.add(-left);
  cross_.add((x - x_.pivot()) * (y - y_.pivot()));
}

void Correlation::takeAfresh() {
  cross_.reset();
  const double* y = y_.window().begin();
  for (const double x : x_.window()) cross_.add((x - x_.pivot()) * (*y++ - y_.pivot()));
}

double Correlation::value() const {
  if (x_.flat() || y_.flat()) return 0;
  const auto n = static_cast<double>(x_.window().length());
  const double covariance = cross_.value() / n - x_.offset() * y_.offset();
  if (std::abs(covariance) <= kEqualWithin) return 0;
  // One rounding of the product of the roots may reach just beyond 1.
  return finiteOrNa(std::clamp(covariance / (x_.stdev() * y_.stdev()), -1.0, 1.0));
}

}  // namespace perpscope::indicators
