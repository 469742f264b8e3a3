#include <fmt/format.h>

#include "venues/kraken/kraken_answers.h"
#include "venues/kraken/kraken_decoder.h"
#include "venues/kraken/kraken_rows.h"
#include "venues/minutes.h"

namespace perpscope::venues {
namespace {

std::optional<Time> optionalIso(Reading& reading, const Json& value) {
  return value.is_null() ? std::nullopt : std::optional(reading.iso(value, "timestamp"));
}

void restBars(Events& events, std::string_view pair, const Json& rows, const Origin& origin,
              const Json& last_closed) {
  const auto minutes = origin.param("interval");
  const bool named = origin.path.ends_with("/OHLC");
  events.each(rows, [&](Reading& reading, const Json& row) {
    CandleEvent bar;
    bar.candle = krakenSpotBar(reading, row);
    if (named) nameInterval(bar, minutes.empty() ? "1" : minutes);
    if (!last_closed.is_null()) bar.closed = bar.candle.time <= reading.seconds(last_closed, "last");
    const Time time = bar.candle.time;
    events.add(pair, time, std::move(bar));
  });
}

void restTrades(Events& events, std::string_view pair, const Json& rows) {
  events.each(rows, [&](Reading& reading, const Json& row) {
    const auto trade = krakenSpotTrade(reading, row);
    events.add(pair, reading.seconds(element(row, 2), "time"), trade);
  });
}

// [time, bid, ask]
void restSpreads(Events& events, std::string_view pair, const Json& rows) {
  events.each(rows, [&](Reading& reading, const Json& row) {
    const QuoteEvent quote{Price{reading.number(element(row, 1), "bid")},
                           Price{reading.number(element(row, 2), "ask")}};
    events.add(pair, reading.seconds(element(row, 0), "time"), quote);
  });
}

void restRows(Events& events, std::string_view pair, const Json& rows, const Origin& origin,
              const Json& last) {
  const auto& first = element(rows, 0);
  if (rows.empty())
    events.ignore("no rows", pair);
  else if (element(first, 3).is_string() &&
           (text(element(first, 3)) == "b" || text(element(first, 3)) == "s"))
    restTrades(events, pair, rows);
  else if (first.is_array() && first.size() == 3)
    restSpreads(events, pair, rows);
  else
    restBars(events, pair, rows, origin, last);
}

void restEntry(Events& events, std::string_view key, const Json& entry) {
  if (!member(entry, "asks").is_null() || !member(entry, "bids").is_null())
    return events.ignore("order book", key);
  if (!member(entry, "quote").is_null())
    return events.add(key, std::nullopt,
                      InstrumentEvent{std::string(text(member(entry, "base"))),
                                      std::string(text(member(entry, "quote"))), std::nullopt, std::nullopt});
  if (!member(entry, "c").is_null())
    return events.one(entry, [&](Reading& reading, const Json& row) {
      events.add(key, std::nullopt, krakenSpotTicker(reading, row));
    });
  events.ignore(member(entry, "altname").is_null() ? "no market data" : "asset", key);
}

void restResult(Events& events, const Json& result, const Origin& origin) {
  if (!member(result, "unixtime").is_null()) return events.ignore("server time");
  if (member(result, "status").is_string()) return events.ignore("system status");
  if (!member(result, "asks").is_null() || !member(result, "bids").is_null())
    return events.ignore("order book");
  for (const auto& [key, value] : result.items()) {
    if (value.is_array())
      restRows(events, key, value, origin, member(result, "last"));
    else if (value.is_object())
      restEntry(events, key, value);
    else if (key != "last")
      events.ignore("no market data", key);
  }
}

// {"a", "b", "c", "v", …}, as REST says it
void v1Ticker(Events& events, std::string_view pair, const Json& data) {
  events.one(data, [&](Reading& reading, const Json& row) {
    events.add(pair, std::nullopt, krakenSpotTicker(reading, row));
  });
}

// [time, end of the bar, open, high, low, close, vwap, volume, trades], `ohlc-5`. The end carries a fraction
// of a second.
void v1Bar(Events& events, std::string_view pair, const Json& data, std::string_view minutes) {
  events.one(data, [&](Reading& reading, const Json& row) {
    const auto length = reading.integer(Json(minutes), "interval") * kMinute;
    Json fields = Json::array({0});
    for (const std::size_t i : {2, 3, 4, 5, 6, 7, 8}) fields.push_back(element(row, i));
    CandleEvent bar;
    bar.candle = krakenSpotBar(reading, fields);
    const Time end = reading.seconds(element(row, 1), "etime");
    bar.candle.time = std::chrono::floor<std::chrono::minutes>(end) - length;
    nameInterval(bar, minutes);
    const Time time = bar.candle.time;
    events.add(pair, time, std::move(bar));
  });
}

// [bid, ask, time, bid volume, ask volume]
void v1Spread(Events& events, std::string_view pair, const Json& data) {
  events.one(data, [&](Reading& reading, const Json& row) {
    const QuoteEvent quote{Price{reading.number(element(row, 0), "bid")},
                           Price{reading.number(element(row, 1), "ask")}};
    events.add(pair, reading.seconds(element(row, 2), "time"), quote);
  });
}

// [channel, data, name, pair]; an order book may carry two pieces of data.
void v1Data(Events& events, const Json& body) {
  if (body.size() < 4) return events.fail("a list that is no message of a channel");
  const auto& data = body[1];
  const auto name = text(body[body.size() - 2]);
  const auto pair = text(body[body.size() - 1]);
  if (name.starts_with("book")) return events.ignore("order book", pair);
  if (name == "trade") return restTrades(events, pair, data);
  if (name == "ticker") return v1Ticker(events, pair, data);
  if (name == "spread") return v1Spread(events, pair, data);
  if (name.starts_with("ohlc-")) return v1Bar(events, pair, data, name.substr(5));
  events.fail(name.empty() ? "a message without a channel" : "a channel that is not known", pair);
}

void v1Subscription(Events& events, const Json& body) {
  const auto status = text(member(body, "status"));
  const auto pair = text(member(body, "pair"));
  const auto channel = text(member(body, "channelName"));
  const auto name = channel.empty() ? text(member(member(body, "subscription"), "name")) : channel;
  if (status == "error") return events.fail(text(member(body, "errorMessage")), pair);
  events.add(pair, std::nullopt, AckEvent{std::string(name)});
}

using V2Row = void (*)(Events&, Reading&, const Json&);

void v2Ticker(Events& events, Reading& reading, const Json& row) {
  TickerEvent ticker;
  ticker.last = Price{reading.optionalNumber(member(row, "last"), "last")};
  ticker.bid = Price{reading.optionalNumber(member(row, "bid"), "bid")};
  ticker.ask = Price{reading.optionalNumber(member(row, "ask"), "ask")};
  ticker.volume = BaseQuantity{reading.optionalNumber(member(row, "volume"), "volume")};
  events.add(reading.string(member(row, "symbol"), "symbol"), optionalIso(reading, member(row, "timestamp")),
             ticker);
}

void v2Trade(Events& events, Reading& reading, const Json& row) {
  TradeEvent trade;
  trade.price = Price{reading.number(member(row, "price"), "price")};
  trade.size = BaseQuantity{reading.number(member(row, "qty"), "qty")};
  trade.side = krakenSide(reading, member(row, "side"));
  events.add(reading.string(member(row, "symbol"), "symbol"),
             reading.iso(member(row, "timestamp"), "timestamp"), trade);
}

void v2Bar(Events& events, Reading& reading, const Json& row) {
  CandleEvent bar;
  auto& candle = bar.candle;
  candle.time = reading.iso(member(row, "interval_begin"), "interval_begin");
  readKrakenPrices(reading, row, candle);
  candle.volume = BaseQuantity{reading.number(member(row, "volume"), "volume")};
  nameInterval(bar, std::to_string(reading.integer(member(row, "interval"), "interval")));
  const Time time = candle.time;
  events.add(reading.string(member(row, "symbol"), "symbol"), time, std::move(bar));
}

void v2Pair(Events& events, Reading& reading, const Json& row) {
  events.add(reading.string(member(row, "symbol"), "symbol"), std::nullopt,
             InstrumentEvent{reading.string(member(row, "base"), "base"),
                             reading.string(member(row, "quote"), "quote"), std::nullopt, std::nullopt});
}

void v2Rows(Events& events, const Json& rows, V2Row read) {
  if (!rows.is_array()) return events.fail("data: no list");
  events.each(rows, [&](Reading& reading, const Json& row) { read(events, reading, row); });
}

void v2Data(Events& events, const Json& body, std::string_view channel) {
  const auto& data = member(body, "data");
  if (channel == "heartbeat") return events.add({}, std::nullopt, HeartbeatEvent{});
  if (channel == "ticker") return v2Rows(events, data, v2Ticker);
  if (channel == "trade") return v2Rows(events, data, v2Trade);
  if (channel == "ohlc") return v2Rows(events, data, v2Bar);
  if (channel == "instrument") return v2Rows(events, member(data, "pairs"), v2Pair);
  if (channel == "status") return events.ignore("system status");
  if (channel == "book" || channel == "level3")
    return events.ignore("order book", text(member(element(data, 0), "symbol")));
  if (channel == "executions" || channel == "balances") return events.ignore("private channel");
  events.fail(fmt::format("channel {} is not known", channel));
}

void v2Answer(Events& events, const Json& body, std::string_view method) {
  if (method == "pong") return events.add({}, std::nullopt, HeartbeatEvent{});
  const auto& result = member(body, "result");
  const auto named = text(member(body, "symbol"));
  const auto symbol = named.empty() ? text(member(result, "symbol")) : named;
  if (const auto error = text(member(body, "error")); !error.empty()) return events.fail(error, symbol);
  if (member(body, "success") == false) return events.fail(fmt::format("{} was refused", method), symbol);
  const auto channel = text(member(result, "channel"));
  events.add(symbol, std::nullopt, AckEvent{std::string(channel.empty() ? method : channel)});
}

}  // namespace

void decodeKrakenSpotAnswer(Events& events, const Json& body, const Origin& origin) {
  if (const auto faults = krakenFaults(body); !faults.empty()) return events.fail(faults);
  const auto& result = member(body, "result");
  if (!result.is_object()) return events.fail("result: no object");
  restResult(events, result, origin);
}

void decodeKrakenSpotV1(Events& events, const Json& body) {
  const auto event = text(member(body, "event"));
  if (body.is_array()) return v1Data(events, body);
  if (event == "heartbeat") return events.add({}, std::nullopt, HeartbeatEvent{});
  if (event == "systemStatus") return events.ignore("system status");
  v1Subscription(events, body);
}

void decodeKrakenSpotV2(Events& events, const Json& body) {
  const auto channel = text(member(body, "channel"));
  if (!channel.empty()) return v2Data(events, body, channel);
  v2Answer(events, body, text(member(body, "method")));
}

}  // namespace perpscope::venues
