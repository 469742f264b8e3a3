#include "venues/bybit/bybit_decoder.h"

#include <array>
#include <deque>
#include <functional>

#include "base/text.h"
#include "venues/bybit/bybit_bodies.h"
#include "venues/bybit/bybit_trades.h"
#include "venues/decoding.h"
#include "venues/frames.h"

namespace perpscope::venues::bybit_v5 {
namespace {

constexpr std::size_t kMostPending = 1000;

// A push: {"topic": "kline.5.BTCUSDT", "type": …, "ts": …, "data": …}
struct Push {
  const Json& message;
  const Json& data;
  std::vector<std::string> topic;  // kline, 5, BTCUSDT
  Category category = Category::Linear;
  std::optional<Time> time;

  [[nodiscard]] const std::string& kind() const { return topic.front(); }
  [[nodiscard]] const std::string& symbol() const { return topic.back(); }
};

// The path of the socket, or else the topic or the symbol.
Category categoryOf(std::string_view origin, const std::vector<std::string>& topic) {
  for (const auto category : {Category::Spot, Category::Linear, Category::Inverse, Category::Option})
    if (Origin::of(origin).path.ends_with(label(category)) ||
        std::ranges::find(topic, label(category)) != topic.end())
      return category;
  return bybit_v5::categoryOf(std::string_view(topic.back()));
}

std::vector<Event> eachOf(const Push& push, const std::function<Event(Reading&, const Json&)>& read) {
  if (!push.data.is_array()) return {unusable("data: no list", push.symbol())};
  std::vector<Event> events;
  for (const auto& row : push.data) {
    Reading reading;
    auto event = read(reading, row);
    events.push_back(reading.ok() ? std::move(event)
                                  : unusable(reading.error().error().message, push.symbol()));
  }
  if (events.empty()) events.push_back(ignored("an empty list", push.symbol(), push.time));
  return events;
}

std::vector<Event> trades(const Push& push) {
  return eachOf(push, [&](Reading& reading, const Json& row) {
    return tradeEvent(reading, row, {"s", "p", "v", "S", "T"}, push.category);
  });
}

Candle barOf(Reading& reading, const Json& row, Category category) {
  Candle bar;
  bar.time = reading.milliseconds(member(row, "start"), "start");
  bar.open = Price{reading.number(member(row, "open"), "open")};
  bar.high = Price{reading.number(member(row, "high"), "high")};
  bar.low = Price{reading.number(member(row, "low"), "low")};
  bar.close = Price{reading.number(member(row, "close"), "close")};
  setVolumes(bar, category, reading.optionalNumber(member(row, "volume"), "volume"),
             reading.optionalNumber(member(row, "turnover"), "turnover"));
  return bar;
}

std::vector<Event> klines(const Push& push) {
  return eachOf(push, [&](Reading& reading, const Json& row) {
    std::string name(text(member(row, "interval")));
    if (name.empty() && push.topic.size() > 2) name = push.topic[1];
    const auto interval = intervalNamed(name);
    CandleEvent event{
        interval, interval ? std::string{} : name, PriceKind::Trade, barOf(reading, row, push.category), {}};
    const auto& closed = member(row, "confirm");
    if (closed.is_boolean()) event.closed = closed.get<bool>();
    return Event{push.symbol(), event.candle.time, event};
  });
}

// One level deep, it is the best bid and ask.
std::vector<Event> book(const Push& push) {
  if (push.topic.size() < 3 || push.topic[1] != "1") return {ignored("order book", push.symbol(), push.time)};
  Reading reading;
  const auto best = [&](std::string_view side) {
    return Price{reading.optionalNumber(element(element(member(push.data, side), 0), 0), side)};
  };
  const QuoteEvent quote{best("b"), best("a")};
  if (!reading.ok()) return {unusable(reading.error().error().message, push.symbol())};
  if (quote.bid.missing() && quote.ask.missing())
    return {ignored("an empty order book", push.symbol(), push.time)};
  return {Event{push.symbol(), push.time, quote}};
}

std::string whyIgnored(const std::string& kind) {
  static const std::array kPrivate{"order",  "execution", "position", "wallet",
                                   "greeks", "dcp",       "spread",   "rfq"};
  if (std::ranges::find(kPrivate, kind) != kPrivate.end()) return "private channel";
  if (lowered(kind).contains("liquidation")) return "liquidation";
  return "a channel of another kind: " + kind;
}

// A deep order book is known by its first characters, if it is whole.
std::optional<Event> deepBook(std::string_view bytes) {
  constexpr std::string_view kBegin = R"({"topic":"orderbook.)";
  if (!bytes.starts_with(kBegin)) return std::nullopt;
  const auto topic = quotedAfter(bytes, kBegin);
  const auto dot = topic.rfind('.');
  if (dot == std::string_view::npos || topic.starts_with("1.") || topic.contains('\\')) return std::nullopt;
  if (!isClosedJson(bytes)) return std::nullopt;
  const auto head = bytes.substr(0, kBegin.size() + topic.size() + 64);
  return ignored("order book", std::string(topic.substr(dot + 1)), stampAfterLast(head, R"(,"ts":)"));
}

class BybitDecoder final : public Decoder {
 public:
  [[nodiscard]] std::vector<Event> decode(const WireMessage& message) override {
    if (!message.sent)
      if (auto event = deepBook(message.bytes)) return {*std::move(event)};
    const auto json = parseJson(message.bytes);
    if (message.sent) {
      if (json) learn(*json);
      return {};
    }
    if (!json) return {unusable(json.error().message)};
    if (!text(member(*json, "topic")).empty()) return pushed(*json, message.origin);
    if (member(*json, "retCode").is_number_integer() && !json->contains("op"))
      return bodyEvents(*json, message.origin, tickers_);
    return {control(*json)};
  }

