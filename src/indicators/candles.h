// Candles made of candles.
#pragma once

#include <algorithm>

#include "indicators/na.h"

namespace perpscope::indicators {

struct Ohlc {
  double open = kNa;
  double high = kNa;
  double low = kNa;
  double close = kNa;
};

// close = (o+h+l+c)/4; open = the mean of the previous Heikin-Ashi open and close, at first (o+c)/2; high and
// low reach to both. An incomplete candle gives na and leaves the state.
class HeikinAshi {
 public:
  Ohlc push(const Ohlc& bar) {
    Ohlc ha;
    ha.close = (bar.open + bar.high + bar.low + bar.close) / 4;
    if (na(ha.close)) return {};
    ha.open = na(last_.open) ? (bar.open + bar.close) / 2 : (last_.open + last_.close) / 2;
    ha.high = std::max(bar.high, std::max(ha.open, ha.close));
    ha.low = std::min(bar.low, std::min(ha.open, ha.close));
    last_ = ha;
    return ha;
  }

 private:
  Ohlc last_;
};

}  // namespace perpscope::indicators
