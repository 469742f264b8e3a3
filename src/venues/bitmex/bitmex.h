// BitMEX, which closed on 2026-09-23: recorded and imported history can be read, nothing is asked of it.
// Source of all facts: its public documentation as it last stood; docs/venues.md lists the quirks.
#pragma once

#include "venues/venue.h"

namespace perpscope::venues {

[[nodiscard]] const Venue& bitmex();

}  // namespace perpscope::venues
