#include <array>

#include <fmt/format.h>

#include "base/text.h"
#include "venues/coinbase/coinbase_events.h"
#include "venues/coinbase/coinbase_rows.h"

namespace perpscope::venues {
namespace {

constexpr Milliseconds kFundingInterval = kHour;

// A stamp, where the message has one.
std::optional<Time> stamp(Reading& reading, const Json& row, std::string_view field) {
  const auto& value = member(row, field);
  return value.is_null() ? std::nullopt : std::optional(reading.iso(value, field));
}

// An estimate for the hour that runs: charged at its end.
FundingEvent predicted(double rate, std::optional<Time> at) {
  FundingEvent funding{{rate, std::chrono::hours{1}, FundingKind::Predicted}, {}, true};
  if (at) funding.next_time = std::chrono::floor<std::chrono::hours>(*at) + kFundingInterval;
  return funding;
}

void marks(Events& events, Reading& reading, const Json& row, std::string_view symbol,
           std::optional<Time> time) {
  const MarkEvent mark{Price{reading.optionalNumber(member(row, "mark_price"), "mark_price")},
                       Price{reading.optionalNumber(member(row, "index_price"), "index_price")}};
  if (!mark.mark.missing() || !mark.index.missing()) events.add(symbol, time, mark);
}

void interest(Events& events, Reading& reading, const Json& row, std::string_view symbol,
              std::optional<Time> time) {
  const double base = reading.optionalNumber(member(row, "open_interest"), "open_interest");
  if (!isMissing(base)) events.add(symbol, time, OpenInterestEvent{BaseQuantity{base}, {}, {}});
}

void funding(Events& events, const Json& frame) {
  events.one(frame, [&](Reading& reading, const Json& row) {
    const auto time = stamp(reading, row, "time");
    const double rate = reading.number(member(row, "funding_rate"), "funding_rate");
    const auto symbol = text(member(row, "product_id"));
    if (member(row, "is_final") == Json(true) && time)
      events.add(symbol, std::chrono::floor<std::chrono::hours>(*time),
                 FundingEvent{{rate, std::chrono::hours{1}, FundingKind::Settled}, {}, true});
    else
      events.add(symbol, time, predicted(rate, time));
  });
}

void risk(Events& events, const Json& frame) {
  events.one(frame, [&](Reading& reading, const Json& row) {
    const auto time = stamp(reading, row, "time");
    marks(events, reading, row, text(member(row, "product_id")), time);
    interest(events, reading, row, text(member(row, "product_id")), time);
  });
}

void match(Events& events, const Json& frame) {
  events.one(frame, [&](Reading& reading, const Json& row) {
    const auto side = lowered(text(member(row, "aggressor_side")));
    if (side != "buy" && side != "sell")  // an auction has no aggressor
      return events.ignore("trade without a side", text(member(row, "product_id")));
    TradeEvent trade;
    trade.price = Price{reading.number(member(row, "trade_price"), "trade_price")};
    trade.size = BaseQuantity{reading.number(member(row, "trade_qty"), "trade_qty")};
    trade.side = side == "buy" ? Side::Buy : Side::Sell;
    events.add(text(member(row, "product_id")), stamp(reading, row, "time"), trade);
  });
}

void topOfBook(Events& events, const Json& frame) {
  events.one(frame, [&](Reading& reading, const Json& row) {
    const QuoteEvent quote{Price{reading.optionalNumber(member(row, "bid_price"), "bid_price")},
                           Price{reading.optionalNumber(member(row, "ask_price"), "ask_price")}};
    events.add(text(member(row, "product_id")), stamp(reading, row, "time"), quote);
  });
}

void candles(Events& events, const Json& frame) {
  CoinbasePath path{std::string(text(member(frame, "product_id"))), {}, {}};
  readGranularity(path, text(member(frame, "channel")).substr(std::string_view("CANDLES_").size()));
  events.each(member(frame, "candles"), [&](Reading& reading, const Json& row) {
    const auto candle = coinbaseCandleObject(reading, row);
    events.add(path.symbol, candle.time, coinbaseCandle(path, candle));
  });
}

InstrumentEvent instrumentOf(Reading& reading, const Json& row) {
  InstrumentEvent instrument;
  instrument.base = text(member(row, "base_asset_name"));
  instrument.quote = text(member(row, "quote_asset_name"));
  const double size = reading.optionalNumber(member(row, "base_asset_multiplier"), "base_asset_multiplier");
  if (!isMissing(size)) instrument.contract_size = size;
  return instrument;
}

void listed(Events& events, const Json& frame) {
  events.one(frame, [&](Reading& reading, const Json& row) {
    events.add(text(member(row, "product_id")), stamp(reading, row, "time"), instrumentOf(reading, row));
  });
}

}  // namespace

void intxFrame(Events& events, const Json& frame) {
  const auto channel = text(member(frame, "channel"));
  if (channel == "RISK") return risk(events, frame);
  if (channel == "FUNDING") return funding(events, frame);
  if (channel == "MATCH") return match(events, frame);
  if (channel == "LEVEL1") return topOfBook(events, frame);
  if (channel == "INSTRUMENTS") return listed(events, frame);
  if (channel == "SUBSCRIPTIONS") return coinbaseSubscriptions(events, frame);
  if (channel.starts_with("CANDLES_")) return candles(events, frame);
  if (channel == "LEVEL2") return events.ignore("order book", text(member(frame, "product_id")));
  events.fail(fmt::format("channel '{}' is not known", channel), text(member(frame, "product_id")));
}

void intxQuote(Events& events, const Json& quote, std::string_view symbol) {
  events.one(quote, [&](Reading& reading, const Json& row) {
    const auto time = stamp(reading, row, "timestamp");
    TickerEvent ticker;
    ticker.last = Price{reading.optionalNumber(member(row, "trade_price"), "trade_price")};
    ticker.bid = Price{reading.optionalNumber(member(row, "best_bid_price"), "best_bid_price")};
    ticker.ask = Price{reading.optionalNumber(member(row, "best_ask_price"), "best_ask_price")};
    if (!ticker.last.missing()) events.add(symbol, time, ticker);
    marks(events, reading, row, symbol, time);
    const double rate = reading.optionalNumber(member(row, "predicted_funding"), "predicted_funding");
    if (!isMissing(rate)) events.add(symbol, time, predicted(rate, time));
  });
}

void intxInstrument(Events& events, const Json& body) {
  const auto symbol = text(member(body, "symbol"));
  const auto& quote = member(body, "quote");
  events.one(body, [&](Reading& reading, const Json& row) {
    const auto time = stamp(reading, quote, "timestamp");
    events.add(symbol, std::nullopt, instrumentOf(reading, row));
    if (text(member(row, "type")) == "PERP") interest(events, reading, row, symbol, time);
  });
  if (quote.is_object()) intxQuote(events, quote, symbol);
}

void intxFundings(Events& events, const Json& results, const CoinbasePath& path) {
  events.each(results, [&](Reading& reading, const Json& row) {
    const auto settled = intxFundingRow(reading, row);
    events.add(path.symbol, settled.time, FundingEvent{settled.rate, {}, true});
  });
}

}  // namespace perpscope::venues
