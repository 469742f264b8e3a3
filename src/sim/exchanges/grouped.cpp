#include "sim/exchanges/grouped.h"

#include <algorithm>
#include <ranges>

namespace perpscope::sim::exchanges {
namespace {

template <class Unit>
Quantity<Unit> sum(Quantity<Unit> a, Quantity<Unit> b) {
  if (a.missing()) return b;
  return b.missing() ? a : a + b;
}

void extend(Candle& bar, const Candle& with) {
  bar.high = std::max(bar.high, with.high);
  bar.low = std::min(bar.low, with.low);
  bar.close = with.close;
  bar.volume = sum(bar.volume, with.volume);
  bar.volume_quote = sum(bar.volume_quote, with.volume_quote);
  bar.volume_contracts = sum(bar.volume_contracts, with.volume_contracts);
}

Time floored(Time t, Milliseconds length) { return t - t.time_since_epoch() % length; }
Time ceiled(Time t, Milliseconds length) { return floored(t + length - Milliseconds{1}, length); }

// The longest interval whose bars tile the length.
Interval partOf(Milliseconds length) {
  for (const auto interval : kAllIntervals | std::views::reverse)
    if (!isBuiltFromDays(interval) && length % nominalLength(interval) == Milliseconds{0}) return interval;
  return Interval::M1;
}

}  // namespace

std::vector<Candle> barsOfLength(const Dataset& market, const Instrument& instrument, PriceKind price,
                                 Milliseconds length, TimeRange range) {
  const auto part = partOf(length);
  if (nominalLength(part) == length) return market.bars(instrument, price, part, range);
  const Time from = ceiled(range.from, length);
  // The last bar's parts may begin behind the range, but never behind its end.
  std::vector<Candle> bars;
  for (const auto& small : market.bars(instrument, price, part, {from, ceiled(range.to, length)})) {
    const Time open = floored(small.time, length);
    if (!bars.empty() && bars.back().time == open) {
      extend(bars.back(), small);
      continue;
    }
    bars.push_back(small);
    bars.back().time = open;
  }
  return bars;
}

}  // namespace perpscope::sim::exchanges
