#include "sim/exchanges/bar_kinds.h"

#include <algorithm>

#include "sim/decimal.h"

namespace perpscope::sim::exchanges {
namespace {

// Sums keep no more digits than what they are sums of.
template <class Unit>
Quantity<Unit> sum(Quantity<Unit> a, Quantity<Unit> b) {
  constexpr int kDigits = 8;
  return Quantity<Unit>{roundedTo((a + b).value(), kDigits)};
}

void join(Candle& bar, const Candle& part) {
  bar.high = std::max(bar.high, part.high);
  bar.low = std::min(bar.low, part.low);
  bar.close = part.close;
  bar.volume = sum(bar.volume, part.volume);
  bar.volume_quote = sum(bar.volume_quote, part.volume_quote);
  bar.volume_contracts = sum(bar.volume_contracts, part.volume_contracts);
}

}  // namespace

Time BarKind::openOf(Time t) const {
  const Time local = t + ahead;
  if (calendar) return barOpen(barNumber(local, *calendar), *calendar) - ahead;
  const auto since = local.time_since_epoch();
  const auto past = since % length;
  return t - (past.count() < 0 ? past + length : past);
}

Time BarKind::endOf(Time open) const {
  if (calendar) return barEnd(barNumber(open + ahead, *calendar), *calendar) - ahead;
  return open + length;
}

std::vector<Candle> barsOfKind(const Dataset& market, const Instrument& instrument, PriceKind price,
                               const BarKind& kind, TimeRange range) {
  if (range.empty()) return {};
  const bool own = !kind.calendar && kind.ahead.count() == 0 && kind.length == nominalLength(kind.made_of);
  if (own) return market.bars(instrument, price, kind.made_of, range);
  const TimeRange whole{kind.openOf(range.from), kind.endOf(kind.openOf(range.to - Milliseconds{1}))};
  std::vector<Candle> bars;
  for (const auto& part : market.bars(instrument, price, kind.made_of, whole)) {
    const Time open = kind.openOf(part.time);
    if (bars.empty() || bars.back().time != open) {
      bars.push_back(part);
      bars.back().time = open;
    } else {
      join(bars.back(), part);
    }
  }
  std::erase_if(bars, [&](const Candle& bar) { return !range.contains(bar.time); });
  return bars;
}

}  // namespace perpscope::sim::exchanges
