#include "sim/leg_bars.h"

#include <algorithm>
#include <cmath>

#include "sim/timeline.h"
#include "sim/volume.h"

namespace perpscope::sim {
namespace {

double roundedTo(double value, int decimals) {
  const double scale = std::pow(10.0, decimals);
  return std::round(value * scale) / scale;
}

// Joins bars that come in order into bars of an interval.
class Fold {
 public:
  explicit Fold(Interval interval) : interval_(interval) {}

  void add(const Candle& part) {
    const Time open = barOpen(barNumber(part.time, interval_), interval_);
    if (bars_.empty() || bars_.back().time != open) {
      bars_.push_back(part);
      bars_.back().time = open;
    } else {
      join(bars_.back(), part);
    }
  }

  std::vector<Candle> take() { return std::move(bars_); }

 private:
  static void join(Candle& bar, const Candle& part) {
    bar.high = std::max(bar.high, part.high);
    bar.low = std::min(bar.low, part.low);
    bar.close = part.close;
    bar.volume = bar.volume + part.volume;
    bar.volume_quote = bar.volume_quote + part.volume_quote;
  }

  Interval interval_;
  std::vector<Candle> bars_;
};

// The bar as it stands after a part of its time.
LogBar begun(const LogBar& bar, double part) {
  const double close = std::lerp(bar.open, bar.close, part);
  const double top = std::max(bar.open, bar.close);
  const double bottom = std::min(bar.open, bar.close);
  return {bar.open, std::max(bar.open, close) + part * (bar.high - top),
          std::min(bar.open, close) - part * (bottom - bar.low), close};
}

// All time of the bars that open in the range, within what exists. The model's first days may lie in an older
// bar.
TimeRange timeOfBars(Interval interval, TimeRange range, TimeRange exists) {
  constexpr Milliseconds kLongestBar = 31 * kDay;
  const Time from = std::max(range.from, kModelStart - kLongestBar);
  const Time to = std::min(range.to, exists.to);
  if (from >= to) return {exists.from, exists.from};
  const std::int64_t holding = barNumber(from, interval);
  const std::int64_t first = barOpen(holding, interval) < from ? holding + 1 : holding;
  const Time end = barEnd(barNumber(to - Milliseconds{1}, interval), interval);
  return {std::max(barOpen(first, interval), exists.from), std::min(end, exists.to)};
}

}  // namespace

Candle LegBars::candle(Time open, const LogBar& bar, double volume) const {
  const auto price = [this](double log_value) { return Price{price_.rounded(log_value)}; };
  Candle candle{open, price(bar.open), price(bar.high), price(bar.low), price(bar.close), {}, {}, {}};
  if (!traded_) return candle;
  const double typical = (candle.open + candle.high + candle.low + candle.close).value() / 4;
  candle.volume = BaseQuantity{volume};
  candle.volume_quote = QuoteQuantity{volume * typical};
  return candle;
}

template <class Sink>
void LegBars::eachMinute(std::int64_t hour, const Sink& sink) const {
  const auto bars = price_.minutes(hour);
  const auto volumes = traded_ ? minuteVolumes(latent_, leg_, hour) : std::array<double, kMinutesPerHour>{};
  for (std::size_t i = 0; i < bars.size(); ++i) {
    const Time open = timeOfHour(hour) + static_cast<std::int64_t>(i) * kMinute;
    const double part = presence_.ofMinute(open);
    if (part > 0) sink(candle(open, part < 1 ? begun(bars[i], part) : bars[i], part * volumes[i]));
  }
}

Candle LegBars::hourCandle(std::int64_t hour) const {
  return candle(timeOfHour(hour), price_.hour(hour), traded_ ? hourVolume(latent_, leg_, hour) : 0);
}

void LegBars::finish(Candle& bar) const {
  if (!traded_) return;
  const ContractSpec& contract = leg_.instrument.contract;
  bar.volume = BaseQuantity{roundedTo(bar.volume.value(), leg_.volume_decimals)};
  bar.volume_quote = QuoteQuantity{roundedTo(bar.volume_quote.value(), 2)};
  if (leg_.instrument.kind != MarketKind::Perp) return;
  const double worth = contract.in_quote ? bar.volume_quote.value() : bar.volume.value();
  bar.volume_contracts = Contracts{std::round(worth / contract.size * 1000) / 1000};
}

std::vector<Candle> LegBars::bars(Interval interval, TimeRange range) const {
  const TimeRange time = timeOfBars(interval, range, presence_.listed);
  if (time.empty()) return {};
  Fold fold(interval);
  const auto add = [&fold, time](const Candle& part) {
    if (time.contains(part.time)) fold.add(part);
  };
  for (std::int64_t hour = hourOf(time.from); timeOfHour(hour) < time.to; ++hour) {
    const bool whole = presence_.throughout({timeOfHour(hour), timeOfHour(hour + 1)});
    if (whole && interval >= Interval::H1)
      add(hourCandle(hour));
    else
      eachMinute(hour, add);
  }
  auto bars = fold.take();
  for (Candle& bar : bars) finish(bar);
  return bars;
}

}  // namespace perpscope::sim
