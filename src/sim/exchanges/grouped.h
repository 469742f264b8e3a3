// Bars of lengths that a market does not store. For this room only.
#pragma once

#include <vector>

#include "market/records.h"
#include "sim/dataset.h"

namespace perpscope::sim::exchanges {

// Bars of any length, aligned to 1970-01-01 as exchanges align theirs: the market's own, or built from the
// longest of its bars that divides the length. Only bars that begin in the range.
[[nodiscard]] std::vector<Candle> barsOfLength(const Dataset& market, const Instrument& instrument,
                                               PriceKind price, Milliseconds length, TimeRange range);

}  // namespace perpscope::sim::exchanges
