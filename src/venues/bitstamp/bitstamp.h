// Bitstamp: spot, and the small linear perpetuals it has had since June 2025. Source of all facts: its public
// documentation; docs/venues.md lists the quirks and what is done about them.
#pragma once

#include "venues/venue.h"

namespace perpscope::venues {

[[nodiscard]] const Venue& bitstamp();

}  // namespace perpscope::venues
