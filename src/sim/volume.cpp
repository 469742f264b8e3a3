#include "sim/volume.h"

#include <cmath>

#include "sim/timeline.h"

namespace perpscope::sim {
namespace {

constexpr double kUsualHourRange = 0.0085;  // log high - log low, before the era
constexpr double kHoursPerYear = 8766;

// Perps outgrew spot between 2019 and 2021.
double marketGrowth(const Leg& leg, std::int64_t hour) {
  if (leg.instrument.kind == MarketKind::Spot) return 1;
  return 1 - 0.75 * std::exp(-static_cast<double>(hour) / (1.1 * kHoursPerYear));
}

double activity(const LatentPath& latent, std::int64_t hour) {
  const HourExtremes shared = latent.extremes(hour);
  const double range = (shared.high - shared.low) / (kUsualHourRange * eraOfHour(hour));
  return (0.3 + 0.7 * range * std::sqrt(range)) * std::sqrt(seasonOfHour(hour));
}

}  // namespace

double growthSinceListing(const Leg& leg, std::int64_t hour) {
  const std::int64_t listed = hourOf(leg.profile->listed);
  if (listed == 0) return 1;
  return 1 - 0.9 * std::exp(-static_cast<double>(hour - listed) / (24 * 160));
}

double hourVolume(const LatentPath& latent, const Leg& leg, std::int64_t hour) {
  const Stream luck = leg.stream.of("volume");
  const double fashion = 1 + 0.2 * luck.smooth(static_cast<double>(hour) / (24 * 45));
  return leg.profile->day_volume * leg.coins_per_btc / 24 * marketGrowth(leg, hour) *
         growthSinceListing(leg, hour) * fashion * activity(latent, hour) *
         std::exp(0.22 * luck.normal(-1 - hour));
}

std::array<double, kMinutesPerHour> minuteVolumes(const LatentPath& latent, const Leg& leg,
                                                  std::int64_t hour) {
  const Stream luck = leg.stream.of("minute volume");
  const MinutePath path = latent.minutes(hour);
  const double usual = latent.at(hour).sigma / std::sqrt(static_cast<double>(kMinutesPerHour));
  std::array<double, kMinutesPerHour> volumes{};
  double sum = 0;
  for (std::size_t i = 0; i < volumes.size(); ++i) {
    const double u = luck.uniform(hour * 60 + static_cast<std::int64_t>(i));
    sum += volumes[i] = (0.25 + (path.high[i] - path.low[i]) / usual) * (0.3 + 1.8 * u * u);
  }
  const double whole = hourVolume(latent, leg, hour);
  for (double& volume : volumes) volume *= whole / sum;
  return volumes;
}

}  // namespace perpscope::sim
