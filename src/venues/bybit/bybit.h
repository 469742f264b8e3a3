// Bybit, API v5: spot, linear (USDT and USDC) and inverse perpetuals. Source of all facts: its public
// documentation; docs/venues.md lists the quirks and what is done about them.
#pragma once

#include "venues/venue.h"

namespace perpscope::venues {

[[nodiscard]] const Venue& bybit();

}  // namespace perpscope::venues
