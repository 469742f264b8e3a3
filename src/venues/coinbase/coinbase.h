// Coinbase: Exchange (spot) and International Exchange (INTX, perpetuals). The decoder reads Advanced Trade
// too. Source of all facts: its public documentation; docs/venues.md lists the quirks.
#pragma once

#include "venues/venue.h"

namespace perpscope::venues {

[[nodiscard]] const Venue& coinbase();

}  // namespace perpscope::venues
