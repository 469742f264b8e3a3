// Where a recorded message came from: parts of a URL or of a request path. For this room only.
#pragma once

#include <string>
#include <string_view>

namespace perpscope::venues {

// The path without host and query: /v5/market/kline of https://api.bybit.com/v5/market/kline?symbol=BTCUSDT,
// and of the same without a host. Empty where there is none.
[[nodiscard]] std::string_view pathOf(std::string_view origin);
// The parameter of the query, percent-decoded, or empty.
[[nodiscard]] std::string paramOf(std::string_view origin, std::string_view name);

}  // namespace perpscope::venues
