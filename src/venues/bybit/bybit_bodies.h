// Bybit's REST bodies to events. For this folder only.
#pragma once

#include "venues/bybit/bybit_tickers.h"

namespace perpscope::venues::bybit_v5 {

// The body is an object with `retCode`. At least one event.
[[nodiscard]] std::vector<Event> bodyEvents(const Json& body, std::string_view origin, Tickers& tickers);

}  // namespace perpscope::venues::bybit_v5
