// What a leg's prices are: the shared price plus the leg's distance from it. Everything here is in
// logarithms, premium index bars too (rounded() turns them into prices or fractions), and the same at all
// intervals: an hour's bar is made from its ends and the shared extremes alone, and its minutes are then made
// to fit that bar.
#pragma once

#include "market/records.h"
#include "sim/latent_path.h"
#include "sim/leg_profile.h"

namespace perpscope::sim {

struct LogBar {
  double open = 0, high = 0, low = 0, close = 0;
};

// Bars of one leg and price kind, by the hour. Keeps references to both.
class LegPrice {
 public:
  LegPrice(const LatentPath& latent, const Leg& leg, PriceKind kind);

  // Trades always; mark, index and premium index for perps.
  [[nodiscard]] static bool exists(const Leg& leg, PriceKind kind);

  [[nodiscard]] LogBar hour(std::int64_t hour) const;
  [[nodiscard]] std::array<LogBar, kMinutesPerHour> minutes(std::int64_t hour) const;
  // At the begin of a minute.
  [[nodiscard]] double at(std::int64_t minute) const;
  // To the venue's tick; a fraction of eight decimals for the premium index.
  [[nodiscard]] double rounded(double log_value) const;

 private:
  // The premium index does not: it is what is left without the price.
  [[nodiscard]] bool followsPrice() const { return kind_ != PriceKind::PremiumIndex; }
  // From the shared price, at the begin of a minute; for the premium index from the index.
  [[nodiscard]] double distance(std::int64_t minute) const;
  [[nodiscard]] double indexDistance(std::int64_t minute) const;
  [[nodiscard]] double fastDistance(std::int64_t minute) const;
  [[nodiscard]] double wick() const;
  [[nodiscard]] MinutePath unfitted(std::int64_t hour) const;

  const LatentPath& latent_;
  const Leg& leg_;
  PriceKind kind_;
  double ticks_;  // per unit
  Stream fast_;
  Stream wicks_;
};

// The premium of a perp without the noise of single minutes: what a mark price and a funding rate are made
// of.
[[nodiscard]] double smoothPremium(const LatentPath& latent, const Leg& leg, std::int64_t minute);

}  // namespace perpscope::sim
