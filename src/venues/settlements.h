// How long a settled rate covers, where the venue's rows do not say it. For this room only.
#pragma once

#include <span>

#include "market/records.h"

namespace perpscope::venues {

// Each rate covers the time since the settlement before it; the first one, and one after a gap that is no
// usual interval (1 2 4 8 h …), covers what its neighbour does. `usual` stands where nothing tells. Oldest
// first.
void deriveIntervals(std::span<Funding> settlements, std::chrono::minutes usual);

}  // namespace perpscope::venues
