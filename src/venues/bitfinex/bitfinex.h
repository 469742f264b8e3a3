// Bitfinex, API v2: spot and perpetuals. Source of all facts: its public documentation; docs/venues.md lists
// the quirks.
#pragma once

#include "venues/venue.h"

namespace perpscope::venues {

[[nodiscard]] const Venue& bitfinex();

}  // namespace perpscope::venues
