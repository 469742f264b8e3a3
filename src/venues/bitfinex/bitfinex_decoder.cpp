#include "venues/bitfinex/bitfinex_decoder.h"

#include <charconv>
#include <map>

#include <fmt/format.h>

#include "venues/bitfinex/bitfinex_events.h"
#include "venues/frames.h"

namespace perpscope::venues {
namespace {

struct Channel {
  std::string name;  // ticker trades book candles status
  std::string symbol;
  CandleSubject candles;

  [[nodiscard]] static Channel of(const Json& subscribed) {
    const auto key = text(member(subscribed, "key"));
    Channel channel{std::string(text(member(subscribed, "channel"))),
                    std::string(text(member(subscribed, "symbol"))), CandleSubject::of(key)};
    if (channel.name == "candles") channel.symbol = channel.candles.symbol;
    if (channel.name == "status") channel.symbol = key.substr(std::min(key.find(':') + 1, key.size()));
    return channel;
  }
};

// The channel's number of a frame that is no heartbeat: 17470 of [17470,[…
std::optional<std::int64_t> channelOfRows(std::string_view frame) {
  std::int64_t id = 0;
  if (!frame.starts_with('[')) return std::nullopt;
  const auto* end = frame.data() + frame.size();
  const auto [stop, error] = std::from_chars(frame.data() + 1, end, id);
  return error == std::errc{} && std::string_view(stop, end).starts_with(",[") ? std::optional(id)
                                                                               : std::nullopt;
}

// One row, or a snapshot of many.
template <class Read>
void rows(Events& events, const Json& payload, std::string_view symbol, Read&& read) {
  if (payload.empty()) return events.ignore("empty snapshot", symbol);
  if (!element(payload, 0).is_array()) return read(payload);
  for (const auto& row : payload) read(row);
}

class BitfinexDecoder final : public Decoder {
 public:
  [[nodiscard]] std::vector<Event> decode(const WireMessage& message) override {
    if (message.sent) return {};  // acknowledgements say what was subscribed to
    Events events;
    if (const auto* book = bookOf(message.bytes); book != nullptr && isClosedJson(message.bytes))
      events.ignore("order book", book->symbol);
    else if (const auto body = parseJson(message.bytes))
      read(events, *body, message.origin);
    else
      events.fail(body.error());
    return events.take();
  }

 private:
  [[nodiscard]] const Channel* channel(const Json& id) const {
    if (!id.is_number_integer()) return nullptr;
    const auto found = channels_.find(id.get<std::int64_t>());
    return found == channels_.end() ? nullptr : &found->second;
  }

  // Books are most of the traffic, and left unread.
  [[nodiscard]] const Channel* bookOf(std::string_view frame) const {
    const auto id = channelOfRows(frame);
    const auto found = id ? channels_.find(*id) : channels_.end();
    return found == channels_.end() || found->second.name != "book" ? nullptr : &found->second;
  }

  void read(Events& events, const Json& body, std::string_view origin) {
    const auto& second = element(body, 1);
    if (!text(member(body, "event")).empty())
      told(events, body);
    else if (element(body, 0).is_number_integer() && (second.is_array() || second.is_string()))
      frame(events, body);
    else
      bitfinexRestBody(events, body, origin);
  }

  void told(Events& events, const Json& body) {
    const auto event = text(member(body, "event"));
    const auto& id = member(body, "chanId");
    if (event == "subscribed") return subscribed(events, body, id);
    if (event == "unsubscribed" && id.is_number_integer()) channels_.erase(id.get<std::int64_t>());
    if (event == "unsubscribed" || event == "conf") return events.add({}, {}, AckEvent{std::string(event)});
    if (event == "pong") return events.add({}, {}, HeartbeatEvent{});
    if (event == "info") return info(events, body);
    if (event == "auth") return events.ignore("private channel");
    if (event == "error")
      return events.fail(fmt::format("{} ({})", text(member(body, "msg")), member(body, "code").dump()),
                         text(member(body, "symbol")));
    events.fail(fmt::format("event '{}' is not known", event));
  }

  void subscribed(Events& events, const Json& body, const Json& id) {
    if (!id.is_number_integer()) return events.fail("a subscription without a channel's number");
    const auto channel = Channel::of(body);
    channels_[id.get<std::int64_t>()] = channel;
    const auto key = text(member(body, "key"));
    events.add(channel.symbol, {},
               AckEvent{fmt::format("{} {}", channel.name, key.empty() ? channel.symbol : key)});
  }

  // With a code it is a notice: 20051 reconnect, 20060 maintenance begins, 20061 it has ended.
  static void info(Events& events, const Json& body) {
    const auto& code = member(body, "code");
    events.ignore(code.is_null() ? "server information" : fmt::format("server notice {}", code.dump()));
  }

  // Without an acknowledgement seen, a row's shape has to tell what it is.
  void frame(Events& events, const Json& body) const {
    const Channel* channel = this->channel(body[0]);
    const std::string_view symbol = channel == nullptr ? std::string_view{} : channel->symbol;
    const auto& second = body[1];
    if (second.is_string()) return noted(events, body, symbol);
    if (channel == nullptr && second.empty()) return events.ignore("empty snapshot");
    if (channel == nullptr) return bitfinexRowsByShape(events, second, symbol);
    ofChannel(events, second, *channel);
  }

  static void ofChannel(Events& events, const Json& payload, const Channel& channel) {
    const auto& symbol = channel.symbol;
    if (channel.name == "ticker") return bitfinexTicker(events, payload, symbol);
    if (channel.name == "book") return events.ignore("order book", symbol);
    if (channel.name == "trades")
      return rows(events, payload, symbol, [&](const Json& row) { bitfinexTrade(events, row, symbol); });
    if (channel.name == "candles")
      return rows(events, payload, symbol,
                  [&](const Json& row) { bitfinexCandle(events, row, channel.candles); });
    if (channel.name == "status" && symbol.starts_with('t'))
      return rows(events, payload, symbol, [&](const Json& row) { bitfinexStatus(events, row, symbol); });
    events.ignore(channel.name == "status" ? "liquidation" : channel.name, symbol);
  }

  // [17470, "te", [id, ms, amount, price]]; the same trade comes once more as "tu".
  static void noted(Events& events, const Json& body, std::string_view symbol) {
    const auto what = text(body[1]);
    if (what == "hb") return events.add(symbol, {}, HeartbeatEvent{});
    if (what == "te") return bitfinexTrade(events, element(body, 2), symbol);
    if (what == "tu") return events.ignore("trade told before", symbol);
    if (what == "fte" || what == "ftu") return events.ignore("margin lending", symbol);
    if (what == "cs") return events.ignore("order book", symbol);
    if (body[0] == Json(0)) return events.ignore("private channel");
    events.fail(fmt::format("'{}' is not known", what), symbol);
  }

  std::map<std::int64_t, Channel> channels_;
};

}  // namespace

std::unique_ptr<Decoder> bitfinexDecoder() { return std::make_unique<BitfinexDecoder>(); }

}  // namespace perpscope::venues
