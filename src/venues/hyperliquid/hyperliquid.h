// Hyperliquid: the perps of its first dex, and spot. Source of all facts: its public documentation;
// docs/venues.md lists the quirks and what is done about them.
#pragma once

#include "venues/venue.h"

namespace perpscope::venues {

[[nodiscard]] const Venue& hyperliquid();

}  // namespace perpscope::venues
