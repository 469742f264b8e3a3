#include "indicators/oscillator.h"

#include <algorithm>

namespace perpscope::indicators {

double Rsi::push(double x) {
  if (na(x)) return kNa;
  const double change = x - last_;
  last_ = x;
  if (na(change)) return kNa;
  const double up = up_.push(std::max(change, 0.0));
  const double down = down_.push(std::max(-change, 0.0));
  if (down == 0) return up > 0 ? 100 : kNa;
  return finiteOrNa(100 - 100 / (1 + up / down));
}

Macd::Value Macd::push(double x) {
  const double line = fast_.push(x) - slow_.push(x);
  const double signal = signal_.push(line);
  return {line, signal, line - signal};
}

}  // namespace perpscope::indicators
