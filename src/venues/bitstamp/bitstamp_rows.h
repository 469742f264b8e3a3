// What rows and errors of Bitstamp's REST answers mean. For this folder only.
#pragma once

#include "market/records.h"
#include "venues/json.h"

namespace perpscope::venues {

inline constexpr std::chrono::hours kBitstampFunding{8};

// {"timestamp": "s", "open", "high", "low", "close", "volume"}: all text, stamped by the open.
[[nodiscard]] Candle bitstampBar(Reading& reading, const Json& row);
// {"funding_rate": "fraction of 8 hours", "timestamp": "s"}: the stamp may be a second late.
[[nodiscard]] Funding bitstampSettlement(Reading& reading, const Json& row);

struct BitstampError {
  std::string code;  // "400.002", empty where there is none
  std::string message;
};
// Errors come in four layouts: response_code and response_explanation; status, reason and code; error;
// message.
[[nodiscard]] std::optional<BitstampError> bitstampError(const Json& body);

}  // namespace perpscope::venues
