// Oscillators of the price.
#pragma once

#include <algorithm>

#include "indicators/moving_average.h"

namespace perpscope::indicators {

// 100 − 100 / (1 + rma(up) / rma(down)) over the changes between consecutive defined values. First value at
// the N-th change. Down 0 and up > 0: 100; both 0: na (J). Compacted, skip (T).
class Rsi {
 public:
  explicit Rsi(std::size_t length) : up_(length), down_(length) {}
  double push(double x) {
    if (na(x)) return kNa;
    const double change = x - last_;
    last_ = x;
    if (na(change)) return kNa;
    const double up = up_.push(std::max(change, 0.0));
    const double down = down_.push(std::max(-change, 0.0));
    if (down == 0) return up > 0 ? 100 : kNa;
    return finiteOrNa(100 - 100 / (1 + up / down));
  }

 private:
  Rma up_;
  Rma down_;
  double last_ = kNa;
};

// line = ema(fast) − ema(slow), signal = ema(line), hist = line − signal. First values
// on bars s − 1 and s + g − 2. Compacted, skip (T).
class Macd {
 public:
  struct Value {
    double line = kNa;
    double signal = kNa;
    double hist = kNa;
  };
  Macd(std::size_t fast, std::size_t slow, std::size_t signal) : fast_(fast), slow_(slow), signal_(signal) {}
  Value push(double x) {
    const double line = fast_.push(x) - slow_.push(x);
    const double signal = signal_.push(line);
    return {line, signal, line - signal};
  }

 private:
  Ema fast_;
  Ema slow_;
  Ema signal_;
};

}  // namespace perpscope::indicators
