// A regime and what one stretch of it does. The market is a sequence of episodes; which one follows depends
// on the last and on how far the price is from the tide.
#pragma once

#include "sim/market_model.h"
#include "sim/random.h"

namespace perpscope::sim {

// What all episodes of a regime have in common. Premiums are fractions of the index.
struct RegimeTraits {
  double day_sigma;                    // standard deviation of a day's log return, before era and clustering
  double min_days, max_days;           // an episode lasts between these
  double drift_per_day;                // log price
  double premium_first, premium_last;  // where the premium tends to, from begin to end
  double premium_hours;                // how slowly it gets there
  double leverage_per_day;             // log open interest
};

[[nodiscard]] const RegimeTraits& traits(Regime regime);

struct Episode {
  Regime regime = Regime::Accumulation;
  std::int64_t first_hour = 0;
  std::int64_t hours = 1;
  double move = 0;           // log price over the episode, on top of drift and noise: squeezes and crashes
  double leverage_move = 0;  // log open interest over the episode: the liquidations of the same hours
  double premium_bias = 0;   // of this one episode

  [[nodiscard]] std::int64_t endHour() const { return first_hour + hours; }
  [[nodiscard]] double progress(std::int64_t hour) const;
  // The part of both moves that falls into the hour; the parts of all hours add up to 1.
  [[nodiscard]] double share(std::int64_t hour) const;
};

struct MarketMood {
  double lean = 0;      // -1 far above the tide … 1 far below it
  double leverage = 0;  // log open interest against its usual size
};

// The `number`-th episode of a market. Pure.
[[nodiscard]] Episode firstEpisode(Stream stream);
[[nodiscard]] Episode nextEpisode(Stream stream, std::int64_t number, const Episode& last,
                                  const MarketMood& mood);

}  // namespace perpscope::sim
