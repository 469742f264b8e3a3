// Binance: spot, USD-M and COIN-M futures. Source of all facts: its public documentation; docs/venues.md
// lists the quirks and what is done about them.
#pragma once

#include "venues/venue.h"

namespace perpscope::venues {

[[nodiscard]] const Venue& binance();

}  // namespace perpscope::venues
