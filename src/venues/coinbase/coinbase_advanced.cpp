#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "venues/coinbase/coinbase_events.h"
#include "venues/coinbase/coinbase_rows.h"

namespace perpscope::venues {
namespace {

// Its candle channel has buckets of five minutes only.
void candles(Events& events, const Json& event) {
  events.each(member(event, "candles"), [&](Reading& reading, const Json& row) {
    const auto candle = coinbaseCandleObject(reading, row);
    events.add(text(member(row, "product_id")), candle.time,
               CandleEvent{Interval::M5, {}, PriceKind::Trade, candle, {}});
  });
}

void trades(Events& events, const Json& event) {
  for (const auto& row : member(event, "trades")) advancedTrade(events, row);
}

void tickers(Events& events, const Json& event, std::optional<Time> sent) {
  events.each(member(event, "tickers"), [&](Reading& reading, const Json& row) {
    TickerEvent ticker;
    ticker.last = Price{reading.number(member(row, "price"), "price")};
    ticker.bid = Price{reading.optionalNumber(member(row, "best_bid"), "best_bid")};
    ticker.ask = Price{reading.optionalNumber(member(row, "best_ask"), "best_ask")};
    ticker.volume = BaseQuantity{reading.optionalNumber(member(row, "volume_24_h"), "volume_24_h")};
    events.add(text(member(row, "product_id")), sent, ticker);
  });
}

// [{"subscriptions": {"ticker": ["BTC-USD"], …}}]: all that is subscribed to.
void subscriptions(Events& events, const Json& event, std::optional<Time> sent) {
  std::string what;
  for (const auto& [channel, products] : member(event, "subscriptions").items()) {
    what += fmt::format("{}{}", what.empty() ? "" : ", ", channel);
    for (const auto& product : products) what += fmt::format(" {}", text(product));
  }
  events.add({}, sent, AckEvent{what});
}

void products(Events& events, const Json& event) {
  for (const auto& row : member(event, "products")) advancedProduct(events, row);
}

void one(Events& events, std::string_view channel, const Json& event, std::optional<Time> sent) {
  if (channel == "candles") return candles(events, event);
  if (channel == "market_trades") return trades(events, event);
  if (channel == "ticker" || channel == "ticker_batch") return tickers(events, event, sent);
  if (channel == "subscriptions") return subscriptions(events, event, sent);
  if (channel == "heartbeats") return events.add({}, sent, HeartbeatEvent{});
  if (channel == "status") return products(events, event);
  if (channel == "l2_data" || channel == "level2")
    return events.ignore("order book", text(member(event, "product_id")));
  if (channel == "user" || channel == "futures_balance_summary") return events.ignore("private channel");
  events.fail(fmt::format("channel '{}' is not known", channel));
}

std::optional<Time> sentAt(const Json& frame) {
  const auto time = parseTime(text(member(frame, "timestamp")));
  return time ? std::optional(*time) : std::nullopt;
}

// Futures count in contracts; funding and open interest are of perpetuals alone.
void futureDetails(Events& events, Reading& reading, const Json& row, double contract) {
  const auto symbol = text(member(row, "product_id"));
  const auto& details = member(row, "future_product_details");
  const auto& interest = member(details, "open_interest");
  if (const double contracts = reading.optionalNumber(interest, "open_interest"); !isMissing(contracts))
    events.add(symbol, std::nullopt,
               OpenInterestEvent{BaseQuantity{contracts * contract}, {}, Contracts{contracts}});
  const double rate = reading.optionalNumber(member(details, "funding_rate"), "funding_rate");
  if (isMissing(rate)) return;
  const Time settled = reading.iso(member(details, "funding_time"), "funding_time");
  events.add(symbol, settled, FundingEvent{{rate, std::chrono::hours{1}, FundingKind::Settled}, {}, true});
}

}  // namespace

void advancedFrame(Events& events, const Json& frame) {
  const auto channel = text(member(frame, "channel"));
  for (const auto& event : member(frame, "events")) one(events, channel, event, sentAt(frame));
}

void advancedTrade(Events& events, const Json& row) {
  events.one(row, [&](Reading& reading, const Json& each) {
    TradeEvent trade;
    trade.price = Price{reading.number(member(each, "price"), "price")};
    trade.size = BaseQuantity{reading.number(member(each, "size"), "size")};
    trade.side = takerAgainst(reading, member(each, "side"));
    events.add(text(member(each, "product_id")), reading.iso(member(each, "time"), "time"), trade);
  });
}

void advancedProduct(Events& events, const Json& row) {
  events.one(row, [&](Reading& reading, const Json& each) {
    const auto symbol = reading.string(member(each, "product_id"), "product_id");
    const auto& size = member(member(each, "future_product_details"), "contract_size");
    const double contract = reading.optionalNumber(size, "contract_size");
    InstrumentEvent product;
    product.base = text(member(each, "base_currency_id"));
    product.quote = text(member(each, "quote_currency_id"));
    if (product.base.empty())
      product.base = text(member(member(each, "future_product_details"), "contract_root_unit"));
    if (!isMissing(contract)) product.contract_size = contract;
    events.add(symbol, std::nullopt, product);
    TickerEvent ticker;
    ticker.last = Price{reading.optionalNumber(member(each, "price"), "price")};
    const double volume = reading.optionalNumber(member(each, "volume_24h"), "volume_24h");
    ticker.volume = BaseQuantity{isMissing(contract) ? volume : volume * contract};
    ticker.bid = Price{reading.optionalNumber(member(each, "best_bid_price"), "best_bid_price")};
    ticker.ask = Price{reading.optionalNumber(member(each, "best_ask_price"), "best_ask_price")};
    if (!ticker.last.missing()) events.add(symbol, std::nullopt, ticker);
    if (!isMissing(contract)) futureDetails(events, reading, each, contract);
  });
}

}  // namespace perpscope::venues
