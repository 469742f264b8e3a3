// Funding and open interest of a perpetual, which Bitfinex keeps as one row a minute of the contract's state.
// For this folder only.
#pragma once

#include "venues/venue.h"

namespace perpscope::venues {

// The longest range of one query: 5000 rows less what is asked for before it.
inline constexpr Milliseconds kStatusPage = 4900 * kMinute;

[[nodiscard]] Request derivativeStatusRequest(const Query& query);

// Settlements of the range, and for open interest the samples on the grid of the step: of the row at that
// instant, or up to a minute before. A settlement's rate is that of the last row before it; it counts as
// charged once a row behind it is seen.
[[nodiscard]] Result<Page> parseDerivativeStatus(const Query& query, const Response& response);

}  // namespace perpscope::venues
