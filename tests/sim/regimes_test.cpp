// That price, premium, funding and open interest of the simulated market move together as the regimes say.
#include <gtest/gtest.h>

#include "demo_market.h"

namespace perpscope::sim {
namespace {

constexpr std::array<std::uint64_t, 3> kSeeds{1, 2, 7};
constexpr TimeRange kYears{utc(2020, 1, 1), utc(2026, 6, 1)};

struct Mean {
  double sum = 0;
  double count = 0;
  void add(double x) { sum += x, ++count; }
  [[nodiscard]] double value() const { return sum / count; }
};

using PerRegime = std::map<Regime, Mean>;

PerRegime premiums(const MarketModel& model) {
  PerRegime mean;
  for (const auto& bar : model.bars(perpLeg("binance"), PriceKind::PremiumIndex, Interval::H1, kYears))
    mean[model.regimeAt(bar.time)].add(bar.close.value());
  return mean;
}

// Times at which the regime begins and ends.
std::vector<TimeRange> stretches(const MarketModel& model, Regime regime) {
  std::vector<TimeRange> found;
  for (Time t = kYears.from; t < kYears.to; t += kHour) {
    if (model.regimeAt(t) != regime) continue;
    if (found.empty() || found.back().to != t) found.push_back({t, t});
    found.back().to = t + kHour;
  }
  return found;
}

double openInterestAt(const MarketModel& model, Time t) {
  return model.openInterest(perpLeg("binance"), kHour, {t, t + kHour}).at(0).base.value();
}

double openAt(const MarketModel& model, Time t) {
  return model.bars(perpLeg("binance"), PriceKind::Trade, Interval::H1, {t, t + kHour}).at(0).open.value();
}

TEST(Regimes, EachOccursInEveryMarket) {
  for (const auto seed : kSeeds) {
    const auto mean = premiums(demoMarket(seed));
    EXPECT_EQ(mean.size(), 5U) << seed;
    for (const auto& [regime, premium] : mean) EXPECT_GT(premium.count, 24 * 5) << seed;
  }
}

TEST(Regimes, PremiumShowsThem) {
  for (const auto seed : kSeeds) {
    auto mean = premiums(demoMarket(seed));
    EXPECT_GT(mean[Regime::LeverageBuildUp].value(), 2e-4) << seed;
    EXPECT_GT(mean[Regime::Squeeze].value(), 2e-4) << seed;
    EXPECT_LT(mean[Regime::Accumulation].value(), 0) << seed;
    EXPECT_LT(mean[Regime::Crash].value(), -12e-4) << seed;
  }
}

TEST(Regimes, CrashesLiquidateLongs) {
  for (const auto seed : kSeeds) {
    const MarketModel& model = demoMarket(seed);
    Mean fall;
    double deepest = 0;
    for (const TimeRange& crash : stretches(model, Regime::Crash)) {
      const double change = openInterestAt(model, crash.to) / openInterestAt(model, crash.from) - 1;
      EXPECT_LT(change, -0.1) << isoTime(crash.from);
      fall.add(change);
      for (const auto& bar : model.bars(perpLeg("binance"), PriceKind::PremiumIndex, Interval::H1, crash))
        deepest = std::min(deepest, bar.low.value());
    }
    EXPECT_LT(fall.value(), -0.2) << seed;
    EXPECT_LT(deepest, -4e-3) << seed;
    EXPECT_GT(deepest, -1.2e-2) << seed;
  }
}

TEST(Regimes, SqueezesLiquidateShorts) {
  for (const auto seed : kSeeds) {
    const MarketModel& model = demoMarket(seed);
    Mean rise;
    Mean change;
    for (const TimeRange& squeeze : stretches(model, Regime::Squeeze)) {
      rise.add(openAt(model, squeeze.to) / openAt(model, squeeze.from) - 1);
      change.add(openInterestAt(model, squeeze.to) / openInterestAt(model, squeeze.from) - 1);
    }
    EXPECT_GT(rise.value(), 0.04) << seed;
    EXPECT_LT(change.value(), -0.02) << seed;
  }
}

TEST(Regimes, LeverageBuildsUp) {
  for (const auto seed : kSeeds) {
    const MarketModel& model = demoMarket(seed);
    Mean change;
    for (const TimeRange& build_up : stretches(model, Regime::LeverageBuildUp))
      change.add(openInterestAt(model, build_up.to) / openInterestAt(model, build_up.from) - 1);
    EXPECT_GT(change.value(), 0.1) << seed;
  }
}

TEST(Regimes, CrashesTradeMore) {
  const MarketModel& model = demoMarket();
  PerRegime volume;
  for (const auto& bar : model.bars(perpLeg("binance"), PriceKind::Trade, Interval::H1, kYears))
    volume[model.regimeAt(bar.time)].add(bar.volume.value());
  EXPECT_GT(volume[Regime::Crash].value(), 1.8 * volume[Regime::Accumulation].value());
  EXPECT_GT(volume[Regime::Squeeze].value(), 1.3 * volume[Regime::Accumulation].value());
}

TEST(Regimes, DaysAreAsWildAsBitcoins) {
  for (const auto seed : kSeeds) {
    const auto days = demoMarket(seed).bars(spotLeg("binance"), PriceKind::Trade, Interval::D1, kYears);
    double squares = 0;
    double fourths = 0;
    for (const auto& day : days) {
      const double r = std::log(day.close.value() / day.open.value());
      squares += r * r;
      fourths += r * r * r * r;
    }
    const auto n = static_cast<double>(days.size());
    const double sigma = std::sqrt(squares / n);
    EXPECT_GT(sigma, 0.025) << seed;
    EXPECT_LT(sigma, 0.045) << seed;
    EXPECT_GT(fourths / n / (sigma * sigma * sigma * sigma), 4.5) << "no fat tails, seed " << seed;
  }
}

}  // namespace
}  // namespace perpscope::sim
