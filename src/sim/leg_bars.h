// Candles of one leg and price kind at any interval. An hour that was there as a whole is one step; hours
// that the listing, the outage or now cuts, and intervals below 1h, are folded from minutes, larger intervals
// from hours.
#pragma once

#include "sim/leg_price.h"
#include "sim/presence.h"

namespace perpscope::sim {

class LegBars {
 public:
  LegBars(const LatentPath& latent, const Leg& leg, PriceKind kind, const Presence& presence)
      : latent_(latent),
        leg_(leg),
        price_(latent, leg, kind),
        presence_(presence),
        traded_(kind == PriceKind::Trade) {}

  // Bars whose open lies in the range; bars without any minute are absent.
  [[nodiscard]] std::vector<Candle> bars(Interval interval, TimeRange range) const;

 private:
  template <class Sink>
  void eachMinute(std::int64_t hour, const Sink& sink) const;
  [[nodiscard]] Candle hourCandle(std::int64_t hour) const;
  [[nodiscard]] Candle candle(Time open, const LogBar& bar, double volume) const;
  void finish(Candle& bar) const;

  const LatentPath& latent_;
  const Leg& leg_;
  LegPrice price_;
  Presence presence_;
  bool traded_;
};

}  // namespace perpscope::sim
