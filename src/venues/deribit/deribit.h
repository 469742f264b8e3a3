// Deribit: inverse and USDC perpetuals, and spot in USDC. Source of all facts: its public documentation;
// docs/venues.md lists the quirks and what is done about them.
#pragma once

#include "venues/venue.h"

namespace perpscope::venues {

[[nodiscard]] const Venue& deribit();

}  // namespace perpscope::venues
