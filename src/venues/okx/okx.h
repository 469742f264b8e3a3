// OKX, API v5: spot and perpetual swaps, linear and inverse. Source of all facts: its public documentation;
// docs/venues.md lists the quirks and what is done about them.
#pragma once

#include "venues/venue.h"

namespace perpscope::venues {

[[nodiscard]] const Venue& okx();

}  // namespace perpscope::venues
