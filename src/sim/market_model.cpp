#include "sim/market_model.h"

#include <algorithm>

#include "sim/latent_path.h"
#include "sim/leg_bars.h"
#include "sim/leg_funding.h"
#include "sim/leg_open_interest.h"
#include "sim/timeline.h"

namespace perpscope::sim {
namespace {

constexpr std::string_view kOutageVenue = "kraken";
constexpr std::chrono::days kOutageAgo{3};

Time cutToModel(Time now) { return std::clamp(now, kModelStart, kModelEnd); }

std::int64_t hoursUntil(Time now) { return (now - kModelStart + kHour - Milliseconds{1}) / kHour; }

// Five to nine hours of one day, ended before the day ends.
TimeRange outageBefore(Time now, Stream market) {
  const Time day = std::chrono::floor<std::chrono::days>(now) - kOutageAgo;
  const Stream dice = market.of("outage");
  const auto n = hourOf(day);
  const Time from = day + kMinute * static_cast<std::int64_t>(dice.uniform(n, 3 * 60, 12 * 60));
  return {from, from + kMinute * static_cast<std::int64_t>(dice.uniform(-1 - n, 5 * 60, 9 * 60))};
}

LatentPath latentOf(Stream market, std::string_view asset, Time now) {
  const Stream own = market.of(asset);
  return {simulateMarket(market, own, assetTraits(asset), hoursUntil(now)), own.of("minutes")};
}

std::vector<Instrument> ofKind(std::span<const Leg> legs, MarketKind kind) {
  std::vector<Instrument> found;
  for (const auto& leg : legs)
    if (leg.instrument.kind == kind) found.push_back(leg.instrument);
  return found;
}

}  // namespace

struct MarketModel::World {
  explicit World(const MarketOptions& options)
      : horizon(cutToModel(std::max(options.now, options.horizon.value_or(options.now)))),
        market(Stream{options.seed}.of("market")),
        latent(latentOf(market, options.asset, horizon)),
        legs(legsOf(options.asset, assetTraits(options.asset).scale, market, options.every_product)),
        spot(ofKind(legs, MarketKind::Spot)),
        perp(ofKind(legs, MarketKind::Perp)),
        outage(outageBefore(cutToModel(options.now), market)) {}

  const Leg* find(const Instrument& instrument) const {
    const auto found = std::ranges::find(legs, instrument, &Leg::instrument);
    return found == legs.end() ? nullptr : &*found;
  }
  const Leg* findPerp(const Instrument& instrument) const {
    return instrument.kind == MarketKind::Perp ? find(instrument) : nullptr;
  }

  Presence presence(const Leg& leg, Time now) const {
    Presence presence{.listed = {leg.profile->listed, now}};
    if (leg.profile->venue == kOutageVenue) presence.outage = outage;
    return presence;
  }

  Time horizon;
  Stream market;
  LatentPath latent;
  std::vector<Leg> legs;
  std::vector<Instrument> spot;
  std::vector<Instrument> perp;
  std::string outage_venue{kOutageVenue};
  TimeRange outage;
};

MarketModel::MarketModel(const MarketOptions& options)
    : world_(std::make_shared<const World>(options)), now_(cutToModel(options.now)) {}
MarketModel::MarketModel(std::shared_ptr<const World> world, Time now)
    : world_(std::move(world)), now_(now) {}
MarketModel::~MarketModel() = default;
MarketModel::MarketModel(MarketModel&&) noexcept = default;
MarketModel& MarketModel::operator=(MarketModel&&) noexcept = default;

MarketModel MarketModel::at(Time now) const { return {world_, std::min(cutToModel(now), world_->horizon)}; }

std::span<const Instrument> MarketModel::spotLegs() const { return world_->spot; }
std::span<const Instrument> MarketModel::perpLegs() const { return world_->perp; }

std::vector<Candle> MarketModel::bars(const Instrument& leg, PriceKind price, Interval interval,
                                      TimeRange range) const {
  const Leg* known = world_->find(leg);
  if (known == nullptr || !LegPrice::exists(*known, price)) return {};
  return LegBars(world_->latent, *known, price, world_->presence(*known, now_)).bars(interval, range);
}

std::vector<Funding> MarketModel::settledFunding(const Instrument& leg, TimeRange range) const {
  const Leg* known = world_->findPerp(leg);
  if (known == nullptr) return {};
  return sim::settledFunding(world_->latent, *known, world_->presence(*known, now_), range);
}

std::optional<Funding> MarketModel::predictedFunding(const Instrument& leg) const {
  const Leg* known = world_->findPerp(leg);
  if (known == nullptr || now_ <= known->profile->listed) return std::nullopt;
  return formingFunding(world_->latent, *known, now_);
}

std::optional<Time> MarketModel::listed(const Instrument& leg) const {
  const Leg* known = world_->find(leg);
  return known == nullptr ? std::nullopt : std::optional(known->profile->listed);
}

std::vector<OpenInterest> MarketModel::openInterest(const Instrument& leg, Milliseconds step,
                                                    TimeRange range) const {
  const Leg* known = world_->findPerp(leg);
  if (known == nullptr) return {};
  return openInterestOf(world_->latent, *known, world_->presence(*known, now_), step, range);
}

Regime MarketModel::regimeAt(Time t) const {
  return world_->latent.at(std::min(hourOf(cutToModel(t)), world_->latent.hours())).regime;
}

const std::string& MarketModel::outageVenue() const { return world_->outage_venue; }
TimeRange MarketModel::outage() const { return world_->outage; }

}  // namespace perpscope::sim
