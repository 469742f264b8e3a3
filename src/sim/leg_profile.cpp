#include "sim/leg_profile.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "sim/timeline.h"

namespace perpscope::sim {
namespace {

using enum MarketKind;
using enum Margin;
using std::chrono::hours;

constexpr Time kEver = kModelStart;
constexpr FundingRule kEightHours{};
constexpr FundingRule kEightHoursWide{.cap = 7.5e-3};
constexpr FundingRule kHourly{.interval = hours{1}, .cap = 1e-2, .decimals = 10};
// Kraken charges the premium itself; Deribit forgives a small one.
constexpr FundingRule kHourlyPlain{
    .interval = hours{1}, .interest = 0, .band = 0, .cap = 5e-3, .decimals = 12};
constexpr FundingRule kHourlyForgiving{
    .interval = hours{1}, .interest = 0, .band = 2.5e-4, .cap = 5e-3, .decimals = 10};

constexpr std::array kProfiles{
    LegProfile{"binance", Spot, None, kEver, 38'000, 0, 0.0, 0.3, 0.5, 2, {}},
    LegProfile{"bybit", Spot, None, utc(2021, 7, 5, hours{10}), 11'000, 0, 0.1, 0.4, 0.8, 2, {}},
    LegProfile{"okx", Spot, None, kEver, 9'500, 0, -0.1, 0.4, 0.8, 1, {}},
    LegProfile{"coinbase", Spot, None, kEver, 13'000, 0, 0.8, 2.2, 0.9, 2, {}},
    LegProfile{"bitfinex", Spot, None, kEver, 2'400, 0, 1.2, 2.8, 1.6, 1, {}},
    LegProfile{"kraken", Spot, None, kEver, 3'600, 0, 0.2, 0.7, 1.2, 1, {}},
    LegProfile{"bitstamp", Spot, None, kEver, 1'700, 0, 0.1, 0.9, 1.6, 2, {}},
    LegProfile{"binance", Perp, Linear, utc(2019, 9, 8, hours{17}), 165'000, 98'000, 0.0, 0.5, 0.6, 1,
               kEightHours},
    LegProfile{"bybit", Perp, Linear, utc(2020, 3, 25, hours{10}), 82'000, 61'000, -0.1, 0.7, 0.8, 1,
               kEightHours},
    LegProfile{"okx", Perp, Linear, utc(2019, 11, 12, hours{9}), 54'000, 36'000, -0.2, 0.7, 0.8, 1,
               kEightHours},
    LegProfile{"coinbase", Perp, Linear, utc(2023, 9, 1, hours{8}), 4'200, 4'800, 0.6, 1.0, 1.4, 1, kHourly},
    LegProfile{"bitfinex", Perp, Linear, utc(2019, 9, 16, hours{8}), 1'900, 7'400, 1.0, 1.6, 2.0, 1,
               kEightHoursWide},
    LegProfile{"kraken", Perp, Linear, utc(2022, 3, 22, hours{14}), 3'300, 4'100, 1.5, 1.0, 1.5, 1,
               kHourlyPlain},
    LegProfile{"deribit", Perp, Inverse, kEver, 9'000, 13'000, 2.2, 0.8, 1.1, 1, kHourlyForgiving},
    LegProfile{"hyperliquid", Perp, Linear, utc(2023, 6, 12, hours{0}), 24'000, 31'000, -0.4, 1.2, 1.3, 1,
               kHourly},
    LegProfile{"binance", Perp, Inverse, utc(2020, 8, 11, hours{6}), 21'000, 19'000, 1.8, 0.7, 0.9, 1,
               kEightHours},
};

constexpr std::array kMore{
    LegProfile{"bybit", Perp, Inverse, kEver, 14'000, 12'000, 1.6, 0.8, 1.0, 1, kEightHours},
    LegProfile{"okx", Perp, Inverse, kEver, 11'000, 9'000, 1.5, 0.8, 1.0, 1, kEightHours},
    LegProfile{"kraken", Perp, Inverse, kEver, 1'100, 1'300, 1.9, 1.1, 1.7, 1, kHourlyPlain},
    LegProfile{"bitstamp", Perp, Linear, utc(2025, 6, 10, hours{9}), 120, 90, 0.9, 1.4, 2.2, 0, kEightHours},
    LegProfile{"deribit", Spot, None, utc(2023, 4, 24, hours{9}), 160, 0, 0.4, 1.1, 1.8, 0, {}},
    LegProfile{"deribit", Perp, Linear, utc(2023, 8, 8, hours{10}), 1'200, 1'500, 1.4, 0.9, 1.3, 1,
               kHourlyForgiving},
    LegProfile{"hyperliquid", Spot, None, utc(2025, 2, 14, hours{12}), 1'900, 0, -0.3, 0.9, 1.4, 0, {}},
};

// Cheaper coins have finer ticks, so that a tick stays below a basis point.
int priceDecimals(int of_btc, double scale) {
  return of_btc + std::max(0, static_cast<int>(std::floor(-std::log10(scale))) - 1);
}

Leg legOf(const LegProfile& profile, const Instrument& instrument, double scale, Stream market) {
  return {instrument,
          &profile,
          priceDecimals(profile.decimals, scale),
          profile.kind == Spot ? 5 : 3,
          1 / scale,
          market.of(instrument.base).of(label(profile.kind)).of(instrument.name()),
          market.of("quote").of(instrument.quote)};
}

}  // namespace

std::span<const LegProfile> legProfiles() { return kProfiles; }
std::span<const LegProfile> moreProfiles() { return kMore; }

std::vector<Leg> legsOf(std::string_view asset, double scale, Stream market, bool every_product) {
  std::vector<Leg> legs;
  const auto add = [&](std::span<const LegProfile> profiles) {
    for (const auto& profile : profiles)
      if (const auto instrument = standardInstrument(profile.venue, profile.kind, asset, profile.margin))
        legs.push_back(legOf(profile, *instrument, scale, market));
  };
  add(legProfiles());
  if (every_product) add(moreProfiles());
  return legs;
}

}  // namespace perpscope::sim
