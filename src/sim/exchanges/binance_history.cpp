#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"
#include "sim/decimal.h"
#include "sim/exchanges/binance_answers.h"
#include "sim/row_search.h"

namespace perpscope::sim::exchanges {
namespace {

constexpr std::int64_t kSpotRows = 1000;
constexpr std::int64_t kFuturesRows = 1500;
constexpr std::int64_t kFundingRows = 1000;
constexpr std::int64_t kOpenInterestRows = 500;
constexpr Milliseconds kOpenInterestAge = 30 * kDay;
constexpr Milliseconds kCoinMLongest = 200 * kDay;
constexpr Time kStampsArePeriodStarts = utc(2026, 6, 25);
// Settlements are stamped when they are done, some milliseconds late.
constexpr Milliseconds kSettlementDelay{3};

using Refused = std::unexpected<ServerResponse>;

struct Window {
  std::optional<Time> from;
  std::optional<Time> to;  // inclusive
  std::int64_t limit;
};

std::expected<Window, ServerResponse> windowOf(const ServerRequest& request, std::int64_t usual,
                                               std::int64_t most) {
  Window window{{}, {}, usual};
  for (const auto& [name, bound] : {std::pair{"startTime", &window.from}, std::pair{"endTime", &window.to}}) {
    if (!request.has(name)) continue;
    const auto ms = wholeParam(request, name);
    if (!ms)
      return Refused(
          binanceError(-1100, fmt::format("Illegal characters found in parameter '{}'; legal range is "
                                          "'^[0-9]{{1,20}}$'.",
                                          name)));
    *bound = timeFromMs(*ms);
  }
  if (window.from && window.to && *window.from > *window.to)
    return Refused(binanceError(-1102, "Start time is greater than end time."));
  if (request.has("limit"))
    window.limit = std::clamp<std::int64_t>(wholeParam(request, "limit").value_or(usual), 1, most);
  return window;
}

PriceKind priceOf(std::string_view path) {
  if (path.ends_with("/markPriceKlines")) return PriceKind::Mark;
  if (path.ends_with("/indexPriceKlines")) return PriceKind::Index;
  if (path.ends_with("/premiumIndexKlines")) return PriceKind::PremiumIndex;
  return PriceKind::Trade;
}

// Calls by pair name the perpetual of it.
std::expected<Instrument, ServerResponse> klineProduct(const BinanceCall& call) {
  if (!call.request.path.ends_with("/indexPriceKlines") && !call.request.path.ends_with("/continuousKlines"))
    return binanceProduct(call);
  auto pair = std::string(call.request.param("pair"));
  if (pair.empty())
    return Refused(
        binanceError(-1102, "Mandatory parameter 'pair' was not sent, was empty/null, or malformed."));
  if (call.coinMargined()) pair += "_PERP";
  const auto product = productNamed(call.products(), pair);
  if (!product) return Refused(binanceError(-1121, "Invalid symbol."));
  return *product;
}

std::string priceText(double value) { return decimal(value, 8); }

// Both volumes of a kline; what the market does not say follows from the price.
std::pair<double, double> volumesOf(const BinanceCall& call, const Instrument& product, const Candle& bar) {
  const double base = bar.volume.missing() ? 0 : bar.volume.value();
  if (call.coinMargined()) {
    const double contracts = bar.volume_contracts.missing()
                                 ? std::round(base * bar.close.value() / product.contract.size)
                                 : bar.volume_contracts.value();
    return {contracts, base};
  }
  return {base, bar.volume_quote.missing() ? base * bar.close.value() : bar.volume_quote.value()};
}

Json klineRow(const BinanceCall& call, const Instrument& product, const Candle& bar, Interval interval,
              bool traded) {
  const auto [first, second] = traded ? volumesOf(call, product, bar) : std::pair{0.0, 0.0};
  return Json::array({toMs(bar.time), priceText(bar.open.value()), priceText(bar.high.value()),
                      priceText(bar.low.value()), priceText(bar.close.value()), priceText(first),
                      toMs(bar.time + nominalLength(interval)) - 1, priceText(second), traded ? 100 : 60,
                      priceText(first / 2), priceText(second / 2), "0"});
}

// From the start on where there is one, else the newest.
template <class Row>
std::span<const Row> cut(const std::vector<Row>& rows, const Window& window) {
  const auto count = std::min(rows.size(), static_cast<std::size_t>(window.limit));
  const std::span<const Row> all(rows);
  return window.from ? all.first(count) : all.last(count);
}

// The range to look in: without a start, as far back as the limit reaches.
TimeRange rangeOf(const Window& window, Milliseconds step, Time now) {
  const Time last = std::min(window.to.value_or(now), now);
  const Time first = window.from.value_or(last - step * window.limit);
  return {first, last + Milliseconds{1}};
}

// As many rows as the limit lets through, over holes too.
template <class Fetch>
auto rowsWithin(const BinanceCall& call, const Instrument& product, const Window& window, Milliseconds step,
                TimeRange range, Fetch&& fetch) {
  const auto limit = static_cast<std::size_t>(window.limit);
  const Time oldest = call.market.listed(product).value_or(call.request.at) - step;
  if (window.from) return oldestRows(range, oldest, step, limit, fetch);
  return newestRows({Time{}, range.to}, oldest, step, limit, fetch);
}

}  // namespace

ServerResponse binanceKlines(const BinanceCall& call) {
  const auto product = klineProduct(call);
  if (!product) return product.error();
  if (!call.request.has("interval"))
    return binanceError(-1102, "Mandatory parameter 'interval' was not sent, was empty/null, or malformed.");
  const auto interval = parseInterval(call.request.param("interval"));
  if (!interval || *interval == Interval::D3 || *interval == Interval::W1 || *interval == Interval::Mo1)
    return binanceError(-1120, "Invalid interval.");
  const auto window = windowOf(call.request, 500, call.spot() ? kSpotRows : kFuturesRows);
  if (!window) return window.error();
  if (call.coinMargined() && window->from && window->to && *window->to - *window->from > kCoinMLongest)
    return binanceError(-1127, "More than 200 days between startTime and endTime.");
  const auto price = priceOf(call.request.path);
  const auto step = nominalLength(*interval);
  const auto bars =
      rowsWithin(call, *product, *window, step, rangeOf(*window, step, call.request.at),
                 [&](TimeRange part) { return call.market.bars(*product, price, *interval, part); });
  Json rows = Json::array();
  for (const auto& bar : bars)
    rows.push_back(klineRow(call, *product, bar, *interval, price == PriceKind::Trade));
  return answerJson(rows);
}

ServerResponse binanceFunding(const BinanceCall& call) {
  const auto product = binanceProduct(call);
  if (!product) return product.error();
  auto window = windowOf(call.request, 100, kFundingRows);
  if (!window) return window.error();
  if (!window->from && !window->to) window->limit = std::max<std::int64_t>(window->limit, 200);
  auto range = rangeOf(*window, 8 * kHour, call.request.at);
  range.from -= kSettlementDelay;
  range.to -= kSettlementDelay;
  const auto settled = rowsWithin(call, *product, *window, 8 * kHour, range,
                                  [&](TimeRange part) { return call.market.settledFunding(*product, part); });
  Json rows = Json::array();
  for (const auto& funding : settled)
    rows.push_back({{"symbol", product->symbol},
                    {"fundingTime", toMs(funding.time + kSettlementDelay)},
                    {"fundingRate", priceText(funding.rate.fraction)},
                    {"markPrice", ""},
                    {"rateType", "Regular"}});
  return answerJson(rows);
}

namespace {

std::optional<Json> openInterestRow(const BinanceCall& call, const Instrument& product,
                                    const OpenInterest& sample, Time stamp) {
  double base = sample.base.value();
  double usd = sample.usd.value();
  // Looked up where it is needed only: it costs more than the rest of the row.
  const auto price = [&] { return lastClose(call.market, product, PriceKind::Mark, sample.time); };
  if (isMissing(base)) base = usd / price();
  if (isMissing(usd)) usd = base * price();
  const double contracts =
      sample.contracts.missing() ? std::round(usd / product.contract.size) : sample.contracts.value();
  const double amount = call.coinMargined() ? contracts : base;
  const double value = call.coinMargined() ? base : usd;
  if (isMissing(amount) || isMissing(value)) return std::nullopt;
  return Json{{call.coinMargined() ? "pair" : "symbol",
               call.coinMargined() ? product.base + product.quote : product.symbol},
              {"sumOpenInterest", priceText(amount)},
              {"sumOpenInterestValue", priceText(value)},
              {"timestamp", toMs(stamp)}};
}

std::expected<Instrument, ServerResponse> statisticsProduct(const BinanceCall& call) {
  if (!call.coinMargined()) return binanceProduct(call);
  const auto product = productNamed(call.products(), std::string(call.request.param("pair")) + "_PERP");
  if (!product) return Refused(binanceError(-1121, "Invalid symbol."));
  return *product;
}

}  // namespace

// Rows are stamped by the start of their period since 2026-06-25, by its end before; the number is the end's.
ServerResponse binanceOpenInterestHistory(const BinanceCall& call) {
  const auto product = statisticsProduct(call);
  if (!product) return product.error();
  const auto period = parseInterval(call.request.param("period"));
  if (!period || *period == Interval::M1 || *period == Interval::H8 || isBuiltFromDays(*period))
    return binanceError(-1130, "Data sent for parameter 'period' is not valid.");
  const auto window = windowOf(call.request, 30, kOpenInterestRows);
  if (!window) return window.error();
  const Time oldest = call.request.at - kOpenInterestAge;
  if (window->from && *window->from < oldest - nominalLength(*period))
    return binanceError(-1130, "parameter 'startTime' is invalid.");
  const auto step = nominalLength(*period);
  const auto range = rangeOf(*window, step, call.request.at);
  std::vector<OpenInterest> samples;
  for (auto& sample : call.market.openInterest(*product, step, {range.from, range.to + step}))
    if (sample.time <= call.request.at) samples.push_back(sample);
  const auto stampOf = [&](const OpenInterest& sample) {
    return sample.time - step < kStampsArePeriodStarts ? sample.time : sample.time - step;
  };
  std::erase_if(samples, [&](const OpenInterest& sample) { return !range.contains(stampOf(sample)); });
  Json rows = Json::array();
  for (const auto& sample : cut(samples, *window))
    if (auto row = openInterestRow(call, *product, sample, stampOf(sample))) rows.push_back(*std::move(row));
  return answerJson(rows);
}

}  // namespace perpscope::sim::exchanges
