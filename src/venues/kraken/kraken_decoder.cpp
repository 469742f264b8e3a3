#include "venues/kraken/kraken_decoder.h"

#include "venues/frames.h"

namespace perpscope::venues {
namespace {

// Order books are most of what the venue sends; nothing is built of them.
std::optional<Event> orderBook(std::string_view bytes) {
  const bool futures = bytes.starts_with(R"({"feed":"book)");
  if ((!futures && !bytes.starts_with(R"({"channel":"book")")) || !isClosedJson(bytes)) return std::nullopt;
  const auto symbol = quotedAfter(bytes, futures ? R"("product_id":")" : R"("symbol":")");
  return Event{std::string(symbol), std::nullopt, IgnoredEvent{"order book"}};
}

bool isFutures(const Json& body, const Origin& origin) {
  if (origin.path.starts_with("/0/")) return false;
  if (origin.path.starts_with("/derivatives/") || origin.path.starts_with("/api/")) return true;
  for (const auto* key : {"candles", "errors", "tickers", "ticker", "instruments", "rates", "history",
                          "elements", "serverTime", "orderBook", "more_candles"})
    if (!member(body, key).is_null()) return true;
  return member(body, "result").is_string();
}

class KrakenDecoder final : public Decoder {
 public:
  [[nodiscard]] std::vector<Event> decode(const WireMessage& message) override {
    if (message.sent) return {};
    if (auto book = orderBook(message.bytes)) return {*std::move(book)};
    Events events;
    if (const auto body = parseJson(message.bytes))
      dispatch(events, *body, Origin::of(message.origin));
    else
      events.fail(body.error());
    return events.take();
  }

 private:
  static void dispatch(Events& events, const Json& body, const Origin& origin) {
    const auto event = text(member(body, "event"));
    // What the charts have: lists of names.
    if (body.is_array() && origin.path.starts_with("/api/")) return events.ignore("no market data");
    if (body.is_array() || event == "systemStatus" || event == "subscriptionStatus" || event == "heartbeat")
      decodeKrakenSpotV1(events, body);
    else if (!event.empty() || !member(body, "feed").is_null())
      decodeKrakenFuturesMessage(events, body);
    else if (!member(body, "channel").is_null() || !member(body, "method").is_null())
      decodeKrakenSpotV2(events, body);
    else if (isFutures(body, origin))
      decodeKrakenFuturesAnswer(events, body, origin);
    else
      decodeKrakenSpotAnswer(events, body, origin);
  }
};

}  // namespace

std::unique_ptr<Decoder> krakenDecoder() { return std::make_unique<KrakenDecoder>(); }

}  // namespace perpscope::venues
