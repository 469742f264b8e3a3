// The demo market: a deterministic model of an asset's spot and perpetual markets over the years, at several
// venues. A latent price moves through regimes (accumulation, leverage build-up, squeeze, crash, recovery);
// basis, funding, premium index, open interest and volume follow from the same regimes, so that they move
// together as in life. Every number is a pure function of (seed, leg, time): the same seed gives the same
// market on every machine.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "market/instrument.h"
#include "market/records.h"

namespace perpscope::sim {

enum class Regime : std::uint8_t { Accumulation, LeverageBuildUp, Squeeze, Crash, Recovery };

struct MarketOptions {
  std::uint64_t seed = 7;
  std::string asset = "BTC";
  Time now;  // where the model ends; the bar that holds it is still open
  // How far at() may go; `now` where it is not set.
  std::optional<Time> horizon = std::nullopt;
  // The venues' products beyond the studies' legs too: what an exchange lists.
  bool every_product = false;
};

class MarketModel {
 public:
  explicit MarketModel(const MarketOptions& options);
  ~MarketModel();
  MarketModel(MarketModel&&) noexcept;
  MarketModel& operator=(MarketModel&&) noexcept;

  // The same market as it is at another time up to the horizon. Cheap: both share what they are made of. The
  // outage stays where it is.
  [[nodiscard]] MarketModel at(Time now) const;

  // The legs of studies.md section 0, defaults and optional ones, that a simulated venue offers.
  [[nodiscard]] std::span<const Instrument> spotLegs() const;
  [[nodiscard]] std::span<const Instrument> perpLegs() const;

  // Bars whose open lies in the range and is before `now`, oldest first; the venue's outage leaves a hole.
  // Bars of all intervals and price kinds of one leg agree: a 1d bar is what its 1h bars make, where both are
  // asked for.
  [[nodiscard]] std::vector<Candle> bars(const Instrument& leg, PriceKind price, Interval interval,
                                         TimeRange range) const;
  [[nodiscard]] std::vector<Funding> settledFunding(const Instrument& leg, TimeRange range) const;
  // The rate that is forming at `now`; nothing for a spot leg.
  [[nodiscard]] std::optional<Funding> predictedFunding(const Instrument& leg) const;
  // When the leg was listed; nothing for one that the model does not have.
  [[nodiscard]] std::optional<Time> listed(const Instrument& leg) const;
  // Samples every `step`, stamped at multiples of it.
  [[nodiscard]] std::vector<OpenInterest> openInterest(const Instrument& leg, Milliseconds step,
                                                       TimeRange range) const;

  [[nodiscard]] Regime regimeAt(Time t) const;
  // The outage that one venue has: nothing of it is stored in this range.
  [[nodiscard]] const std::string& outageVenue() const;
  [[nodiscard]] TimeRange outage() const;

 private:
  struct World;
  MarketModel(std::shared_ptr<const World> world, Time now);

  std::shared_ptr<const World> world_;
  Time now_;
};

}  // namespace perpscope::sim
