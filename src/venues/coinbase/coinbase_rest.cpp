#include <array>

#include <fmt/format.h>

#include "base/text.h"
#include "venues/coinbase/coinbase_events.h"
#include "venues/coinbase/coinbase_rows.h"

namespace perpscope::venues {
namespace {

struct Granularity {
  std::string_view seconds, name, label;
};
constexpr std::array kGranularities{
    Granularity{"60", "ONE_MINUTE", "1m"},       Granularity{"300", "FIVE_MINUTE", "5m"},
    Granularity{"900", "FIFTEEN_MINUTE", "15m"}, Granularity{"1800", "THIRTY_MINUTE", "30m"},
    Granularity{"3600", "ONE_HOUR", "1h"},       Granularity{"7200", "TWO_HOUR", "2h"},
    Granularity{"14400", "FOUR_HOUR", "4h"},     Granularity{"21600", "SIX_HOUR", "6h"},
    Granularity{"86400", "ONE_DAY", "1d"},
};

// The part of the path behind /products/ or /instruments/.
std::string_view productIn(std::string_view path) {
  for (const std::string_view folder : {"/products/", "/instruments/"}) {
    const auto found = path.find(folder);
    if (found == std::string_view::npos) continue;
    const auto rest = path.substr(found + folder.size());
    return rest.substr(0, rest.find('/'));
  }
  return {};
}

void candles(Events& events, const Json& rows, const CoinbasePath& path,
             Candle (*readRow)(Reading&, const Json&)) {
  events.each(rows, [&](Reading& reading, const Json& row) {
    const auto candle = readRow(reading, row);
    events.add(path.symbol, candle.time, coinbaseCandle(path, candle));
  });
}

void list(Events& events, const Json& rows, const CoinbasePath& path) {
  const auto& first = element(rows, 0);
  if (rows.empty()) return events.ignore("empty list", path.symbol);
  if (first.is_array()) return candles(events, rows, path, coinbaseCandleRow);
  for (const auto& row : rows) {
    if (!member(row, "trade_id").is_null())
      exchangeTrade(events, row, path);
    else if (!member(row, "instrument_id").is_null())
      intxInstrument(events, row);
    else if (!member(row, "base_currency").is_null())
      exchangeProduct(events, row);
    else if (!member(row, "asset_id").is_null() || !member(row, "details").is_null())
      events.ignore("currency", text(member(row, "id")));
    else
      events.fail("a list of what is not known", path.symbol);
  }
}

std::string_view refusalIn(const Json& body) {
  for (const auto* field : {"message", "title", "error"})
    if (const auto words = text(member(body, field)); !words.empty()) return words;
  return {};
}

bool has(const Json& body, std::string_view field) { return !member(body, field).is_null(); }

void advancedTrades(Events& events, const Json& body, const CoinbasePath& path) {
  for (const auto& row : member(body, "trades")) advancedTrade(events, row);
  events.one(body, [&](Reading& reading, const Json& each) {
    const Price bid{reading.optionalNumber(member(each, "best_bid"), "best_bid")};
    const Price ask{reading.optionalNumber(member(each, "best_ask"), "best_ask")};
    if (!bid.missing() || !ask.missing()) events.add(path.symbol, std::nullopt, QuoteEvent{bid, ask});
  });
}

void products(Events& events, const Json& rows) {
  for (const auto& row : rows) advancedProduct(events, row);
}

void object(Events& events, const Json& body, const CoinbasePath& path) {
  if (has(body, "aggregations")) return candles(events, body["aggregations"], path, coinbaseCandleObject);
  if (has(body, "candles")) return candles(events, body["candles"], path, coinbaseCandleObject);
  if (has(body, "results")) return intxFundings(events, body["results"], path);
  if (has(body, "products")) return products(events, body["products"]);
  if (has(body, "trades")) return advancedTrades(events, body, path);
  if (has(body, "pricebook") || has(body, "pricebooks") || has(body, "bids"))
    return events.ignore("order book", path.symbol);
  if (has(body, "instrument_id")) return intxInstrument(events, body);
  if (has(body, "mark_price") || has(body, "index_price")) return intxQuote(events, body, path.symbol);
  if (has(body, "product_id")) return advancedProduct(events, body);
  if (has(body, "base_currency")) return exchangeProduct(events, body);
  if (has(body, "trade_id") || (has(body, "open") && has(body, "last")))
    return exchangeTicker(events, body, path);
  if (has(body, "iso")) return events.ignore("server time");
  const auto refused = refusalIn(body);
  events.fail(refused.empty() ? "no message that is known" : refused, path.symbol);
}

}  // namespace

void readGranularity(CoinbasePath& path, std::string_view granularity) {
  for (const auto& each : kGranularities) {
    if (granularity != each.seconds && granularity != each.name) continue;
    path.interval = parseInterval(each.label);
    if (!path.interval) path.other_interval = each.label;
  }
}

CoinbasePath CoinbasePath::of(std::string_view origin) {
  const auto where = Origin::of(origin);
  CoinbasePath path{std::string(productIn(where.path)), {}, {}};
  readGranularity(path, where.param("granularity"));
  return path;
}

CandleEvent coinbaseCandle(const CoinbasePath& path, const Candle& candle) {
  return {path.interval, path.other_interval, PriceKind::Trade, candle, {}};
}

Side takerAgainst(Reading& reading, const Json& maker_side) {
  const auto side = lowered(text(maker_side));
  if (side != "buy" && side != "sell") reading.refuse("side", "is neither buy nor sell");
  return side == "buy" ? Side::Sell : Side::Buy;
}

void coinbaseRestBody(Events& events, const Json& body, std::string_view origin) {
  const auto path = CoinbasePath::of(origin);
  if (path.symbol == "spark-lines") return events.ignore("spark lines");
  if (body.is_array()) return list(events, body, path);
  if (body.is_object()) return object(events, body, path);
  events.fail("neither a list nor an object", path.symbol);
}

}  // namespace perpscope::venues
