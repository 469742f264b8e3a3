// What the simulated venues are like: one row per leg. A new leg is one line.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "base/time.h"
#include "market/instrument.h"
#include "sim/random.h"

namespace perpscope::sim {

// rate per 8 hours = P + clamp(interest - P, ±band), then clamped to ±cap; P the mean premium of the window.
// This is how Binance settles; with a band, most quiet settlements are exactly the interest. A venue that
// settles more often charges that part of it.
struct FundingRule {
  std::chrono::minutes interval{480};
  double interest = 1e-4;
  double band = 5e-4;
  double cap = 3e-3;
  int decimals = 8;
};

struct LegProfile {
  std::string_view venue;
  MarketKind kind;
  Margin margin;
  Time listed;           // to the minute; nothing is known of the leg before
  double day_volume;     // BTC on an ordinary day
  double open_interest;  // BTC at the usual leverage in 2026; 0 for spot
  double bias_bp;        // lasting distance from the shared price (spot) or the shared premium (perp)
  double drift_bp;       // of that distance over weeks
  double noise_bp;       // over minutes and hours
  int decimals;          // of a Bitcoin's price
  FundingRule funding;   // perps only
};

[[nodiscard]] std::span<const LegProfile> legProfiles();
// What venues list besides.
[[nodiscard]] std::span<const LegProfile> moreProfiles();

// A leg of one asset, with the streams its numbers come from.
struct Leg {
  Instrument instrument;
  const LegProfile* profile;
  int price_decimals;
  int volume_decimals;
  double coins_per_btc;  // how many coins trade where one BTC would
  Stream stream;         // its own
  Stream quote;          // of its quote currency: shared by all legs that are quoted in it
};

// Legs of the asset, in the order of legProfiles(), with moreProfiles() behind them where every product is
// asked for. `market` is the seed's stream; `scale` the asset's price per BTC's.
[[nodiscard]] std::vector<Leg> legsOf(std::string_view asset, double scale, Stream market,
                                      bool every_product);

}  // namespace perpscope::sim
