// Bars of the lengths that venues have and we do not chart (3m, 2h, 6h, weeks …), from smaller ones. For this
// room only.
#pragma once

#include <functional>

#include "sim/dataset.h"

namespace perpscope::sim::exchanges {

// Bars of the length that open on its multiples since 1970, with opens inside the range. One that runs at
// `now` has no parts from behind it.
[[nodiscard]] std::vector<Candle> barsEvery(const Dataset& market, const Instrument& instrument,
                                            PriceKind price, Milliseconds length, TimeRange range,
                                            Time now = Time::max());

// Neighbours with the same `open` become one bar.
[[nodiscard]] std::vector<Candle> grouped(std::span<const Candle> bars,
                                          const std::function<Time(Time)>& open);

}  // namespace perpscope::sim::exchanges
