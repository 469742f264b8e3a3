// Kraken's messages to events; see venues/decoder.h. For this folder only.
#pragma once

#include <memory>

#include "venues/decoder.h"
#include "venues/decoding.h"

namespace perpscope::venues {

[[nodiscard]] std::unique_ptr<Decoder> krakenDecoder();

// Spot: a REST answer, a message of WebSocket v1 (lists, and objects with `event`) and of v2.
void decodeKrakenSpotAnswer(Events& events, const Json& body, const Origin& origin);
void decodeKrakenSpotV1(Events& events, const Json& body);
void decodeKrakenSpotV2(Events& events, const Json& body);
// Futures: a REST answer, and a message of WebSocket v1.
void decodeKrakenFuturesAnswer(Events& events, const Json& body, const Origin& origin);
void decodeKrakenFuturesMessage(Events& events, const Json& body);

// {"symbol", "last", "markPrice", "openInterest", "fundingRate", …} of REST; and of a stream's ticker, which
// names some of it otherwise.
void decodeKrakenFuturesTicker(Events& events, Reading& reading, const Json& row, std::optional<Time> now);

}  // namespace perpscope::venues
