#include "sim/market_path.h"

#include <algorithm>
#include <cmath>

#include "sim/episode.h"
#include "sim/price_cycle.h"
#include "sim/timeline.h"

namespace perpscope::sim {
namespace {

constexpr double kPullPerDay = 0.016;  // of the gap to the tide
constexpr double kLookAheadDays = 25;  // the market discounts the tide that comes
constexpr double kFullLean = 0.30;     // a gap that makes everybody lean one way
constexpr double kLeverageFadeDays = 45;
constexpr double kOwnFadePerDay = 0.004;
constexpr double kMaxPremium = 0.0098;

// Perps lead: the share of a return that shows as premium at first.
constexpr double kCrashKick = 0.10;
constexpr double kSqueezeKick = 0.022;
constexpr double kNoiseKick = 0.010;
// What the returns of the last days add to the premium that people are willing to pay.
constexpr double kMoodHours = 60;
constexpr double kMoodPremium = 0.011;

class Walk {
 public:
  Walk(Stream market, Stream own, const AssetTraits& asset)
      : market_(market),
        own_(own),
        asset_(asset),
        cycle_(market.of("cycle")),
        episode_(firstEpisode(episodes_)) {
    x_ = cycle_.logPrice(0);
    day_sigma_ = traits(episode_.regime).day_sigma;
    premium_ = traits(episode_.regime).premium_first;
  }

  HourState at(std::int64_t hour) {
    if (hour >= episode_.endHour()) begin(hour);
    return {x_ + own_log_ + std::log(asset_.scale), premium_, leverage_, sigmaOf(hour), episode_.regime};
  }

  void step(std::int64_t hour, const HourState& now) {
    const double shock = shockOf(hour);
    const double share = episode_.move == 0 ? 0 : episode_.share(hour);
    const double move = episode_.move * share;
    const double noise = now.sigma * shock;
    stepPremium(hour, move, noise);
    stepLeverage(hour, share, noise);
    stepVolatility(hour, shock);
    stepPrice(hour, move + noise);
  }

 private:
  double gap(std::int64_t hour) const {
    return cycle_.logPrice(static_cast<double>(hour) / 24 + kLookAheadDays) - x_;
  }

  void begin(std::int64_t hour) {
    const MarketMood mood{std::clamp(gap(hour) / kFullLean, -1.0, 1.0), leverage_};
    episode_ = nextEpisode(episodes_, ++episode_number_, episode_, mood);
  }

  double sigmaOf(std::int64_t hour) const {
    const double slow = 0.22 * slow_.smooth(static_cast<double>(hour) / (24 * 17));
    const double of_day = std::sqrt(seasonOfHour(hour));
    return day_sigma_ / std::sqrt(24.0) * eraOfHour(hour) * of_day * std::exp(cluster_ + slow);
  }

  // Now and then news moves the market out of proportion.
  double shockOf(std::int64_t hour) const {
    const double z = shocks_.normal(hour);
    return news_.uniform(hour) < 0.004 ? 2.8 * z : z;
  }

  void stepPrice(std::int64_t hour, double change) {
    const bool free = episode_.regime == Regime::Crash || episode_.regime == Regime::Squeeze;
    const double pull = free ? 0 : kPullPerDay * std::clamp(gap(hour), -0.8, 0.8) / 24;
    x_ += change + pull + traits(episode_.regime).drift_per_day / 24;
    own_log_ += -own_log_ * kOwnFadePerDay / 24 + asset_.own_walk / std::sqrt(24.0) * own_.normal(hour);
  }

  // Optimism costs less as the market grows up; fear does not.
  double premiumTarget(std::int64_t hour) const {
    const RegimeTraits& t = traits(episode_.regime);
    const double usual =
        std::lerp(t.premium_first, t.premium_last, episode_.progress(hour)) + episode_.premium_bias;
    const double wander = 2.2e-4 * wander_.smooth(static_cast<double>(hour) / 70);
    return (usual > 0 ? usual * eraOfHour(hour) / 1.1 : usual) + wander + kMoodPremium * mood_;
  }

  void stepPremium(std::int64_t hour, double move, double noise) {
    mood_ += noise - mood_ / kMoodHours;
    const double kick = move * (move < 0 ? kCrashKick : kSqueezeKick) + noise * kNoiseKick;
    const double pull = (premiumTarget(hour) - premium_) / traits(episode_.regime).premium_hours;
    premium_ =
        std::clamp(premium_ + pull + kick + 0.8e-4 * premiums_.normal(hour), -kMaxPremium, kMaxPremium);
  }

  // Large moves liquidate some positions whichever way they go.
  void stepLeverage(std::int64_t hour, double share, double noise) {
    const double drift = traits(episode_.regime).leverage_per_day - leverage_ / kLeverageFadeDays;
    const double liquidated = 0.35 * std::max(0.0, std::abs(noise) - 0.012);
    leverage_ += drift / 24 + 0.0022 * positions_.normal(hour) - liquidated + episode_.leverage_move * share;
  }

  // Volatility comes at once and leaves slowly, and large moves beget large moves.
  void stepVolatility(std::int64_t hour, double shock) {
    const double target = traits(episode_.regime).day_sigma;
    day_sigma_ += (target - day_sigma_) / (target > day_sigma_ ? 4 : 40);
    cluster_ += -cluster_ / 40 + 0.045 * clusters_.normal(hour) + 0.05 * (std::abs(shock) - 0.81);
  }

  Stream market_;
  Stream own_;
  Stream episodes_ = market_.of("episodes");
  Stream shocks_ = market_.of("shocks");
  Stream news_ = market_.of("news");
  Stream slow_ = market_.of("slow volatility");
  Stream clusters_ = market_.of("volatility");
  Stream premiums_ = market_.of("premium");
  Stream wander_ = market_.of("premium wander");
  Stream positions_ = market_.of("positions");
  AssetTraits asset_;
  PriceCycle cycle_;
  Episode episode_;
  std::int64_t episode_number_ = 0;
  double x_ = 0;
  double own_log_ = 0;
  double premium_ = 0;
  double mood_ = 0;  // returns of the last days
  double leverage_ = -0.2;
  double day_sigma_ = 0;
  double cluster_ = 0;
};

}  // namespace

AssetTraits assetTraits(std::string_view asset) {
  if (asset == "BTC") return {1, 0};
  if (asset == "ETH") return {1.0 / 20, 0.018};
  if (asset == "SOL") return {1.0 / 500, 0.035};
  // Between a thousandth and a hundred-thousandth of Bitcoin.
  return {std::pow(10.0, -3 - 2 * Stream{0}.of(asset).uniform(0)), 0.035};
}

std::vector<HourState> simulateMarket(Stream market, Stream own, const AssetTraits& asset,
                                      std::int64_t hours) {
  std::vector<HourState> states;
  states.reserve(static_cast<std::size_t>(hours + 1));
  Walk walk(market, own, asset);
  for (std::int64_t hour = 0; hour <= hours; ++hour) {
    states.push_back(walk.at(hour));
    walk.step(hour, states.back());
  }
  return states;
}

}  // namespace perpscope::sim
