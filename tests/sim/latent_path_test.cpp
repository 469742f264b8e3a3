#include "sim/latent_path.h"

#include <algorithm>
#include <thread>

#include <gtest/gtest.h>

#include "sim/timeline.h"

namespace perpscope::sim {
namespace {

constexpr std::int64_t kHours = 24 * 400 + 5;

std::vector<HourState> statesOf(std::uint64_t seed, std::int64_t hours = kHours) {
  const Stream market{seed};
  return simulateMarket(market, market.of("BTC"), assetTraits("BTC"), hours);
}

TEST(MarketPath, BeginsAtTheYearsPriceAndHasOneStatePerHour) {
  const auto states = statesOf(7);
  EXPECT_EQ(states.size(), static_cast<std::size_t>(kHours + 1));
  EXPECT_NEAR(std::exp(states.front().log_price), 3'700, 1e-6);
  EXPECT_EQ(states.front().regime, Regime::Accumulation);
}

TEST(MarketPath, ALongerPathBeginsWithTheShorterOne) {
  const auto shorter = statesOf(7, 24 * 100);
  const auto longer = statesOf(7);
  for (std::size_t i = 0; i < shorter.size(); ++i) {
    ASSERT_EQ(shorter[i].log_price, longer[i].log_price);
    ASSERT_EQ(shorter[i].premium, longer[i].premium);
    ASSERT_EQ(shorter[i].leverage, longer[i].leverage);
  }
}

TEST(MarketPath, OtherAssetsShareTheRegimesButNotTheWholeWalk) {
  const Stream market{7};
  const auto btc = statesOf(7);
  const auto eth = simulateMarket(market, market.of("ETH"), assetTraits("ETH"), kHours);
  EXPECT_NEAR(std::exp(eth.front().log_price), 3'700.0 / 20, 1e-6);
  double strayed = 0;
  for (std::size_t i = 0; i < btc.size(); ++i) {
    ASSERT_EQ(btc[i].regime, eth[i].regime);
    strayed = std::max(strayed, std::abs(eth[i].log_price + std::log(20) - btc[i].log_price));
  }
  EXPECT_GT(strayed, 0.05);
  EXPECT_LT(strayed, 1.5);
}

TEST(AssetTraits, UnknownAssetsHaveAScaleOfTheirOwn) {
  const double doge = assetTraits("DOGE").scale;
  EXPECT_NE(doge, assetTraits("XRP").scale);
  EXPECT_GT(doge, 1e-5);
  EXPECT_LE(doge, 1e-3);
}

TEST(LatentPath, MinutesLeadFromHourToHourWithinTheirExtremes) {
  const LatentPath path(statesOf(7), Stream{1});
  for (std::int64_t hour = 0; hour < 500; ++hour) {
    const MinutePath minutes = path.minutes(hour);
    EXPECT_EQ(minutes.knot.front(), path.at(hour).log_price);
    EXPECT_EQ(minutes.knot.back(), path.at(hour + 1).log_price);
    const HourExtremes extremes = path.extremes(hour);
    EXPECT_EQ(extremes.high, *std::ranges::max_element(minutes.high));
    EXPECT_EQ(extremes.low, *std::ranges::min_element(minutes.low));
    for (std::size_t i = 0; i < kMinutesPerHour; ++i) {
      EXPECT_GT(minutes.high[i], std::max(minutes.knot[i], minutes.knot[i + 1]));
      EXPECT_LT(minutes.low[i], std::min(minutes.knot[i], minutes.knot[i + 1]));
    }
  }
}

TEST(LatentPath, TheLastDayMayBeAPart) {
  const LatentPath path(statesOf(7), Stream{1});
  EXPECT_EQ(path.hours(), kHours);
  EXPECT_GT(path.extremes(kHours - 1).high, path.extremes(kHours - 1).low);
  EXPECT_EQ(path.premium(kHours * 60), path.at(kHours).premium);
}

TEST(LatentPath, SeveralThreadsSeeTheSameExtremes) {
  const LatentPath path(statesOf(7), Stream{1});
  const LatentPath alone(statesOf(7), Stream{1});
  std::array<double, 4> sums{};
  {
    std::vector<std::jthread> threads;
    for (double& sum : sums)
      threads.emplace_back([&path, &sum] {
        for (std::int64_t hour = 0; hour < 2'000; ++hour) sum += path.extremes(hour).high;
      });
  }
  double expected = 0;
  for (std::int64_t hour = 0; hour < 2'000; ++hour) expected += alone.extremes(hour).high;
  for (const double sum : sums) EXPECT_EQ(sum, expected);
}

TEST(Timeline, SeasonsAverageToOne) {
  double sum = 0;
  for (std::int64_t hour = 0; hour < 168; ++hour) sum += seasonOfHour(hour);
  EXPECT_NEAR(sum / 168, 1, 0.03);
  EXPECT_LT(seasonOfHour(hourOf(utc(2026, 6, 20, std::chrono::hours{4}))),   // a Saturday
            seasonOfHour(hourOf(utc(2026, 6, 17, std::chrono::hours{4}))));  // a Wednesday
}

TEST(Timeline, NextMultipleRoundsUp) {
  EXPECT_EQ(nextMultiple(utc(2026, 1, 1), kHour), utc(2026, 1, 1));
  EXPECT_EQ(nextMultiple(utc(2026, 1, 1) + Milliseconds{1}, kHour), utc(2026, 1, 1) + kHour);
}

}  // namespace
}  // namespace perpscope::sim
