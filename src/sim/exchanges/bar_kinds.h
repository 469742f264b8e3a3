// Bars as exchanges offer them beyond those a market knows: 3m, 2h, 6h, weeks, months, and days that open at
// midnight of another zone. Built from smaller bars. For this room only.
#pragma once

#include <string_view>
#include <vector>

#include "sim/dataset.h"
#include "sim/row_search.h"

namespace perpscope::sim::exchanges {

struct BarKind {
  std::string_view name;  // the venue's
  Interval made_of;       // what the market is asked for
  // Of the bar; where it is not fixed, of the calendar's.
  Milliseconds length{0};
  std::optional<Interval> calendar = {};  // weeks, months
  Milliseconds ahead{0};                  // how far the zone's clock is ahead of UTC

  [[nodiscard]] Time openOf(Time t) const;
  [[nodiscard]] Time endOf(Time open) const;
};

// The market's own bars.
[[nodiscard]] constexpr BarKind ownBars(std::string_view name, Interval interval, Milliseconds length) {
  return {name, interval, length, {}, {}};
}

// Bars whose open lies in the range, oldest first. The range ends no later than the market does.
[[nodiscard]] std::vector<Candle> barsOfKind(const Dataset& market, const Instrument& instrument,
                                             PriceKind price, const BarKind& kind, TimeRange range);

}  // namespace perpscope::sim::exchanges
