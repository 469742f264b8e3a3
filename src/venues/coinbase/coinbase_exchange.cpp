#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "venues/coinbase/coinbase_events.h"

namespace perpscope::venues {
namespace {

void ticker(Events& events, const Json& frame) {
  events.one(frame, [&](Reading& reading, const Json& row) {
    TickerEvent ticker;
    ticker.last = Price{reading.number(member(row, "price"), "price")};
    ticker.bid = Price{reading.optionalNumber(member(row, "best_bid"), "best_bid")};
    ticker.ask = Price{reading.optionalNumber(member(row, "best_ask"), "best_ask")};
    ticker.volume = BaseQuantity{reading.optionalNumber(member(row, "volume_24h"), "volume_24h")};
    const auto& stamp = member(row, "time");
    const auto time = stamp.is_null() ? std::nullopt : std::optional(reading.iso(stamp, "time"));
    events.add(text(member(row, "product_id")), time, ticker);
  });
}

void heartbeat(Events& events, const Json& frame) {
  events.one(frame, [&](Reading& reading, const Json& row) {
    events.add(text(member(row, "product_id")), reading.iso(member(row, "time"), "time"), HeartbeatEvent{});
  });
}

void refused(Events& events, const Json& frame) {
  const auto reason = text(member(frame, "reason"));
  events.fail(fmt::format("{}{}{}", text(member(frame, "message")), reason.empty() ? "" : ": ", reason));
}

void status(Events& events, const Json& frame) {
  for (const auto& row : member(frame, "products")) exchangeProduct(events, row);
}

struct Kind {
  std::string_view type;
  void (*read)(Events& events, const Json& frame);
};

constexpr std::array kKinds{
    Kind{"ticker", ticker},
    Kind{"match", [](Events& events, const Json& frame) { exchangeTrade(events, frame, {}); }},
    Kind{"last_match", [](Events& events, const Json& frame) { exchangeTrade(events, frame, {}); }},
    Kind{"heartbeat", heartbeat},
    Kind{"subscriptions", coinbaseSubscriptions},
    Kind{"error", refused},
    Kind{"status", status},
};

std::string_view whyIgnored(std::string_view type) {
  constexpr std::array<std::string_view, 8> kBook{"snapshot", "l2update", "received", "open",
                                                  "done",     "change",   "level3",   "noop"};
  if (std::ranges::find(kBook, type) != kBook.end()) return "order book";
  if (type == "activate") return "private channel";
  if (type == "auction" || type == "rfq_match") return "auction and block trades";
  return {};
}

}  // namespace

void coinbaseSubscriptions(Events& events, const Json& frame) {
  std::string what;
  for (const auto& channel : member(frame, "channels")) {
    what += fmt::format("{}{}", what.empty() ? "" : ", ", text(member(channel, "name")));
    for (const auto& product : member(channel, "product_ids")) what += fmt::format(" {}", text(product));
  }
  events.add({}, std::nullopt, AckEvent{what});
}

void exchangeFrame(Events& events, const Json& frame) {
  const auto type = text(member(frame, "type"));
  const auto kind = std::ranges::find(kKinds, type, &Kind::type);
  if (kind != kKinds.end()) return kind->read(events, frame);
  const auto symbol = text(member(frame, "product_id"));
  if (const auto why = whyIgnored(type); !why.empty()) return events.ignore(why, symbol);
  events.fail(fmt::format("type '{}' is not known", type), symbol);
}

void exchangeTrade(Events& events, const Json& row, const CoinbasePath& path) {
  events.one(row, [&](Reading& reading, const Json& each) {
    const auto symbol = text(member(each, "product_id"));
    TradeEvent trade;
    trade.price = Price{reading.number(member(each, "price"), "price")};
    trade.size = BaseQuantity{reading.number(member(each, "size"), "size")};
    trade.side = takerAgainst(reading, member(each, "side"));
    const auto time = reading.iso(member(each, "time"), "time");
    events.add(symbol.empty() ? std::string_view(path.symbol) : symbol, time, trade);
  });
}

void exchangeProduct(Events& events, const Json& row) {
  events.one(row, [&](Reading& reading, const Json& each) {
    InstrumentEvent product;
    product.base = reading.string(member(each, "base_currency"), "base_currency");
    product.quote = reading.string(member(each, "quote_currency"), "quote_currency");
    events.add(reading.string(member(each, "id"), "id"), std::nullopt, product);
  });
}

// /ticker has price, bid and ask; /stats has last.
void exchangeTicker(Events& events, const Json& body, const CoinbasePath& path) {
  events.one(body, [&](Reading& reading, const Json& each) {
    const auto& price = member(each, "price").is_null() ? member(each, "last") : member(each, "price");
    TickerEvent ticker;
    ticker.last = Price{reading.number(price, "price")};
    ticker.bid = Price{reading.optionalNumber(member(each, "bid"), "bid")};
    ticker.ask = Price{reading.optionalNumber(member(each, "ask"), "ask")};
    ticker.volume = BaseQuantity{reading.optionalNumber(member(each, "volume"), "volume")};
    const auto& stamp = member(each, "time");
    const auto time = stamp.is_null() ? std::nullopt : std::optional(reading.iso(stamp, "time"));
    events.add(path.symbol, time, ticker);
  });
}

}  // namespace perpscope::venues
