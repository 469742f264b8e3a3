// Bars of a larger interval from bars of a smaller one.
#pragma once

#include "market/columns.h"

namespace perpscope {

// Open is the first present sub-bar's, high and low the extremes, volume the sum of what is there. Close is
// the last sub-bar's, and missing where that sub-bar is missing: an earlier close in its place makes false
// premiums of several per cent. A bar that is still running at `now` has no last sub-bar yet; it closes at
// its newest present one. Bars of `large` without any present sub-bar stay absent. `small.grid` may start and
// end anywhere.
[[nodiscard]] GridCandles resample(const GridCandles& small, const Grid& large, Time now);

}  // namespace perpscope
