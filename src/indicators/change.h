// A value against the one some bars before. Windows are of bars, na included.
#pragma once

#include "indicators/na.h"
#include "indicators/window.h"

namespace perpscope::indicators {

// The value of k bars ago; na before there is one.
class Lag {
 public:
  explicit Lag(std::size_t bars) : window_(bars) {}
  double push(double x) {
    const bool known = window_.full();
    const double leaving = window_.push(x);
    return known ? leaving : kNa;
  }

 private:
  Window window_;
};

// x − x[k]. First value on bar k; na where either is na (D, L).
class Change {
 public:
  explicit Change(std::size_t bars = 1) : lag_(bars) {}
  double push(double x) { return finiteOrNa(x - lag_.push(x)); }

 private:
  Lag lag_;
};
using Mom = Change;

// 100 · (x − x[k]) / x[k], signed denominator. First value on bar k; na where either is na and where x[k] is
// 0 (D, L).
class Roc {
 public:
  explicit Roc(std::size_t bars) : lag_(bars) {}
  double push(double x) {
    const double before = lag_.push(x);
    return finiteOrNa(100 * (x - before) / before);
  }

 private:
  Lag lag_;
};

// N steps up in a row, each by more than 1e-10. True from bar N on; an na step starts afresh (M).
class Rising {
 public:
  explicit Rising(std::size_t steps) : steps_(steps) {}
  bool push(double x) {
    in_row_ = x - last_ > kEqualWithin ? in_row_ + 1 : 0;
    last_ = x;
    return in_row_ >= steps_;
  }

 private:
  std::size_t steps_;
  std::size_t in_row_ = 0;
  double last_ = kNa;
};

// The mirror: N steps down.
class Falling {
 public:
  explicit Falling(std::size_t steps) : mirror_(steps) {}
  bool push(double x) { return mirror_.push(-x); }

 private:
  Rising mirror_;
};

}  // namespace perpscope::indicators
