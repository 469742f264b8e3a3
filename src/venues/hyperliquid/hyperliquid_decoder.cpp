#include "venues/hyperliquid/hyperliquid_decoder.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "venues/decoding.h"
#include "venues/hyperliquid/hyperliquid_rows.h"

namespace perpscope::venues {
namespace {

constexpr std::array<std::string_view, 19> kPrivateChannels{"user",
                                                            "userEvents",
                                                            "userFills",
                                                            "userFundings",
                                                            "userNonFundingLedgerUpdates",
                                                            "userTwapSliceFills",
                                                            "userTwapHistory",
                                                            "userHistoricalOrders",
                                                            "orderUpdates",
                                                            "openOrders",
                                                            "notification",
                                                            "webData2",
                                                            "webData3",
                                                            "activeAssetData",
                                                            "clearinghouseState",
                                                            "allDexsClearinghouseState",
                                                            "spotState",
                                                            "twapStates",
                                                            "fills"};

bool isPrivate(std::string_view channel) {
  return std::ranges::find(kPrivateChannels, channel) != kPrivateChannels.end();
}

// Most bytes are order books: {"channel":"l2Book","data":{"coin":"BTC",… – no need to read the levels.
std::optional<std::string_view> bookCoin(std::string_view bytes) {
  constexpr std::string_view kHead = R"({"channel":"l2Book","data":{"coin":")";
  if (!bytes.starts_with(kHead) || !bytes.ends_with("}}")) return std::nullopt;
  const auto coin = bytes.substr(kHead.size());
  return coin.substr(0, coin.find('"'));
}

void addTrade(Events& events, Reading& reading, const Json& row) {
  const auto side = text(member(row, "side"));
  if (side != "A" && side != "B") reading.refuse("side", "neither A nor B");
  const TradeEvent trade{Price{reading.number(member(row, "px"), "px")},
                         BaseQuantity{reading.number(member(row, "sz"), "sz")},
                         {},
                         side == "B" ? Side::Buy : Side::Sell};
  events.add(reading.string(member(row, "coin"), "coin"), reading.milliseconds(member(row, "time"), "time"),
             trade);
}

// Not flagged as closed: the next bar closes one.
void addBar(Events& events, Reading& reading, const Json& row) {
  CandleEvent event;
  const auto interval = reading.string(member(row, "i"), "i");
  event.interval = parseInterval(interval);
  if (!event.interval) event.other_interval = interval;
  event.candle = hyperliquidBar(reading, row);
  events.add(reading.string(member(row, "s"), "s"), event.candle.time, event);
}

void addSettlement(Events& events, Reading& reading, const Json& row) {
  const auto funding = hyperliquidSettlement(reading, row);
  events.add(reading.string(member(row, "coin"), "coin"), funding.time, FundingEvent{funding.rate, {}, true});
}

Price priceOf(Reading& reading, const Json& row, std::string_view field) {
  return Price{reading.optionalNumber(member(row, field), field)};
}

// Sides may be null.
void addQuote(Events& events, Reading& reading, const Json& data) {
  const auto& sides = reading.array(member(data, "bbo"), "bbo");
  const QuoteEvent quote{priceOf(reading, element(sides, 0), "px"),
                         priceOf(reading, element(sides, 1), "px")};
  const auto coin = reading.string(member(data, "coin"), "coin");
  if (quote.bid.missing() && quote.ask.missing()) return events.ignore("no orders in the book", coin);
  events.add(coin, reading.milliseconds(member(data, "time"), "time"), quote);
}

// What is known now of a perp or a spot pair. It carries no time, and of the coming settlement only the rate.
void addContext(Events& events, Reading& reading, const Json& context, std::string_view coin) {
  if (!context.is_object()) return reading.refuse("context", "no object");
  const auto rate = reading.optionalNumber(member(context, "funding"), "funding");
  if (!isMissing(rate))
    events.add(coin, {}, FundingEvent{{rate, std::chrono::hours{1}, FundingKind::Predicted}, {}, true});
  const MarkEvent mark{priceOf(reading, context, "markPx"), priceOf(reading, context, "oraclePx")};
  if (!mark.mark.missing() || !mark.index.missing()) events.add(coin, {}, mark);
  const BaseQuantity open{reading.optionalNumber(member(context, "openInterest"), "openInterest")};
  if (!open.missing()) events.add(coin, {}, OpenInterestEvent{open, {}, {}});
  const auto premium = reading.optionalNumber(member(context, "premium"), "premium");
  if (!isMissing(premium)) events.add(coin, {}, PremiumIndexEvent{premium});
}

// Other venues' predictions are among them: those are theirs. The times they come with are stale.
void addPrediction(Events& events, Reading& reading, const Json& row) {
  const auto coin = reading.string(element(row, 0), "coin");
  for (const auto& venue : element(row, 1)) {
    const auto& rate = member(element(venue, 1), "fundingRate");
    if (text(element(venue, 0)) != "HlPerp" || rate.is_null()) continue;
    events.add(
        coin, {},
        FundingEvent{
            {reading.number(rate, "fundingRate"), std::chrono::hours{1}, FundingKind::Predicted}, {}, true});
  }
}

// {"coin": "BTC"}, {"coin": "BTC", "interval": "1m"} …
void addAck(Events& events, const Json& data) {
  const auto& subscription = member(data, "subscription");
  AckEvent ack{std::string(text(member(subscription, "type")))};
  if (const auto interval = text(member(subscription, "interval")); !interval.empty())
    ack.what += fmt::format(" {}", interval);
  events.add(text(member(subscription, "coin")), {}, ack);
}

class HyperliquidDecoder final : public Decoder {
 public:
  [[nodiscard]] std::vector<Event> decode(const WireMessage& message) override {
    if (message.sent) return {};
    Events events;
    if (const auto coin = bookCoin(message.bytes)) {
      events.ignore("order book", *coin);
      return events.take();
    }
    const auto json = parseJson(message.bytes);
    if (!json)
      events.fail(json.error());
    else if (const auto channel = text(member(*json, "channel")); !channel.empty())
      frame(events, channel, member(*json, "data"));
    else
      answer(events, *json);
    return events.take();
  }

