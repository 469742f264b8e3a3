// What trades, in base coins: the venue's usual day, the hour's season, and above all how far the price
// moved.
#pragma once

#include "sim/latent_path.h"
#include "sim/leg_profile.h"

namespace perpscope::sim {

[[nodiscard]] double hourVolume(const LatentPath& latent, const Leg& leg, std::int64_t hour);
// The same, minute by minute.
[[nodiscard]] std::array<double, kMinutesPerHour> minuteVolumes(const LatentPath& latent, const Leg& leg,
                                                                std::int64_t hour);

// How large a venue has grown since it listed the leg, 0.1 … 1.
[[nodiscard]] double growthSinceListing(const Leg& leg, std::int64_t hour);

}  // namespace perpscope::sim
