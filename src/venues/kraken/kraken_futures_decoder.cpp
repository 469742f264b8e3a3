#include <fmt/format.h>

#include "venues/kraken/kraken_answers.h"
#include "venues/kraken/kraken_decoder.h"
#include "venues/kraken/kraken_rows.h"

namespace perpscope::venues {
namespace {

// /api/charts/v1/trade/PF_XBTUSD/1h, /api/charts/v1/analytics/PF_XBTUSD/open-interest
struct Chart {
  std::string_view type, symbol, detail;
};

Chart chartOf(std::string_view path) {
  constexpr std::string_view kRoot = "/api/charts/v1/";
  if (!path.starts_with(kRoot)) return {};
  path.remove_prefix(kRoot.size());
  const auto part = [&path] {
    const auto slash = path.find('/');
    const auto head = path.substr(0, slash);
    path = slash == std::string_view::npos ? std::string_view{} : path.substr(slash + 1);
    return head;
  };
  const auto type = part();
  const auto symbol = part();
  return {type, symbol, part()};
}

PriceKind priceOf(std::string_view type) {
  if (type == "mark") return PriceKind::Mark;
  return type == "spot" ? PriceKind::Index : PriceKind::Trade;
}

void nameResolution(CandleEvent& bar, std::string_view resolution) {
  bar.interval = parseInterval(resolution);
  if (bar.interval && isBuiltFromDays(*bar.interval)) bar.interval.reset();  // 1w: ours opens on Mondays
  if (!bar.interval) bar.other_interval = resolution;
}

void candles(Events& events, const Json& rows, const Chart& chart) {
  if (rows.empty()) return events.ignore("no rows", chart.symbol);
  events.each(rows, [&](Reading& reading, const Json& row) {
    CandleEvent bar;
    bar.price = priceOf(chart.type);
    bar.candle = krakenFuturesBar(reading, row, krakenUnit(chart.symbol), bar.price);
    if (!chart.detail.empty()) nameResolution(bar, chart.detail);
    const Time time = bar.candle.time;
    events.add(chart.symbol, time, std::move(bar));
  });
}

void fundingHistory(Events& events, const Json& rows, std::string_view symbol) {
  if (rows.empty()) return events.ignore("no rows", symbol);
  events.each(rows, [&](Reading& reading, const Json& row) {
    const auto funding = krakenFundingRow(reading, row);
    events.add(symbol, funding.time, FundingEvent{funding.rate, std::nullopt});
  });
}

// Where nothing names the length of a bucket, the distance to its neighbour does.
std::optional<Milliseconds> bucketOf(const Json& stamps, const Origin& origin) {
  Reading reading;
  if (const auto named = origin.param("interval"); !named.empty())
    return std::chrono::seconds{reading.integer(Json(named), "interval")};
  if (!stamps.is_array() || stamps.size() < 2) return std::nullopt;
  return reading.seconds(stamps[1], "timestamp") - reading.seconds(stamps[0], "timestamp");
}

struct Analytics {
  const Json& stamps;
  const Json& data;
  std::optional<Milliseconds> bucket;
  std::string_view symbol;
};

// `what` makes the event of one bucket.
template <class What>
void buckets(Events& events, const Analytics& analytics, const Json& list, What&& what) {
  if (!list.is_array() || list.size() != analytics.stamps.size())
    return events.fail("data: not one for each timestamp", analytics.symbol);
  for (std::size_t i = 0; i < list.size(); ++i)
    events.one(list[i], [&](Reading& reading, const Json& bucket) {
      const Time start = reading.seconds(analytics.stamps[i], "timestamp");
      const double close = krakenBucketClose(reading, bucket);
      if (isMissing(close)) return events.ignore("a bucket without a number", analytics.symbol);
      const auto end = analytics.bucket ? std::optional(start + *analytics.bucket) : std::nullopt;
      events.add(analytics.symbol, end, what(close));
    });
}

void analyticsOf(Events& events, const Analytics& analytics, std::string_view type) {
  const auto& older = member(analytics.data, "open_interest");
  const auto& rates = member(analytics.data, "relativeRate");
  if (type == "open-interest" || (type.empty() && (analytics.data.is_array() || older.is_array())))
    return buckets(events, analytics, krakenBuckets(analytics.data, "open_interest"),
                   [&](double close) { return krakenOpenInterest(close, krakenUnit(analytics.symbol)); });
  if (rates.is_array() && analytics.bucket == std::optional<Milliseconds>(kHour))
    return buckets(events, analytics, rates, [](double close) {
      return FundingEvent{{close, std::chrono::minutes{60}, FundingKind::Settled}, std::nullopt};
    });
  events.ignore(type.empty() ? std::string("analytics") : fmt::format("analytics: {}", type),
                analytics.symbol);
}

void analyticsAnswer(Events& events, const Json& result, const Origin& origin, const Chart& chart) {
  const auto& stamps = member(result, "timestamp");
  if (!stamps.is_array()) return events.ignore("no market data", chart.symbol);
  if (stamps.empty()) return events.ignore("no rows", chart.symbol);
  analyticsOf(events, {stamps, member(result, "data"), bucketOf(stamps, origin), chart.symbol}, chart.detail);
}

void instrument(Events& events, Reading& reading, const Json& row) {
  InstrumentEvent what{
      std::string(text(member(row, "base"))), std::string(text(member(row, "quote"))), {}, {}};
  if (const auto& size = member(row, "contractSize"); !size.is_null())
    what.contract_size = reading.number(size, "contractSize");
  if (const auto& opened = member(row, "openingDate"); !opened.is_null())
    what.listed = reading.iso(opened, "openingDate");
  events.add(reading.string(member(row, "symbol"), "symbol"), std::nullopt, std::move(what));
}

// {"time": ISO, "price", "size", "side"} of /history
void pastTrade(Events& events, Reading& reading, const Json& row, std::string_view symbol) {
  const auto trade = krakenFuturesTrade(reading.number(member(row, "price"), "price"),
                                        reading.number(member(row, "size"), "size"),
                                        krakenSide(reading, member(row, "side")), krakenUnit(symbol));
  events.add(symbol, reading.iso(member(row, "time"), "time"), trade);
}

// {"timestamp": ms, "event": {"Execution": {"execution": {"price", "quantity", "takerOrder": {…}}}}}
void execution(Events& events, Reading& reading, const Json& element) {
  const auto& what = member(member(member(element, "event"), "Execution"), "execution");
  if (what.is_null()) return events.ignore("an order's or account's event");
  const auto& taker = member(what, "takerOrder");
  const auto symbol = reading.string(member(taker, "tradeable"), "tradeable");
  const auto trade = krakenFuturesTrade(reading.number(member(what, "price"), "price"),
                                        reading.number(member(what, "quantity"), "quantity"),
                                        krakenSide(reading, member(taker, "direction")), krakenUnit(symbol));
  events.add(symbol, reading.milliseconds(member(what, "timestamp"), "timestamp"), trade);
}

void tickers(Events& events, const Json& rows, const Json& server_time) {
  events.each(rows, [&](Reading& reading, const Json& row) {
    const bool known = !server_time.is_null();
    const auto now = known ? std::optional(reading.iso(server_time, "serverTime")) : std::nullopt;
    decodeKrakenFuturesTicker(events, reading, row, now);
  });
}

void streamTrade(Events& events, Reading& reading, const Json& row) {
  const auto symbol = reading.string(member(row, "product_id"), "product_id");
  const auto trade = krakenFuturesTrade(reading.number(member(row, "price"), "price"),
                                        reading.number(member(row, "qty"), "qty"),
                                        krakenSide(reading, member(row, "side")), krakenUnit(symbol));
  events.add(symbol, reading.milliseconds(member(row, "time"), "time"), trade);
}

void streamTicker(Events& events, Reading& reading, const Json& row) {
  const auto& stamp = member(row, "time");
  const auto now = stamp.is_null() ? std::nullopt : std::optional(reading.milliseconds(stamp, "time"));
  decodeKrakenFuturesTicker(events, reading, row, now);
}

void feedMessage(Events& events, const Json& body, std::string_view feed) {
  const auto read = [&](auto&& reader) {
    events.one(body, [&](Reading& reading, const Json& row) { reader(events, reading, row); });
  };
  if (feed == "trade") return read(streamTrade);
  if (feed == "ticker" || feed == "ticker_lite") return read(streamTicker);
  if (feed == "heartbeat") return events.add({}, std::nullopt, HeartbeatEvent{});
  const auto symbol = text(member(body, "product_id"));
  if (feed.starts_with("book")) return events.ignore("order book", symbol);
  if (feed == "trade_snapshot") {
    const auto& trades = member(body, "trades");
    if (!trades.is_array()) return events.fail("trades: no list", symbol);
    events.each(trades, [&](Reading& reading, const Json& row) { streamTrade(events, reading, row); });
    return;
  }
  events.ignore(fmt::format("private channel: {}", feed), symbol);
}

void oneOrAll(Events& events, const Json& body) {
  const auto& one = member(body, "ticker");
  tickers(events, one.is_object() ? Json::array({one}) : member(body, "tickers"), member(body, "serverTime"));
}

}  // namespace

void decodeKrakenFuturesAnswer(Events& events, const Json& body, const Origin& origin) {
  if (const auto faults = krakenFaults(body); !faults.empty()) return events.fail(faults);
  const auto chart = chartOf(origin.path);
  const auto symbol = origin.param("symbol");
  const auto rows = [&](std::string_view key) { return member(body, key).is_array(); };
  const auto each = [&](std::string_view key, auto&& read) {
    events.each(member(body, key), [&](Reading& reading, const Json& row) { read(events, reading, row); });
  };
  if (rows("candles")) return candles(events, member(body, "candles"), chart);
  if (rows("rates")) return fundingHistory(events, member(body, "rates"), symbol);
  if (rows("tickers") || member(body, "ticker").is_object()) return oneOrAll(events, body);
  if (rows("instruments")) return each("instruments", instrument);
  if (rows("elements")) return each("elements", execution);
  if (rows("history"))
    return each("history", [symbol](Events& into, Reading& reading, const Json& row) {
      pastTrade(into, reading, row, symbol);
    });
  if (member(body, "result").is_object())
    return analyticsAnswer(events, member(body, "result"), origin, chart);
  if (!member(body, "orderBook").is_null()) return events.ignore("order book", symbol);
  if (text(member(body, "result")) == "success") return events.ignore("no market data", symbol);
  events.fail("an answer that is not known");
}

void decodeKrakenFuturesMessage(Events& events, const Json& body) {
  const auto event = text(member(body, "event"));
  if (event.empty()) return feedMessage(events, body, text(member(body, "feed")));
  if (event == "info") return events.ignore("greeting");
  if (event == "pong") return events.add({}, std::nullopt, HeartbeatEvent{});
  if (event == "subscribed" || event == "unsubscribed") {
    const auto& products = member(body, "product_ids");
    const AckEvent ack{std::string(text(member(body, "feed")))};
    if (!products.is_array() || products.empty()) return events.add({}, std::nullopt, ack);
    for (const auto& product : products) events.add(text(product), std::nullopt, ack);
    return;
  }
  if (event == "challenge") return events.ignore("private channel");
  const auto message = text(member(body, "message"));
  const auto words = message.empty() ? text(member(body, "errorMessage")) : message;
  events.fail(words.empty() ? fmt::format("event {} is not known", event) : std::string(words));
}

}  // namespace perpscope::venues
