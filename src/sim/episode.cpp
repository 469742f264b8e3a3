#include "sim/episode.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace perpscope::sim {
namespace {

constexpr double kBp = 1e-4;
constexpr std::size_t kRegimes = 5;

constexpr std::array<RegimeTraits, kRegimes> kTraits{{
    // sigma, days, drift, premium, hours, leverage
    {0.023, 14, 50, 0.0000, -4.5 * kBp, -2.5 * kBp, 20, -0.003},  // accumulation
    {0.030, 18, 55, 0.0030, 2.0 * kBp, 14.0 * kBp, 24, 0.011},    // leverage build-up
    {0.045, 0.6, 2.0, 0.0, 14.0 * kBp, 8.0 * kBp, 5, 0.0},        // squeeze
    {0.056, 1.0, 3.5, 0.0, -9.0 * kBp, -7.0 * kBp, 4.5, 0.0},     // crash
    {0.038, 7, 25, 0.0040, -5.0 * kBp, -2.0 * kBp, 24, 0.004},    // recovery
}};

// Chances of what follows: even[next] + lean[next] * mood.lean, negative ones count as 0.
struct Following {
  std::array<double, kRegimes> even;
  std::array<double, kRegimes> lean;
};

constexpr std::array<Following, kRegimes> kFollowing{{
    {{0.00, 0.48, 0.17, 0.25, 0.10}, {0.00, 0.35, 0.12, -0.22, 0.05}},
    {{0.20, 0.00, 0.35, 0.45, 0.00}, {-0.05, 0.00, 0.20, -0.25, 0.00}},
    {{0.20, 0.55, 0.00, 0.25, 0.00}, {-0.10, 0.25, 0.00, -0.18, 0.00}},
    {{0.35, 0.00, 0.00, 0.00, 0.65}, {-0.15, 0.00, 0.00, 0.00, 0.15}},
    {{0.40, 0.42, 0.00, 0.18, 0.00}, {-0.05, 0.25, 0.00, -0.16, 0.00}},
}};

std::size_t indexOf(Regime regime) { return static_cast<std::size_t>(regime); }

Regime following(Regime last, double lean, double u) {
  const Following& row = kFollowing.at(indexOf(last));
  std::array<double, kRegimes> weight{};
  double total = 0;
  for (std::size_t i = 0; i < kRegimes; ++i) {
    weight[i] = std::max(0.0, row.even[i] + row.lean[i] * lean);
    total += weight[i];
  }
  double left = u * total;
  for (std::size_t i = 0; i + 1 < kRegimes; ++i) {
    left -= weight[i];
    if (left < 0) return static_cast<Regime>(i);
  }
  return Regime::Recovery;
}

// Most crashes are small, few are large; too much leverage and a price above the tide make them larger.
double crashMove(double u, const MarketMood& mood) {
  const double excess = 0.05 * std::clamp(mood.leverage, 0.0, 1.0) + 0.07 * std::max(0.0, -mood.lean);
  return -(0.07 + 0.17 * u * u * u + excess);
}

double leverageMove(Regime regime, double move, double u) {
  if (regime == Regime::Crash) return -(0.22 + 0.16 * u) + 0.5 * move;
  return regime == Regime::Squeeze ? -(0.6 + 0.5 * u) * move : 0.0;
}

double moveOf(Regime regime, double u, const MarketMood& mood) {
  if (regime == Regime::Crash) return crashMove(u, mood);
  return regime == Regime::Squeeze ? 0.05 + 0.09 * u * u : 0.0;
}

Episode episodeOf(Regime regime, Stream dice, std::int64_t first_hour, const MarketMood& mood) {
  const RegimeTraits& t = traits(regime);
  Episode episode{.regime = regime, .first_hour = first_hour};
  episode.hours = static_cast<std::int64_t>(24 * dice.uniform(1, t.min_days, t.max_days));
  episode.move = moveOf(regime, dice.uniform(2), mood);
  episode.leverage_move = leverageMove(regime, episode.move, dice.uniform(3));
  episode.premium_bias = 0.4 * std::abs(t.premium_last) * dice.normal(4);
  return episode;
}

Stream diceOf(Stream stream, std::int64_t number) { return Stream{stream.bits(number)}; }

}  // namespace

const RegimeTraits& traits(Regime regime) { return kTraits.at(indexOf(regime)); }

double Episode::progress(std::int64_t hour) const {
  return static_cast<double>(hour - first_hour) / static_cast<double>(hours);
}

// An avalanche: it swells for some hours, then peters out. k r^k with r < 1, whose sum over all k >= 1 is
// r/(1-r)^2; what lies behind the last hour is paid back by scaling.
double Episode::share(std::int64_t hour) const {
  const auto n = static_cast<double>(hours);
  const double r = 1 - 5 / (n + 6);
  const double whole = r * (1 - (n + 1) * std::pow(r, n) + n * std::pow(r, n + 1)) / ((1 - r) * (1 - r));
  const auto k = static_cast<double>(hour - first_hour + 1);
  return k * std::pow(r, k) / whole;
}

Episode firstEpisode(Stream stream) { return episodeOf(Regime::Accumulation, diceOf(stream, 0), 0, {}); }

Episode nextEpisode(Stream stream, std::int64_t number, const Episode& last, const MarketMood& mood) {
  const Stream dice = diceOf(stream, number);
  return episodeOf(following(last.regime, mood.lean, dice.uniform(0)), dice, last.endHour(), mood);
}

}  // namespace perpscope::sim
