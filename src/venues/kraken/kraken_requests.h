// Requests to Kraken's two REST APIs. For this folder only.
#pragma once

#include "venues/venue.h"

namespace perpscope::venues {

// XBTUSD for XBT/USD.
[[nodiscard]] std::string krakenPair(std::string_view symbol);
[[nodiscard]] Request krakenProductRequest(const Instrument& instrument);
[[nodiscard]] Request krakenHistoryRequest(const Query& query);
// The older address of the funding history.
[[nodiscard]] Request krakenOlderFundingRequest(const Query& query);

}  // namespace perpscope::venues
