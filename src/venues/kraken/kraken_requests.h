// Requests to Kraken's two REST APIs. For this folder only.
#pragma once

#include "venues/venue.h"

namespace perpscope::venues {

// XBTUSD for XBT/USD.
[[nodiscard]] std::string krakenPair(std::string_view symbol);
[[nodiscard]] Request krakenProductRequest(const Instrument& instrument);
[[nodiscard]] Request krakenHistoryRequest(const Query& query);
// The other address of the funding history, where the request asks for that.
[[nodiscard]] std::optional<Request> krakenOlderFundingRequest(const Request& asked);

}  // namespace perpscope::venues
