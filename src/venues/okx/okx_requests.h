// Requests to OKX. For this folder only.
#pragma once

#include "venues/venue.h"

namespace perpscope::venues::okx_v5 {

// Every path has a limit of its own, per address and for some also per instrument; those are counted over all
// instruments, which never exceeds it.
[[nodiscard]] std::span<const Pool> pools();

[[nodiscard]] Request productRequest(const Instrument& instrument);
[[nodiscard]] Request historyRequest(const Query& query);

// Most rows of one answer.
[[nodiscard]] std::size_t pageLimit(DataKind data, PriceKind price);

// Settlements are asked for from so much earlier, to know what interval the first one of the range covers.
inline constexpr Milliseconds kFundingLead = 8 * kHour;

}  // namespace perpscope::venues::okx_v5
