#include "indicators/sums.h"

namespace perpscope::indicators {

void WindowSum::takeAfresh() {
  sum_.reset();
  for (const double value : window_) sum_.add(value);
}

double Sum::push(double x) {
  if (na(x)) return result_;
  window_.push(x);
  if (window_.full()) result_ = finiteOrNa(window_.sum());
  return result_;
}

double Cum::push(double x) {
  if (na(x)) return kNa;
  sum_.add(x);
  return finiteOrNa(sum_.value());
}

}  // namespace perpscope::indicators
