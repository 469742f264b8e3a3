// Messages of a venue to events: REST bodies and WebSocket frames alike, without IO.
#pragma once

#include <string_view>
#include <vector>

#include "venues/event.h"

namespace perpscope::venues {

struct WireMessage {
  std::string_view bytes;
  // Where it came from, as far as is known: a URL (wss://fstream.binance.com/stream?streams=…), a request
  // path
  // (/fapi/v1/klines?symbol=…), or nothing.
  std::string_view origin;
  // A client's own message (a subscription). It yields no events but teaches the decoder what answers mean.
  bool sent = false;
};

// Holds what later messages lean on: merged deltas, channel numbers, contract sizes, subscriptions. One for
// each connection. Knows every message of the venue's public market data, REST and WebSocket, of all its
// product kinds; a REST body without origin is known by its shape.
class Decoder {
 public:
  Decoder() = default;
  Decoder(const Decoder&) = delete;
  Decoder& operator=(const Decoder&) = delete;
  virtual ~Decoder() = default;

  // At least one event for each message that came from the exchange. What cannot be used is an ErrorEvent
  // that says why; never throws, whatever the bytes.
  [[nodiscard]] virtual std::vector<Event> decode(const WireMessage& message) = 0;
};

}  // namespace perpscope::venues
