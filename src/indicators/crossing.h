// Two series that cross. Raw comparison, no tolerance; bars on which either is na change nothing.
#pragma once

#include "indicators/na.h"

namespace perpscope::indicators {

// a > b now, and a <= b on the last earlier bar where both were defined. False on the first.
class Crossover {
 public:
  bool push(double a, double b) {
    if (na(a) || na(b)) return false;
    const bool crossed = seen_ && a > b && !above_;
    above_ = a > b;
    seen_ = true;
    return crossed;
  }

 private:
  bool above_ = false;
  bool seen_ = false;
};

// The mirror: a < b now, a >= b before.
class Crossunder {
 public:
  bool push(double a, double b) { return mirror_.push(b, a); }

 private:
  Crossover mirror_;
};

}  // namespace perpscope::indicators
