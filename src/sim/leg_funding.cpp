#include "sim/leg_funding.h"

#include <algorithm>
#include <cmath>

#include "sim/leg_price.h"
#include "sim/timeline.h"

namespace perpscope::sim {
namespace {

constexpr std::int64_t kSampleMinutes = 15;
constexpr std::chrono::minutes kEightHours{480};

// Later samples weigh more, 1 … n, as Binance averages.
double meanPremium(const LatentPath& latent, const Leg& leg, Time from, Time to) {
  const std::int64_t begin = minuteOf(from);
  const std::int64_t samples = std::max<std::int64_t>(1, (minuteOf(to) - begin) / kSampleMinutes);
  double sum = 0;
  double weights = 0;
  for (std::int64_t k = 1; k <= samples; ++k) {
    const auto weight = static_cast<double>(k);
    const std::int64_t minute = std::min(begin + k * kSampleMinutes, minuteOf(to));
    sum += weight * smoothPremium(latent, leg, minute);
    weights += weight;
  }
  return sum / weights;
}

double rateOf(const FundingRule& rule, double premium) {
  const double eight_hours = premium + std::clamp(rule.interest - premium, -rule.band, rule.band);
  const double scale = std::pow(10.0, rule.decimals);
  const double part = static_cast<double>(rule.interval.count()) / static_cast<double>(kEightHours.count());
  return std::round(std::clamp(eight_hours, -rule.cap, rule.cap) * part * scale) / scale;
}

FundingRate rateOver(const LatentPath& latent, const Leg& leg, Time from, Time to, FundingKind kind) {
  const FundingRule& rule = leg.profile->funding;
  return {rateOf(rule, meanPremium(latent, leg, from, to)), rule.interval, kind};
}

}  // namespace

std::vector<Funding> settledFunding(const LatentPath& latent, const Leg& leg, const Presence& presence,
                                    TimeRange range) {
  const Milliseconds step = leg.profile->funding.interval;
  const Time to = std::min(range.to, presence.listed.to + Milliseconds{1});
  // Nobody held a position through the window in which trading began.
  const Time from = std::max(range.from, presence.listed.from + step);
  std::vector<Funding> settled;
  for (Time t = nextMultiple(from, step); t < to; t += step) {
    if (presence.outage.contains(t)) continue;
    settled.push_back({t, rateOver(latent, leg, t - step, t, FundingKind::Settled), std::nullopt});
  }
  return settled;
}

Funding formingFunding(const LatentPath& latent, const Leg& leg, Time now) {
  const Milliseconds step = leg.profile->funding.interval;
  const Time last{now.time_since_epoch() / step * step};
  return {now, rateOver(latent, leg, last, now, FundingKind::Predicted), last + step};
}

}  // namespace perpscope::sim