 private:
  struct Sent {
    std::string id;
    std::string what;
  };

  void learn(const Json& sent) {
    if (text(member(sent, "op")) != "subscribe" && text(member(sent, "op")) != "unsubscribe") return;
    std::vector<std::string> topics;
    for (const auto& topic : member(sent, "args")) topics.emplace_back(text(topic));
    if (pending_.size() >= kMostPending) pending_.pop_front();
    pending_.push_back({std::string(text(member(sent, "req_id"))), joined(topics, ",")});
  }

  // Answers come in the order of the requests; a request's id tells it surely.
  std::string answered(std::string_view id) {
    auto found = std::ranges::find(pending_, id, &Sent::id);
    if (found == pending_.end()) return {};
    auto what = std::move(found->what);
    pending_.erase(found);
    return what;
  }

  // {"success": true, "ret_msg": "", "op": "subscribe", "req_id": …}; pings are answered likewise.
  Event control(const Json& json) {
    const auto op = text(member(json, "op"));
    const auto words = text(member(json, "ret_msg"));
    if (op == "pong" || op == "ping" || words == "pong") return {{}, {}, HeartbeatEvent{}};
    if (op.empty()) return unusable("a message of unknown form");
    if (op.starts_with("order") || op == "auth") return ignored("private channel");
    const auto what = answered(text(member(json, "req_id")));
    if (member(json, "success") == false) return unusable(std::string(words));
    return {{}, {}, AckEvent{what}};
  }

  std::vector<Event> pushed(const Json& json, std::string_view origin) {
    Push push{json, member(json, "data"), split(text(member(json, "topic")), '.'), {}, {}};
    if (push.topic.empty()) return {unusable("topic: empty")};
    push.category = categoryOf(origin, push.topic);
    Reading reading;
    const auto time = reading.milliseconds(member(json, "ts"), "ts");
    if (reading.ok()) push.time = time;
    const auto& kind = push.kind();
    if (kind == "tickers") return tickers(push);
    if (kind == "publicTrade" || kind == "trade") return trades(push);
    if (kind == "kline") return klines(push);
    if (kind == "orderbook") return book(push);
    return {ignored(whyIgnored(kind), push.topic.size() > 1 ? push.symbol() : std::string{}, push.time)};
  }

  std::vector<Event> tickers(const Push& push) {
    if (!push.data.is_object()) return {unusable("data: no object", push.symbol())};
    if (text(member(push.message, "type")) == "snapshot") tickers_.forget(push.symbol());
    return tickers_.events(push.data, push.category, push.time);
  }

  Tickers tickers_;
  std::deque<Sent> pending_;
};

}  // namespace

std::unique_ptr<Decoder> decoder() { return std::make_unique<BybitDecoder>(); }

}  // namespace perpscope::venues::bybit_v5