 private:
  void frame(Events& events, std::string_view channel, const Json& data) {
    if (channel == "trades")
      return events.each(data, [&](auto& r, const auto& row) { addTrade(events, r, row); });
    if (channel == "bbo")
      return events.one(data, [&](auto& r, const auto& row) { addQuote(events, r, row); });
    if (channel == "candle") return bars(events, data);
    if (channel == "activeAssetCtx" || channel == "activeSpotAssetCtx") return context(events, data);
    if (channel == "allDexsAssetCtxs") return allContexts(events, data);
    if (channel == "subscriptionResponse") return addAck(events, data);
    if (channel == "pong") return events.add({}, {}, HeartbeatEvent{});
    if (channel == "error") return events.fail(fmt::format("refused: {}", text(data)));
    if (channel == "post") return posted(events, data);
    if (channel == "l2Book") return events.ignore("order book", text(member(data, "coin")));
    if (channel == "allMids") return events.ignore("mid prices");
    events.ignore(isPrivate(channel) ? "private channel" : fmt::format("channel '{}'", channel));
  }

  static void bars(Events& events, const Json& data) {
    const auto add = [&](auto& reading, const auto& row) { addBar(events, reading, row); };
    data.is_array() ? events.each(data, add) : events.one(data, add);
  }

  static void context(Events& events, const Json& data) {
    events.one(data, [&](auto& reading, const auto& row) {
      addContext(events, reading, member(row, "ctx"), text(member(row, "coin")));
    });
  }

  // {"id": 1, "response": {"type": "info", "payload": {"type": "meta", "data": …}}}
  void posted(Events& events, const Json& data) {
    const auto& response = member(data, "response");
    const auto& payload = member(response, "payload");
    if (text(member(response, "type")) == "error")
      return events.fail(fmt::format("refused: {}", text(payload)));
    if (text(member(response, "type")) != "info") return events.ignore("private channel");
    answer(events, member(payload, "data"));
  }

