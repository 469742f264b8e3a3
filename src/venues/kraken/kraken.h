// Kraken: spot, and Kraken Futures with its linear (PF) and inverse (PI) perpetuals, which is an API of its
// own. Source of all facts: its public documentation; docs/venues.md lists the quirks and what is done about
// them.
#pragma once

#include "venues/venue.h"

namespace perpscope::venues {

[[nodiscard]] const Venue& kraken();

}  // namespace perpscope::venues
