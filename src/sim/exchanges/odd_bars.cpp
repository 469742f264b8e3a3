#include "sim/exchanges/odd_bars.h"

#include <algorithm>
#include <ranges>

namespace perpscope::sim::exchanges {
namespace {

// A sum in which what is missing counts nothing, and is missing where all is.
template <class Amount>
Amount sum(Amount a, Amount b) {
  if (a.missing()) return b;
  return b.missing() ? a : a + b;
}

void extend(Candle& bar, const Candle& next) {
  bar.high = std::max(bar.high, next.high);
  bar.low = std::min(bar.low, next.low);
  bar.close = next.close;
  bar.volume = sum(bar.volume, next.volume);
  bar.volume_quote = sum(bar.volume_quote, next.volume_quote);
  bar.volume_contracts = sum(bar.volume_contracts, next.volume_contracts);
}

// The largest interval up to a day that tiles the length.
Interval tileOf(Milliseconds length) {
  for (const auto interval : kAllIntervals | std::views::reverse)
    if (!isBuiltFromDays(interval) && length % nominalLength(interval) == Milliseconds{0}) return interval;
  return Interval::M1;
}

}  // namespace

std::vector<Candle> grouped(std::span<const Candle> bars, const std::function<Time(Time)>& open) {
  std::vector<Candle> groups;
  for (const auto& bar : bars) {
    const auto time = open(bar.time);
    if (!groups.empty() && groups.back().time == time) {
      extend(groups.back(), bar);
      continue;
    }
    groups.push_back(bar);
    groups.back().time = time;
  }
  return groups;
}

std::vector<Candle> barsEvery(const Dataset& market, const Instrument& instrument, PriceKind price,
                              Milliseconds length, TimeRange range, Time now) {
  const auto tile = tileOf(length);
  if (nominalLength(tile) == length) return market.bars(instrument, price, tile, range);
  const auto open = [length](Time t) { return t - t.time_since_epoch() % length; };
  const Time end = open(range.to - Milliseconds{1}) + length;
  const TimeRange whole{open(range.from), end <= now ? end : now + Milliseconds{1}};
  auto bars = grouped(market.bars(instrument, price, tile, whole), open);
  std::erase_if(bars, [range](const Candle& bar) { return !range.contains(bar.time); });
  return bars;
}

}  // namespace perpscope::sim::exchanges
