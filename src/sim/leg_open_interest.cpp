#include "sim/leg_open_interest.h"

#include <algorithm>
#include <cmath>

#include "sim/leg_price.h"
#include "sim/timeline.h"
#include "sim/volume.h"

namespace perpscope::sim {
namespace {

constexpr double kHoursPerYear = 8766;

// All venues together hold some eight times as many coins in 2026 as in 2019.
double marketGrowth(double hour) { return 1 - 0.88 * std::exp(-hour / (2.6 * kHoursPerYear)); }

double baseCoins(const LatentPath& latent, const Leg& leg, std::int64_t minute) {
  const double hour = static_cast<double>(minute) / 60;
  const Stream share = leg.stream.of("open interest");
  const double own = 0.07 * share.smooth(hour / (24 * 30)) + 0.02 * share.smooth(1'000'000 + hour / 19) +
                     0.002 * share.smooth(2'000'000 + hour);
  return leg.profile->open_interest * leg.coins_per_btc * marketGrowth(hour) *
         growthSinceListing(leg, minute / 60) * std::exp(latent.leverage(minute) + own);
}

OpenInterest sample(Time t, const ContractSpec& contract, double base, double price) {
  const double worth = contract.in_quote ? base * price : base;
  const double contracts = std::max(1.0, std::round(worth / contract.size * (contract.in_quote ? 1 : 1000)));
  const Contracts count{contract.in_quote ? contracts : contracts / 1000};
  return {t, contract.toBase(count, Price{price}), contract.toQuote(count, Price{price}), count};
}

}  // namespace

std::vector<OpenInterest> openInterestOf(const LatentPath& latent, const Leg& leg, const Presence& presence,
                                         Milliseconds step, TimeRange range) {
  const LegPrice price(latent, leg, PriceKind::Trade);
  const Milliseconds every = std::max(step, kMinute);
  const Time to = std::min(range.to, presence.listed.to);
  std::vector<OpenInterest> samples;
  for (Time t = nextMultiple(std::max(range.from, presence.listed.from), every); t < to; t += every) {
    if (!presence.at(t)) continue;
    const std::int64_t minute = minuteOf(t);
    samples.push_back(
        sample(t, leg.instrument.contract, baseCoins(latent, leg, minute), price.rounded(price.at(minute))));
  }
  return samples;
}

}  // namespace perpscope::sim
