// Requests to Bybit. For this folder only.
#pragma once

#include "venues/venue.h"

namespace perpscope::venues::bybit_v5 {

inline constexpr std::string_view kPool = "ip";

[[nodiscard]] Request productRequest(const Instrument& instrument);
[[nodiscard]] Request historyRequest(const Query& query);

// Most rows of one answer.
[[nodiscard]] std::size_t pageLimit(DataKind data);

// Settlements are asked for from so much earlier, to know what interval the first one of the range covers.
inline constexpr Milliseconds kFundingLead = 8 * kHour;

}  // namespace perpscope::venues::bybit_v5
