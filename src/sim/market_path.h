// The market as a whole, hour by hour, before any venue: what one coin is worth in US dollars, how much perps
// trade above it, how much leverage is open. Simulated once, forward, when made (some milliseconds for eight
// years); an hour depends on earlier hours only, so a longer path begins with the shorter one.
#pragma once

#include <vector>

#include "sim/market_model.h"
#include "sim/random.h"

namespace perpscope::sim {

// At the begin of an hour, but for sigma, which is of the hour that begins.
struct HourState {
  double log_price = 0;  // US dollars per coin
  double premium = 0;    // of perps over the index, fraction
  double leverage = 0;   // log open interest against its usual size
  double sigma = 0;      // standard deviation of the hour's log return
  Regime regime = Regime::Accumulation;
};

// How an asset differs from the first one, Bitcoin.
struct AssetTraits {
  double scale = 1;     // of its price
  double own_walk = 0;  // standard deviation of a day's log return that Bitcoin does not share
};

[[nodiscard]] AssetTraits assetTraits(std::string_view asset);

// One state per hour 0…hours, both included. `market` is shared by all assets of a seed, `own` is the
// asset's.
[[nodiscard]] std::vector<HourState> simulateMarket(Stream market, Stream own, const AssetTraits& asset,
                                                    std::int64_t hours);

}  // namespace perpscope::sim
