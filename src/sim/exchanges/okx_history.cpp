#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "sim/decimal.h"
#include "sim/exchanges/bar_kinds.h"
#include "sim/exchanges/okx_answers.h"

namespace perpscope::sim::exchanges {
namespace {

using Refused = std::unexpected<ServerResponse>;
using std::chrono::hours;
using std::chrono::minutes;

constexpr std::int64_t kNewest = 1440;  // bars or samples that the paths of recent data hold
constexpr Milliseconds kFundingAge = 91 * kDay;
constexpr Time kOpenInterestSince = utc(2024, 1, 1);

// What is longer than four hours opens at midnight of UTC+8 unless the name says utc.
constexpr Milliseconds kAhead = hours{8};
constexpr std::array kKinds{
    ownBars("1m", Interval::M1, minutes{1}),
    BarKind{"3m", Interval::M1, minutes{3}},
    ownBars("5m", Interval::M5, minutes{5}),
    ownBars("15m", Interval::M15, minutes{15}),
    ownBars("30m", Interval::M30, minutes{30}),
    ownBars("1H", Interval::H1, hours{1}),
    BarKind{"2H", Interval::H1, hours{2}},
    ownBars("4H", Interval::H4, hours{4}),
    BarKind{"6H", Interval::H1, hours{6}, {}, kAhead},
    BarKind{"12H", Interval::H4, hours{12}, {}, kAhead},
    BarKind{"1D", Interval::H4, hours{24}, {}, kAhead},
    BarKind{"2D", Interval::H4, hours{48}, {}, kAhead},
    BarKind{"3D", Interval::H4, hours{72}, {}, kAhead},
    BarKind{"5D", Interval::H4, hours{120}, {}, kAhead},
    BarKind{"1W", Interval::H4, hours{7 * 24}, Interval::W1, kAhead},
    BarKind{"1M", Interval::H4, hours{30 * 24}, Interval::Mo1, kAhead},
    BarKind{"6Hutc", Interval::H1, hours{6}},
    ownBars("12Hutc", Interval::H12, hours{12}),
    ownBars("1Dutc", Interval::D1, hours{24}),
    BarKind{"2Dutc", Interval::D1, hours{48}},
    BarKind{"3Dutc", Interval::D1, hours{72}},
    BarKind{"5Dutc", Interval::D1, hours{120}},
    BarKind{"1Wutc", Interval::D1, hours{7 * 24}, Interval::W1},
    BarKind{"1Mutc", Interval::D1, hours{30 * 24}, Interval::Mo1},
};

// Stamps between two others, neither of them among the rows; the newest so many.
struct Window {
  TimeRange range;
  std::size_t limit;
};

std::expected<Window, ServerResponse> windowOf(const OkxCall& call, std::string_view newer,
                                               std::string_view older, std::int64_t usual,
                                               std::int64_t most) {
  Window window{{Time{}, call.request.at + Milliseconds{1}}, static_cast<std::size_t>(usual)};
  for (const auto name : {newer, older}) {
    if (call.param(name).empty()) continue;
    const auto ms = wholeParam(call.request, name);
    if (!ms) return Refused(okxError("51000", fmt::format("Parameter {} error", name), 400));
    if (name == newer)
      window.range.from = timeFromMs(*ms) + Milliseconds{1};
    else
      window.range.to = std::min(window.range.to, timeFromMs(*ms));
  }
  if (call.param("limit").empty()) return window;
  const auto limit = wholeParam(call.request, "limit");
  if (!limit || *limit < 1) return Refused(okxError("51000", "Parameter limit error", 400));
  window.limit = static_cast<std::size_t>(std::min(*limit, most));
  return window;
}

Time oldestOf(const OkxCall& call, const Instrument& product) {
  return call.market.listed(product).value_or(call.request.at);
}

struct Candles {
  PriceKind price = PriceKind::Trade;
  bool recent = false;
  std::int64_t usual = 100, most = 300;
};

Candles candlesOf(std::string_view path) {
  const bool history = path.contains("/history-");
  if (path.contains("mark-price-candles")) return {PriceKind::Mark, !history, 100, 100};
  if (path.contains("index-candles")) return {PriceKind::Index, !history, 100, 100};
  return {PriceKind::Trade, !history, 100, 300};
}

// An index is known by its coins; its prices are those that the swap on it is settled by.
std::expected<Instrument, ServerResponse> indexed(const OkxCall& call) {
  for (const auto& product : okxProducts(call.market))
    if (isSwap(product) && underlyingOf(product) == call.param("instId")) return product;
  return Refused(okxError("51001", "Index doesn't exist"));
}

// Spot counts base and quote, contracts come with both.
void addVolumes(Json& row, const Instrument& product, const Candle& bar) {
  const double base = bar.volume.missing() ? 0 : bar.volume.value();
  const double quote = bar.volume_quote.missing() ? base * bar.close.value() : bar.volume_quote.value();
  const double worth = product.contract.in_quote ? quote : base;
  const double contracts =
      bar.volume_contracts.missing() ? worth / product.contract.size : bar.volume_contracts.value();
  if (isSwap(product)) row.push_back(decimal(contracts));
  row.push_back(decimal(base));
  row.push_back(decimal(quote));
  if (!isSwap(product)) row.push_back(decimal(quote));
}

Json candleRow(const OkxCall& call, const Instrument& product, const Candle& bar, const Candles& candles,
               const BarKind& kind) {
  auto row = Json::array({std::to_string(toMs(bar.time)), decimal(bar.open.value()),
                          decimal(bar.high.value()), decimal(bar.low.value()), decimal(bar.close.value())});
  if (candles.price == PriceKind::Trade) addVolumes(row, product, bar);
  row.push_back(kind.endOf(bar.time) <= call.request.at ? "1" : "0");
  return row;
}

const BarKind* kindNamed(std::string_view name) {
  const auto kind = std::ranges::find(kKinds, name.empty() ? "1m" : name, &BarKind::name);
  return kind == kKinds.end() ? nullptr : &*kind;
}

}  // namespace

ServerResponse okxCandles(const OkxCall& call) {
  const auto candles = candlesOf(call.request.path);
  const auto product = candles.price == PriceKind::Index  ? indexed(call)
                       : candles.price == PriceKind::Mark ? okxSwap(call)
                                                          : okxProduct(call);
  if (!product) return product.error();
  const auto* kind = kindNamed(call.param("bar"));
  if (kind == nullptr) return okxError("51000", "Parameter bar error", 400);
  auto window = windowOf(call, "before", "after", candles.usual, candles.most);
  if (!window) return window.error();
  if (candles.recent)
    window->range.from =
        std::max(window->range.from, kind->openOf(call.request.at) - kind->length * (kNewest - 1));
  const auto bars = newestRows(
      window->range, oldestOf(call, *product) - kind->length, kind->length, window->limit,
      [&](TimeRange range) { return barsOfKind(call.market, *product, candles.price, *kind, range); });
  Json rows = Json::array();
  for (auto bar = bars.rbegin(); bar != bars.rend(); ++bar)
    rows.push_back(candleRow(call, *product, *bar, candles, *kind));
  return okxData(rows);
}

// What was charged is the realized rate; the other is the last forecast of it.
ServerResponse okxFundingHistory(const OkxCall& call) {
  constexpr double kForecastError = 1.0002;
  const auto product = okxSwap(call);
  if (!product) return product.error();
  auto window = windowOf(call, "before", "after", 400, 400);
  if (!window) return window.error();
  window->range.from = std::max(window->range.from, call.request.at - kFundingAge);
  const auto settled =
      newestRows(window->range, oldestOf(call, *product), kHour, window->limit,
                 [&](TimeRange range) { return call.market.settledFunding(*product, range); });
  Json rows = Json::array();
  for (auto funding = settled.rbegin(); funding != settled.rend(); ++funding)
    rows.push_back({{"formulaType", "withRate"},
                    {"fundingRate", decimal(roundedTo(funding->rate.fraction * kForecastError, 16))},
                    {"fundingTime", std::to_string(toMs(funding->time))},
                    {"instId", product->symbol},
                    {"instType", "SWAP"},
                    {"method", "current_period"},
                    {"realizedRate", decimal(funding->rate.fraction)}});
  return okxData(rows);
}

ServerResponse okxOpenInterestHistory(const OkxCall& call) {
  const auto product = okxSwap(call);
  if (!product) return product.error();
  const auto* kind = kindNamed(call.param("period").empty() ? "5m" : call.param("period"));
  if (kind == nullptr || kind->length < 5 * kMinute) return okxError("51000", "Parameter period error", 400);
  auto window = windowOf(call, "begin", "end", 100, 100);
  if (!window) return window.error();
  const Time newest = kind->openOf(call.request.at);
  const Time oldest = std::max(newest - kind->length * (kNewest - 1), kOpenInterestSince);
  window->range.from = std::max(window->range.from, oldest);
  const auto samples =
      newestRows(window->range, oldestOf(call, *product), kind->length, window->limit, [&](TimeRange range) {
        auto found = call.market.openInterest(*product, std::min<Milliseconds>(kind->length, kDay), range);
        std::erase_if(found, [&](const OpenInterest& s) { return kind->openOf(s.time) != s.time; });
        return found;
      });
  Json rows = Json::array();
  for (auto sample = samples.rbegin(); sample != samples.rend(); ++sample) {
    const auto amounts = okxOpenInterestOf(call.market, *product, *sample);
    rows.push_back(Json::array({std::to_string(toMs(sample->time)), decimal(amounts.contracts),
                                decimal(amounts.base), decimal(amounts.usd)}));
  }
  return okxData(rows);
}

namespace {

struct CoinPeriod {
  std::string_view name;
  Interval interval;
  Milliseconds age;
};
constexpr std::array kCoinPeriods{
    CoinPeriod{"5m", Interval::M5, 2 * kDay},
    CoinPeriod{"1H", Interval::H1, 30 * kDay},
    CoinPeriod{"1D", Interval::D1, 180 * kDay},
};

// All contracts of a coin: open interest and the volume of the period, in USD.
std::map<Time, std::pair<double, double>> coinRows(const OkxCall& call, const CoinPeriod& period,
                                                   TimeRange range) {
  std::map<Time, std::pair<double, double>> rows;
  for (const auto& product : okxProducts(call.market)) {
    if (!isSwap(product) || product.base != call.param("ccy")) continue;
    for (const auto& sample : call.market.openInterest(product, nominalLength(period.interval), range))
      rows[sample.time].first += okxOpenInterestOf(call.market, product, sample).usd;
    for (const auto& bar : call.market.bars(product, PriceKind::Trade, period.interval, range))
      if (rows.contains(bar.time) && !bar.volume_quote.missing())
        rows[bar.time].second += bar.volume_quote.value();
  }
  return rows;
}

}  // namespace

ServerResponse okxCoinOpenInterest(const OkxCall& call) {
  if (call.param("ccy").empty()) return okxError("50014", "Parameter ccy can not be empty", 400);
  const auto name = call.param("period").empty() ? std::string_view("5m") : call.param("period");
  const auto period = std::ranges::find(kCoinPeriods, name, &CoinPeriod::name);
  if (period == kCoinPeriods.end()) return okxError("51000", "Parameter period error", 400);
  const auto window = windowOf(call, "begin", "end", 1440, 1440);
  if (!window) return window.error();
  const TimeRange range{std::max(window->range.from, call.request.at - period->age), window->range.to};
  const auto found = coinRows(call, *period, range);
  Json rows = Json::array();
  for (auto row = found.rbegin(); row != found.rend(); ++row)
    rows.push_back(Json::array({std::to_string(toMs(row->first)), decimal(roundedTo(row->second.first, 4)),
                                decimal(roundedTo(row->second.second, 4))}));
  return okxData(rows);
}

}  // namespace perpscope::sim::exchanges
