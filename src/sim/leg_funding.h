// Funding rates: each venue's formula on the premium of its own window, so that they follow it as in life.
#pragma once

#include "market/records.h"
#include "sim/latent_path.h"
#include "sim/leg_profile.h"
#include "sim/presence.h"

namespace perpscope::sim {

// Settlements in the range, on the venue's grid; one whose instant the outage or now cuts off is absent.
[[nodiscard]] std::vector<Funding> settledFunding(const LatentPath& latent, const Leg& leg,
                                                  const Presence& presence, TimeRange range);
// What the running window says at the last instant that exists.
[[nodiscard]] Funding formingFunding(const LatentPath& latent, const Leg& leg, Time now);

}  // namespace perpscope::sim