  void answer(Events& events, const Json& json) {
    if (json.is_null()) return events.fail("refused: null, which stands for an unknown coin");
    if (json.is_object()) return object(events, json);
    if (!json.is_array()) return events.fail("neither an object nor a list");
    const auto& first = element(json, 0);
    if (first.is_object() && first.contains("universe")) return contexts(events, first, element(json, 1));
    list(events, json, first);
  }

  void object(Events& events, const Json& json) {
    if (json.contains("universe")) return meta(events, json);
    if (json.contains("levels")) return events.ignore("order book", text(member(json, "coin")));
    if (json.contains("specialStatuses")) return events.ignore("exchange status");
    const bool mids = !json.empty() && std::ranges::all_of(json, [](const Json& v) { return v.is_string(); });
    events.ignore(mids ? "mid prices" : "no market data");
  }

  static void list(Events& events, const Json& json, const Json& first) {
    const auto rows = [&](auto add) {
      events.each(json, [&](auto& reading, const auto& row) { add(events, reading, row); });
    };
    if (first.contains("fundingRate")) return rows(addSettlement);
    if (first.contains("px") && first.contains("side"))
      return first.contains("oid") ? events.ignore("private channel") : rows(addTrade);
    if (first.contains("t") && first.contains("i")) return rows(addBar);
    if (element(first, 0).is_string() && element(first, 1).is_array()) {
      rows(addPrediction);
      return events.ignore("predictions of other venues");
    }
    if (!json.empty()) events.ignore("no market data");
  }

  // Names are remembered, for contexts come without and in the same order.
  void meta(Events& events, const Json& json) {
    const bool spot = json.contains("tokens");
    auto& names = spot ? spot_ : perps_[dexOf(json)];
    names.clear();
    events.each(json["universe"], [&](auto& reading, const auto& row) {
      const auto name = reading.string(member(row, "name"), "name");
      names.push_back(name);
      InstrumentEvent instrument{name, "USDC", std::nullopt, std::nullopt};
      if (spot) {
        instrument.base = text(member(hyperliquidToken(json, element(member(row, "tokens"), 0)), "name"));
        instrument.quote = text(member(hyperliquidToken(json, element(member(row, "tokens"), 1)), "name"));
      }
      events.add(name, {}, instrument);
    });
  }

  void contexts(Events& events, const Json& json, const Json& list) {
    meta(events, json);
    if (!list.is_array()) return events.fail("contexts: no list");
    named(events, list, json.contains("tokens") ? spot_ : perps_[dexOf(json)]);
  }

  void allContexts(Events& events, const Json& data) {
    for (const auto& dex : member(data, "ctxs")) {
      if (!element(dex, 1).is_array()) return events.fail("ctxs: no list");
      named(events, element(dex, 1), perps_[std::string(text(element(dex, 0)))]);
    }
  }

  static void named(Events& events, const Json& list, const std::vector<std::string>& names) {
    std::size_t i = 0;
    events.each(list, [&](auto& reading, const auto& row) {
      auto coin = text(member(row, "coin"));
      if (coin.empty() && names.size() == list.size()) coin = names[i];
      ++i;
      addContext(events, reading, row, coin);
    });
  }

  // Names of other dexes say which: xyz:TSLA.
  static std::string dexOf(const Json& meta) {
    const auto name = text(member(element(member(meta, "universe"), 0), "name"));
    const auto colon = name.find(':');
    return std::string(colon == std::string_view::npos ? std::string_view{} : name.substr(0, colon));
  }

  std::map<std::string, std::vector<std::string>> perps_;  // by dex
  std::vector<std::string> spot_;
};

}  // namespace

std::unique_ptr<Decoder> hyperliquidDecoder() { return std::make_unique<HyperliquidDecoder>(); }

}  // namespace perpscope::venues
