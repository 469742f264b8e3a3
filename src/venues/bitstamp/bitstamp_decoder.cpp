#include "venues/bitstamp/bitstamp_decoder.h"

#include <fmt/format.h>

#include "base/text.h"
#include "venues/bitstamp/bitstamp_rows.h"
#include "venues/decoding.h"
#include "venues/refusals.h"

namespace perpscope::venues {
namespace {

constexpr std::array<std::string_view, 3> kBookChannels{"order_book_", "diff_order_book_",
                                                        "detail_order_book_"};

// The market behind the last underscore: diff_order_book_btcusd-perp. Markets have none in their names.
std::string_view marketOf(std::string_view channel) {
  const auto at = channel.rfind('_');
  return at == std::string_view::npos ? std::string_view{} : channel.substr(at + 1);
}

bool isBook(std::string_view channel) {
  return std::ranges::any_of(kBookChannels, [&](auto prefix) { return channel.starts_with(prefix); });
}

// Most traffic is order books, which end with their channel: no need to read what is before it.
std::string_view bookChannel(std::string_view bytes) {
  constexpr std::string_view kTail = R"(","event":"data"})";
  constexpr std::string_view kHead = R"("channel":")";
  if (!bytes.starts_with('{') || !bytes.ends_with(kTail)) return {};
  bytes.remove_suffix(kTail.size());
  const auto at = bytes.rfind(kHead);
  if (at == std::string_view::npos) return {};
  const auto channel = bytes.substr(at + kHead.size());
  return isBook(channel) && channel.find('"') == std::string_view::npos ? channel : std::string_view{};
}

// Seconds, but milliseconds were seen on trades of perpetuals.
Time stampOf(Reading& reading, const Json& value, std::string_view field) {
  const double number = reading.number(value, field);
  return number > 1e11 ? reading.milliseconds(value, field) : reading.seconds(value, field);
}

const Json& firstOf(const Json& row, std::string_view name, std::string_view other) {
  return member(row, name).is_null() ? member(row, other) : member(row, name);
}

Side sideOf(Reading& reading, const Json& type) {
  const auto number = reading.integer(type, "type");
  if (number != 0 && number != 1) reading.refuse("type", "neither 0 nor 1");
  return number == 0 ? Side::Buy : Side::Sell;
}

void addTrade(Events& events, Reading& reading, const Json& row, std::string_view market) {
  TradeEvent trade;
  trade.price = Price{reading.number(firstOf(row, "price_str", "price"), "price")};
  trade.size = BaseQuantity{reading.number(firstOf(row, "amount_str", "amount"), "amount")};
  trade.side = sideOf(reading, member(row, "type"));
  const auto& micro = member(row, "microtimestamp");
  const auto time = micro.is_null() ? stampOf(reading, firstOf(row, "timestamp", "date"), "timestamp")
                                    : reading.microseconds(micro, "microtimestamp");
  events.add(market, time, trade);
}

void addMark(Events& events, Reading& reading, const Json& row, std::string_view market, Time time) {
  const MarkEvent mark{Price{reading.optionalNumber(member(row, "mark_price"), "mark_price")},
                       Price{reading.optionalNumber(member(row, "index_price"), "index_price")}};
  if (!mark.mark.missing() || !mark.index.missing()) events.add(market, time, mark);
}

void addPrediction(Events& events, Reading& reading, const Json& row, std::string_view market) {
  const auto time = reading.seconds(member(row, "timestamp"), "timestamp");
  FundingEvent funding;
  funding.rate = {reading.number(member(row, "funding_rate"), "funding_rate"), kBitstampFunding,
                  FundingKind::Predicted};
  if (const auto& next = member(row, "next_funding_time"); !next.is_null())
    funding.next_time = reading.seconds(next, "next_funding_time");
  const auto symbol = text(member(row, "market"));
  const auto name = symbol.empty() ? market : symbol;
  events.add(name, time, funding);
  addMark(events, reading, row, name, time);
}

void addTicker(Events& events, Reading& reading, const Json& row, std::string_view market) {
  const auto symbol = text(firstOf(row, "market", "pair"));
  const auto name = symbol.empty() ? market : symbol;
  const auto time = reading.seconds(member(row, "timestamp"), "timestamp");
  TickerEvent ticker;
  ticker.last = Price{reading.number(member(row, "last"), "last")};
  ticker.bid = Price{reading.optionalNumber(member(row, "bid"), "bid")};
  ticker.ask = Price{reading.optionalNumber(member(row, "ask"), "ask")};
  ticker.volume = BaseQuantity{reading.optionalNumber(member(row, "volume"), "volume")};
  events.add(name, time, ticker);
  addMark(events, reading, row, name, time);
  const OpenInterestEvent open{
      BaseQuantity{reading.optionalNumber(member(row, "open_interest"), "open_interest")},
      QuoteQuantity{reading.optionalNumber(member(row, "open_interest_value"), "open_interest_value")},
      {}};
  if (!open.base.missing() || !open.usd.missing()) events.add(name, time, open);
}

void addMarket(Events& events, Reading& reading, const Json& row) {
  InstrumentEvent instrument;
  const auto name = reading.string(member(row, "name"), "name");
  const auto slash = name.find('/');
  instrument.base = text(member(row, "base_currency"));
  instrument.quote = text(member(row, "counter_currency"));
  if (instrument.base.empty() && slash != std::string::npos) {
    instrument.base = name.substr(0, slash);
    instrument.quote = name.substr(slash + 1);
  }
  if (const auto& size = member(row, "contract_size"); !size.is_null())
    instrument.contract_size = reading.number(size, "contract_size");
  events.add(name, std::nullopt, instrument);
}

