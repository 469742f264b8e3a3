// Deribit's messages to events; see venues/decoder.h. For this folder only.
#pragma once

#include <memory>

#include "venues/decoder.h"
#include "venues/decoding.h"

namespace perpscope::venues {

[[nodiscard]] std::unique_ptr<Decoder> deribitDecoder();

// What was asked: the method and its parameters, from a request's path or from a sent message; empty where
// neither is known.
struct DeribitCall {
  std::string method;  // public/ticker
  std::string instrument, resolution, index;
  std::vector<std::string> channels;
};

// {"channel": "ticker.BTC-PERPETUAL.100ms", "data": …}
void decodeDeribitChannel(Events& events, std::string_view name, const Json& data);
// The result of a call.
void decodeDeribitResult(Events& events, const DeribitCall& call, const Json& result);

// {"instrument_name", "last_price", "mark_price", "open_interest", "current_funding", …} of ticker, its
// stream and the book summary; a change has only some of it.
void decodeDeribitTicker(Events& events, Reading& reading, const Json& row);
void decodeDeribitTrade(Events& events, Reading& reading, const Json& row);

}  // namespace perpscope::venues
