// Two series that cross. Bars on which either is na change nothing and are false.
#pragma once

#include "indicators/na.h"

namespace perpscope::indicators {

// a > b now, and a <= b on the last earlier bar where both were defined. Raw comparison, no tolerance. False
// on the first such bar (T; M over na).
class Crossover {
 public:
  // Without a branch: which side comes is as good as random.
  bool push(double a, double b) {
    const bool defined = !na(a) && !na(b);
    const bool is_above = a > b;
    const bool crossed = seen_ & defined & is_above & !above_;
    above_ = defined ? is_above : above_;
    seen_ |= defined;
    return crossed;
  }

 private:
  bool above_ = false;
  bool seen_ = false;
};

// The mirror: a < b now, a >= b before (T; M over na).
class Crossunder {
 public:
  bool push(double a, double b) { return mirror_.push(b, a); }

 private:
  Crossover mirror_;
};

// Strictly on the other side than the last time they were apart by more than 1e-10: above, equal, above does
// not fire, nor does leaving an equality that was there from the start (M).
class Cross {
 public:
  bool push(double a, double b) {
    const double apart = a - b;
    if (na(apart) || std::abs(apart) <= kEqualWithin) return false;
    const int side = apart > 0 ? 1 : -1;
    const bool crossed = side_ + side == 0;
    side_ = side;
    return crossed;
  }

 private:
  int side_ = 0;
};

}  // namespace perpscope::indicators