// Steps are seconds: 60, 180 …
void nameStep(CandleEvent& event, std::string_view step) {
  const auto seconds = parseNumber<std::int64_t>(step);
  const auto fits = [&](Interval each) {
    return seconds && nominalLength(each) == std::chrono::seconds{*seconds} && each <= Interval::D3;
  };
  const auto found = std::ranges::find_if(kAllIntervals, fits);
  if (found != kAllIntervals.end())
    event.interval = *found;
  else
    event.other_interval = step;
}

class BitstampDecoder final : public Decoder {
 public:
  [[nodiscard]] std::vector<Event> decode(const WireMessage& message) override {
    if (message.sent) return {};
    Events events;
    if (const auto channel = bookChannel(message.bytes); !channel.empty()) {
      events.ignore("order book", marketOf(channel));
      return events.take();
    }
    const auto json = parseJson(message.bytes);
    if (!json)
      events.fail(json.error());
    else if (!text(member(*json, "event")).empty())
      frame(events, *json);
    else
      answer(events, *json, Origin::of(message.origin));
    return events.take();
  }

 private:
  static void frame(Events& events, const Json& json) {
    const auto event = text(member(json, "event"));
    const auto channel = text(member(json, "channel"));
    const auto& data = member(json, "data");
    if (event.starts_with("bts:")) return control(events, event, channel, data);
    const auto market = marketOf(channel);
    if (channel.starts_with("private")) return events.ignore("private channel", market);
    if (isBook(channel)) return events.ignore("order book", market);
    if (event == "trade")
      return events.one(data,
                        [&](auto& reading, const auto& row) { addTrade(events, reading, row, market); });
    if (event == "funding_rate_saved")
      return events.one(data,
                        [&](auto& reading, const auto& row) { addPrediction(events, reading, row, market); });
    if (event.starts_with("order_")) return events.ignore("single orders", market);
    events.ignore(fmt::format("event '{}'", event), market);
  }

  static void control(Events& events, std::string_view event, std::string_view channel, const Json& data) {
    if (event == "bts:heartbeat") return events.add({}, std::nullopt, HeartbeatEvent{});
    if (event == "bts:subscription_succeeded" || event == "bts:unsubscription_succeeded")
      return events.add(marketOf(channel), std::nullopt, AckEvent{std::string(channel)});
    if (event == "bts:error") return events.fail(fmt::format("refused: {}", text(member(data, "message"))));
    if (event == "bts:request_reconnect") return events.ignore("asks to connect anew");
    events.ignore(fmt::format("event '{}'", event), marketOf(channel));
  }

  static void answer(Events& events, const Json& json, const Origin& origin) {
    if (const auto error = bitstampError(json))
      return events.fail(fmt::format("refused: {} {}", error->message, error->code));
    if (json.is_array()) return list(events, json, origin);
    if (!json.is_object()) return events.fail("neither an object nor a list");
    if (json.contains("data")) return bars(events, member(json, "data"), origin);
    if (json.contains("funding_rate_history")) return settlements(events, json);
    object(events, json, origin);
  }

  static void object(Events& events, const Json& json, const Origin& origin) {
    const auto market = marketIn(origin);
    if (json.contains("bids") && json.contains("asks")) return events.ignore("order book", market);
    if (json.contains("funding_rate"))
      return events.one(json,
                        [&](auto& reading, const auto& row) { addPrediction(events, reading, row, market); });
    if (json.contains("last"))
      return events.one(json,
                        [&](auto& reading, const auto& row) { addTicker(events, reading, row, market); });
    events.ignore("no market data");
  }

  static void bars(Events& events, const Json& data, const Origin& origin) {
    const auto pair = text(member(data, "pair"));
    const auto symbol = pair.empty() ? marketIn(origin) : pair;
    if (!member(data, "ohlc").is_array()) return events.fail("ohlc: no list", symbol);
    events.each(member(data, "ohlc"), [&](auto& reading, const auto& row) {
      CandleEvent event;
      if (const auto step = origin.param("step"); !step.empty()) nameStep(event, step);
      event.candle = bitstampBar(reading, row);
      events.add(symbol, event.candle.time, event);
    });
  }

  static void settlements(Events& events, const Json& json) {
    if (!json["funding_rate_history"].is_array()) return events.fail("funding_rate_history: no list");
    events.each(json["funding_rate_history"], [&](auto& reading, const auto& row) {
      const auto funding = bitstampSettlement(reading, row);
      events.add(text(member(json, "market")), funding.time, FundingEvent{funding.rate, {}, true});
    });
  }

  static void list(Events& events, const Json& json, const Origin& origin) {
    const auto& first = element(json, 0);
    if (first.contains("tid"))
      events.each(json,
                  [&](auto& reading, const auto& row) { addTrade(events, reading, row, marketIn(origin)); });
    else if (first.contains("last"))
      events.each(json, [&](auto& reading, const auto& row) { addTicker(events, reading, row, {}); });
    else if (first.contains("market_symbol") || first.contains("url_symbol"))
      events.each(json, [&](auto& reading, const auto& row) { addMarket(events, reading, row); });
    else if (!json.empty())
      events.ignore("no market data");
  }

  // /api/v2/transactions/btcusd/
  static std::string_view marketIn(const Origin& origin) {
    constexpr std::array<std::string_view, 5> kPaths{"/ticker/", "/ticker_hour/", "/transactions/", "/ohlc/",
                                                     "/order_book/"};
    for (const auto path : kPaths)
      if (const auto at = origin.path.find(path); at != std::string_view::npos)
        return origin.path.substr(at + path.size(),
                                  origin.path.find('/', at + path.size()) - at - path.size());
    return {};
  }
};

}  // namespace

std::unique_ptr<Decoder> bitstampDecoder() { return std::make_unique<BitstampDecoder>(); }

}  // namespace perpscope::venues
