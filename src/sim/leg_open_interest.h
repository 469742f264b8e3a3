// Open interest of one perp leg: the venue's size, grown since its listing, times the leverage that the
// market carries.
#pragma once

#include "market/records.h"
#include "sim/latent_path.h"
#include "sim/leg_profile.h"
#include "sim/presence.h"

namespace perpscope::sim {

// Samples at multiples of `step` (at least a minute) in the range. An inverse contract is worth a fixed
// number of dollars, so that its base coins follow from whole contracts and the price.
[[nodiscard]] std::vector<OpenInterest> openInterestOf(const LatentPath& latent, const Leg& leg,
                                                       const Presence& presence, Milliseconds step,
                                                       TimeRange range);

}  // namespace perpscope::sim
