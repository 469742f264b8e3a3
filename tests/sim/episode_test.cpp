#include "sim/episode.h"

#include <algorithm>
#include <array>
#include <vector>

#include <gtest/gtest.h>

namespace perpscope::sim {
namespace {

std::vector<Episode> sequence(std::uint64_t seed, int count, const MarketMood& mood) {
  const Stream stream{seed};
  std::vector<Episode> episodes{firstEpisode(stream)};
  for (int n = 1; n < count; ++n) episodes.push_back(nextEpisode(stream, n, episodes.back(), mood));
  return episodes;
}

int countOf(const std::vector<Episode>& episodes, Regime regime) {
  return static_cast<int>(std::ranges::count(episodes, regime, &Episode::regime));
}

TEST(Episode, FollowsWithoutGapAndLastsAsLongAsItsRegimeDoes) {
  const auto episodes = sequence(1, 400, {});
  EXPECT_EQ(episodes.front().regime, Regime::Accumulation);
  for (std::size_t i = 1; i < episodes.size(); ++i) {
    const Episode& episode = episodes[i];
    EXPECT_EQ(episode.first_hour, episodes[i - 1].endHour());
    EXPECT_NE(episode.regime, episodes[i - 1].regime);
    EXPECT_GE(static_cast<double>(episode.hours + 1), 24 * traits(episode.regime).min_days);
    EXPECT_LE(static_cast<double>(episode.hours), 24 * traits(episode.regime).max_days);
  }
}

TEST(Episode, SharesOfItsHoursAddUpToOne) {
  for (const std::int64_t hours : {1, 5, 14, 48, 84}) {
    const Episode episode{.regime = Regime::Crash, .first_hour = 1000, .hours = hours};
    double sum = 0;
    for (std::int64_t hour = 1000; hour < episode.endHour(); ++hour) sum += episode.share(hour);
    EXPECT_NEAR(sum, 1, 1e-9) << hours;
  }
}

TEST(Episode, CrashesFallAndSqueezesRiseAndBothCloseLeverage) {
  for (const Episode& episode : sequence(2, 400, {})) {
    if (episode.regime == Regime::Crash) {
      EXPECT_LT(episode.move, -0.05);
      EXPECT_LT(episode.leverage_move, -0.22);
    } else if (episode.regime == Regime::Squeeze) {
      EXPECT_GT(episode.move, 0.04);
      EXPECT_LT(episode.leverage_move, 0);
    } else {
      EXPECT_EQ(episode.move, 0);
    }
  }
}

TEST(Episode, APriceAboveTheTideCrashesMoreOften) {
  const auto high = sequence(3, 1000, {.lean = -1, .leverage = 0});
  const auto low = sequence(3, 1000, {.lean = 1, .leverage = 0});
  EXPECT_GT(countOf(high, Regime::Crash), 2 * countOf(low, Regime::Crash));
  EXPECT_LT(countOf(high, Regime::LeverageBuildUp), countOf(low, Regime::LeverageBuildUp));
}

TEST(Episode, MoreLeverageMakesADeeperCrash) {
  const Stream stream{4};
  const Episode build_up{.regime = Regime::LeverageBuildUp};
  for (std::int64_t n = 0; n < 50; ++n) {
    const Episode calm = nextEpisode(stream, n, build_up, {});
    const Episode hot = nextEpisode(stream, n, build_up, {.lean = 0, .leverage = 0.8});
    ASSERT_EQ(calm.regime, hot.regime);
    if (calm.regime == Regime::Crash) {
      EXPECT_LT(hot.move, calm.move);
    }
  }
}

}  // namespace
}  // namespace perpscope::sim
