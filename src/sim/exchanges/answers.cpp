#include "sim/exchanges/answers.h"

#include <algorithm>
#include <cmath>
#include <ranges>

#include "base/text.h"

namespace perpscope::sim::exchanges {

Json plainNumber(double value) {
  if (isMissing(value)) return nullptr;
  constexpr double kExact = 1e15;
  if (std::abs(value) < kExact && value == std::floor(value)) return static_cast<std::int64_t>(value);
  return value;
}

ServerResponse answerJson(const Json& body, int status) {
  return {status, body.dump(-1, ' ', false, Json::error_handler_t::replace), "application/json", {}};
}

std::vector<Instrument> products(const Dataset& market, std::string_view venue, MarketKind kind,
                                 Margin margin) {
  std::vector<Instrument> found;
  for (const auto& instrument : market.instruments())
    if (instrument.venue == venue && instrument.kind == kind && instrument.margin == margin)
      found.push_back(instrument);
  return found;
}

std::optional<Instrument> productNamed(std::span<const Instrument> products, std::string_view symbol) {
  const auto found = std::ranges::find(products, symbol, &Instrument::symbol);
  return found == products.end() ? std::nullopt : std::optional(*found);
}

double lastClose(const Dataset& market, const Instrument& instrument, PriceKind price, Time at) {
  // Minutes where there are some; a market may know hours or days alone.
  for (const auto& [interval, back] :
       {std::pair{Interval::M1, kHour}, std::pair{Interval::H1, kDay}, std::pair{Interval::D1, 3 * kDay}}) {
    const auto bars = market.bars(instrument, price, interval, {at - back, at + Milliseconds{1}});
    if (!bars.empty()) return bars.back().close.value();
  }
  // A history without marks: the last trade is the nearest to one.
  const bool has_near = price == PriceKind::Mark || price == PriceKind::Index;
  return has_near ? lastClose(market, instrument, PriceKind::Trade, at) : kMissing;
}

std::optional<OpenInterest> lastOpenInterest(const Dataset& market, const Instrument& instrument, Time at) {
  for (const auto step : {Milliseconds{5 * kMinute}, kHour, kDay}) {
    const auto samples = market.openInterest(instrument, step, {at - kDay, at + Milliseconds{1}});
    if (!samples.empty()) return samples.back();
  }
  return std::nullopt;
}

double coinsOf(const Dataset& market, const Instrument& instrument, const OpenInterest& sample) {
  if (!sample.base.missing()) return sample.base.value();
  const auto& contract = instrument.contract;
  if (!sample.contracts.missing() && !contract.in_quote) return sample.contracts.value() * contract.size;
  const double dollars = sample.usd.missing() ? sample.contracts.value() * contract.size : sample.usd.value();
  return dollars / lastClose(market, instrument, PriceKind::Trade, sample.time);
}

double dollarsOf(const Dataset& market, const Instrument& instrument, const OpenInterest& sample) {
  if (!sample.usd.missing()) return sample.usd.value();
  const auto& contract = instrument.contract;
  if (!sample.contracts.missing() && contract.in_quote) return sample.contracts.value() * contract.size;
  const double coins = sample.base.missing() ? sample.contracts.value() * contract.size : sample.base.value();
  return coins * lastClose(market, instrument, PriceKind::Trade, sample.time);
}

Day lastDay(const Dataset& market, const Instrument& instrument, Time at) {
  const auto bars =
      market.bars(instrument, PriceKind::Trade, Interval::H1, {at - kDay, at + Milliseconds{1}});
  Day day;
  if (bars.empty()) return day;
  day.open = bars.front().open.value();
  day.last = bars.back().close.value();
  day.high =
      std::ranges::max(bars | std::views::transform([](const Candle& bar) { return bar.high.value(); }));
  day.low = std::ranges::min(bars | std::views::transform([](const Candle& bar) { return bar.low.value(); }));
  for (const auto& bar : bars) {
    const double volume = bar.volume.missing() ? 0 : bar.volume.value();
    day.volume += volume;
    day.volume_quote += bar.volume_quote.missing() ? volume * bar.close.value() : bar.volume_quote.value();
  }
  return day;
}

std::optional<std::int64_t> wholeParam(const ServerRequest& request, std::string_view name) {
  return parseNumber<std::int64_t>(request.param(name));
}

}  // namespace perpscope::sim::exchanges
