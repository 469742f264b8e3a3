#include "venues/coinbase/coinbase_decoder.h"

#include <algorithm>

#include "venues/coinbase/coinbase_events.h"
#include "venues/frames.h"

namespace perpscope::venues {
namespace {

// Most of the traffic, told by its beginning and left unread.
bool isBook(std::string_view bytes) {
  return bytes.starts_with(R"({"channel":"l2_data")") || bytes.starts_with(R"({"type":"l2update")");
}

bool isCapitals(std::string_view channel) {
  return std::ranges::none_of(channel, [](unsigned char c) { return std::islower(c) != 0; });
}

class CoinbaseDecoder final : public Decoder {
 public:
  [[nodiscard]] std::vector<Event> decode(const WireMessage& message) override {
    if (message.sent) return {};  // frames name their products themselves
    Events events;
    if (isBook(message.bytes) && isClosedJson(message.bytes))
      events.ignore("order book", quotedAfter(message.bytes, R"("product_id":")"));
    else if (const auto body = parseJson(message.bytes))
      read(events, *body, message.origin);
    else
      events.fail(body.error());
    return events.take();
  }

 private:
  static void read(Events& events, const Json& body, std::string_view origin) {
    const auto channel = text(member(body, "channel"));
    const bool is_instrument = !member(body, "instrument_id").is_null();
    if (!channel.empty() && isCapitals(channel))
      intxFrame(events, body);
    else if (!channel.empty())
      advancedFrame(events, body);
    else if (!text(member(body, "type")).empty() && !is_instrument)
      exchangeFrame(events, body);
    else
      coinbaseRestBody(events, body, origin);
  }
};

}  // namespace

std::unique_ptr<Decoder> coinbaseDecoder() { return std::make_unique<CoinbaseDecoder>(); }

}  // namespace perpscope::venues
