#include <algorithm>
#include <array>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "base/text.h"
#include "sim/decimal.h"
#include "sim/exchanges/kraken_answers.h"
#include "sim/exchanges/odd_bars.h"

namespace perpscope::sim::exchanges {
namespace {

constexpr std::int64_t kNewest = 720;
constexpr double kHalfSpread = 0.5e-4;  // of the price

constexpr std::array<std::string_view, 9> kMinutes{"1",   "5",    "15",    "30",   "60",
                                                   "240", "1440", "10080", "21600"};
// Assets of the first years carry X, money carries Z.
constexpr std::array<std::string_view, 10> kOldCoins{"XBT", "ETH", "LTC", "XRP", "ETC",
                                                     "XLM", "XMR", "ZEC", "REP", "XDG"};
constexpr std::array<std::string_view, 6> kMoney{"USD", "EUR", "GBP", "CAD", "JPY", "AUD"};

template <class Names>
bool isIn(const Names& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

std::string longName(std::string_view asset) {
  if (isIn(kOldCoins, asset)) return fmt::format("X{}", asset);
  return isIn(kMoney, asset) ? fmt::format("Z{}", asset) : std::string(asset);
}

KrakenPair pairOf(const Instrument& instrument) {
  const auto slash = instrument.symbol.find('/');
  const auto base = instrument.symbol.substr(0, slash);
  const auto quote = slash == std::string::npos ? instrument.quote : instrument.symbol.substr(slash + 1);
  const bool both_long = isIn(kOldCoins, base) && isIn(kMoney, quote);
  return {instrument, both_long ? longName(base) + longName(quote) : base + quote, base + quote,
          longName(base), longName(quote)};
}

ServerResponse good(Json result) {
  return answerJson({{"error", Json::array()}, {"result", std::move(result)}});
}

ServerResponse serverTime(const KrakenCall& call) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(call.request.at);
  return good({{"unixtime", seconds.time_since_epoch().count()},
               {"rfc1123", fmt::format("{:%a, %d %b %y %H:%M:%S} +0000", fmt::gmtime(seconds))}});
}

ServerResponse systemStatus(const KrakenCall& call) {
  return good({{"status", "online"},
               {"timestamp", isoTime(std::chrono::floor<std::chrono::seconds>(call.request.at))}});
}

Json fees(std::initializer_list<std::pair<int, double>> steps) {
  Json list = Json::array();
  for (const auto& [volume, fee] : steps) list.push_back(Json::array({volume, fee}));
  return list;
}

Json pairRow(const KrakenPair& pair) {
  return {{"altname", pair.altname},
          {"wsname", pair.instrument.symbol},
          {"aclass_base", "currency"},
          {"base", pair.base},
          {"aclass_quote", "currency"},
          {"quote", pair.quote},
          {"lot", "unit"},
          {"cost_decimals", 5},
          {"pair_decimals", 1},
          {"lot_decimals", 8},
          {"lot_multiplier", 1},
          {"leverage_buy", {2, 3, 4, 5}},
          {"leverage_sell", {2, 3, 4, 5}},
          {"fees", fees({{0, 0.4}, {10'000, 0.35}, {50'000, 0.24}})},
          {"fees_maker", fees({{0, 0.25}, {10'000, 0.2}, {50'000, 0.14}})},
          {"fee_volume_currency", "ZUSD"},
          {"margin_call", 80},
          {"margin_stop", 40},
          {"ordermin", "0.00005"},
          {"costmin", "0.5"},
          {"tick_size", "0.1"},
          {"status", "online"}};
}

// Those of the parameter `pair`, a list parted by commas; all of them without it.
std::expected<std::vector<KrakenPair>, ServerResponse> pairsAsked(const KrakenCall& call) {
  if (!call.request.has("pair")) return krakenPairs(call.market);
  std::vector<KrakenPair> asked;
  for (const auto& name : split(call.request.param("pair"), ',')) {
    const auto pair = krakenPairNamed(call.market, name);
    if (!pair) return std::unexpected(krakenSpotError("EQuery:Unknown asset pair"));
    asked.push_back(*pair);
  }
  return asked;
}

template <class Row>
ServerResponse eachPair(const KrakenCall& call, Row&& row) {
  const auto pairs = pairsAsked(call);
  if (!pairs) return pairs.error();
  Json result = Json::object();
  for (const auto& pair : *pairs) result[pair.key] = row(pair);
  return good(std::move(result));
}

ServerResponse assetPairs(const KrakenCall& call) { return eachPair(call, pairRow); }

Json assetRow(std::string_view altname, int decimals) {
  return {{"aclass", "currency"},
          {"altname", altname},
          {"decimals", decimals},
          {"display_decimals", decimals / 2},
          {"status", "enabled"}};
}

ServerResponse assets(const KrakenCall& call) {
  Json result = Json::object();
  for (const auto& pair : krakenPairs(call.market)) {
    const auto slash = pair.instrument.symbol.find('/');
    result[pair.base] = assetRow(pair.instrument.symbol.substr(0, slash), 10);
    result[pair.quote] = assetRow(pair.instrument.symbol.substr(slash + 1), 4);
  }
  return good(std::move(result));
}

Json twice(double value, int digits) { return Json::array({decimal(value, digits), decimal(value, digits)}); }

Json tickerRow(const KrakenCall& call, const KrakenPair& pair) {
  const auto day = lastDay(call.market, pair.instrument, call.request.at);
  const auto side = [&](double factor) { return Json::array({decimal(day.last * factor, 5), "1", "1.000"}); };
  const double average = day.volume > 0 ? day.volume_quote / day.volume : day.last;
  return {{"a", side(1 + kHalfSpread)},
          {"b", side(1 - kHalfSpread)},
          {"c", Json::array({decimal(day.last, 5), "0.01000000"})},
          {"v", twice(day.volume, 8)},
          {"p", twice(average, 5)},
          {"t", {24, 24}},
          {"l", twice(day.low, 5)},
          {"h", twice(day.high, 5)},
          {"o", decimal(day.open, 5)}};
}

ServerResponse ticker(const KrakenCall& call) {
  return eachPair(call, [&call](const KrakenPair& pair) { return tickerRow(call, pair); });
}

// [time, open, high, low, close, vwap, volume, count]
Json barRow(const Candle& bar) {
  const double volume = bar.volume.missing() ? 0 : bar.volume.value();
  const double turnover = bar.volume_quote.missing() ? volume * bar.close.value() : bar.volume_quote.value();
  return Json::array({toMs(bar.time) / 1000, decimal(bar.open.value(), 1), decimal(bar.high.value(), 1),
                      decimal(bar.low.value(), 1), decimal(bar.close.value(), 1),
                      volume > 0 ? decimal(turnover / volume, 1) : "0.0", decimal(volume, 8),
                      volume > 0 ? 1 : 0});
}

struct Route {
  std::string_view method;
  ServerResponse (*answer)(const KrakenCall&);
};

constexpr std::array kRoutes{
    Route{"Time", serverTime}, Route{"SystemStatus", systemStatus},
    Route{"Assets", assets},   Route{"AssetPairs", assetPairs},
    Route{"Ticker", ticker},   Route{"OHLC", krakenOhlc},
};

}  // namespace

ServerResponse krakenSpotError(std::string_view error) {
  return answerJson({{"error", Json::array({error})}});
}

std::vector<KrakenPair> krakenPairs(const Dataset& market) {
  std::vector<KrakenPair> pairs;
  for (const auto& instrument : products(market, "kraken", MarketKind::Spot, Margin::None))
    pairs.push_back(pairOf(instrument));
  return pairs;
}

std::optional<KrakenPair> krakenPairNamed(const Dataset& market, std::string_view name) {
  std::string spelled(name);
  if (const auto btc = spelled.find("BTC"); btc != std::string::npos) spelled.replace(btc, 3, "XBT");
  for (const auto& pair : krakenPairs(market))
    if (spelled == pair.key || spelled == pair.altname || spelled == pair.instrument.symbol) return pair;
  return std::nullopt;
}

// The newest 720 bars, the running one among them; of those, what is behind `since`.
ServerResponse krakenOhlc(const KrakenCall& call) {
  const auto& request = call.request;
  const auto interval = request.has("interval") ? request.param("interval") : "1";
  const auto since = request.has("since") ? wholeParam(request, "since") : std::optional<std::int64_t>(0);
  if (!request.has("pair") || !since || !isIn(kMinutes, interval))
    return krakenSpotError("EGeneral:Invalid arguments");
  const auto pair = krakenPairNamed(call.market, request.param("pair"));
  if (!pair) return krakenSpotError("EQuery:Unknown asset pair");
  const Milliseconds length = *parseNumber<std::int64_t>(interval) * kMinute;
  const Time running = request.at - request.at.time_since_epoch() % length;
  const auto bars = barsEvery(call.market, pair->instrument, PriceKind::Trade, length,
                              {running - (kNewest - 1) * length, request.at + Milliseconds{1}}, request.at);
  Json rows = Json::array();
  std::int64_t last_closed = *since;
  for (const auto& bar : bars) {
    if (bar.time < running) last_closed = toMs(bar.time) / 1000;
    if (toMs(bar.time) / 1000 > *since) rows.push_back(barRow(bar));
  }
  return good({{pair->key, std::move(rows)}, {"last", last_closed}});
}

ServerResponse krakenSpotAnswer(const KrakenCall& call, std::string_view method) {
  const auto route = std::ranges::find(kRoutes, method, &Route::method);
  return route == kRoutes.end() ? krakenSpotError("EGeneral:Unknown method") : route->answer(call);
}

}  // namespace perpscope::sim::exchanges
