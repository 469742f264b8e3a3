#include "net/rate_limiter.h"

#include <gtest/gtest.h>

namespace perpscope::net {
namespace {

using namespace std::chrono_literals;

const Instant kStart{1h};
const std::vector<RateCharge> kOne = {{"a", 1}};

std::vector<RateCharge> charge(double weight) { return {{"a", weight}}; }

TEST(RateLimiterTest, CountsFromSendingUntilAWindowAfterTheAnswer) {
  RateLimiter limiter({{"a", {{1s, 2}}}});
  EXPECT_EQ(limiter.earliest(kOne, kStart), kStart);
  const auto first = limiter.start(kOne);
  const auto second = limiter.start(kOne);
  EXPECT_EQ(limiter.used("a", 1s, kStart + 10ms), 2);
  // Nobody knows when the server sees them.
  EXPECT_EQ(limiter.earliest(kOne, kStart + 5s), std::nullopt);
  limiter.finish(second, kStart + 100ms);
  EXPECT_EQ(limiter.earliest(kOne, kStart + 100ms), kStart + 1100ms);
  limiter.finish(first, kStart + 200ms);
  EXPECT_EQ(limiter.earliest(charge(2), kStart + 200ms), kStart + 1200ms);
  EXPECT_EQ(limiter.used("a", 1s, kStart + 1150ms), 1);
  EXPECT_EQ(limiter.used("a", 1s, kStart + 1200ms), 0);
}

TEST(RateLimiterTest, AMarginMakesWindowsLonger) {
  RateLimiter limiter({{"a", {{1s, 1}}}}, 0.01);
  limiter.finish(limiter.start(kOne), kStart);
  EXPECT_EQ(limiter.earliest(kOne, kStart), kStart + 1010ms);
  EXPECT_EQ(limiter.used("a", 1s, kStart + 1009ms), 1);
}

TEST(RateLimiterTest, EveryWindowOfEveryPoolHolds) {
  RateLimiter limiter({{"a", {{1s, 2}, {10s, 3}}}, {"b", {{1s, 1}}}});
  const auto use = [&](const std::vector<RateCharge>& charges, Instant at) {
    limiter.finish(limiter.start(charges), at);
  };
  use(kOne, kStart);
  use({{"a", 1}, {"b", 1}}, kStart + 2s);
  EXPECT_EQ(limiter.earliest(kOne, kStart + 2s), kStart + 2s);
  EXPECT_EQ(limiter.earliest(std::vector<RateCharge>{{"b", 1}}, kStart + 2s), kStart + 3s);
  use(kOne, kStart + 4s);
  EXPECT_EQ(limiter.earliest(kOne, kStart + 4s), kStart + 10s);
  EXPECT_EQ(limiter.earliest(charge(2), kStart + 4s), kStart + 12s);
}

TEST(RateLimiterTest, SaysWhatIsNeverPossible) {
  const RateLimiter limiter({{"a", {{1s, 10}, {60s, 5}}}});
  EXPECT_TRUE(limiter.possible(charge(5)));
  EXPECT_FALSE(limiter.possible(charge(6)));
  EXPECT_FALSE(limiter.possible(std::vector<RateCharge>{{"unknown", 1}}));
  EXPECT_TRUE(limiter.possible({}));
}

TEST(RateLimiterTest, BelievesTheServerWhereItCountsMore) {
  RateLimiter limiter({{"a", {{60s, 100}}}});
  limiter.finish(limiter.start(charge(10)), kStart);
  limiter.reportUsed("a", 60s, 8, kStart);
  EXPECT_EQ(limiter.used("a", 60s, kStart), 10);
  limiter.reportUsed("a", 60s, 90, kStart + 1s);
  EXPECT_EQ(limiter.used("a", 60s, kStart + 1s), 90);
  EXPECT_EQ(limiter.earliest(charge(10), kStart + 1s), kStart + 1s);
  EXPECT_EQ(limiter.earliest(charge(20), kStart + 1s), kStart + 60s);
  EXPECT_EQ(limiter.earliest(charge(30), kStart + 1s), kStart + 61s);
  // An older answer that comes late does not take it back.
  limiter.reportUsed("a", 60s, 12, kStart + 2s);
  EXPECT_EQ(limiter.used("a", 60s, kStart + 2s), 90);
  EXPECT_EQ(limiter.used("a", 60s, kStart + 61s), 0);
  limiter.reportUsed("a", 1s, 90, kStart + 62s);
  limiter.reportUsed("b", 60s, 90, kStart + 62s);
  EXPECT_EQ(limiter.used("a", 60s, kStart + 62s), 0);
}

TEST(RateLimiterTest, PausesAPoolOrEverything) {
  RateLimiter limiter({{"a", {{1s, 9}}}, {"b", {{1s, 9}}}});
  const std::vector<RateCharge> other = {{"b", 1}};
  limiter.pauseUntil("a", kStart + 5s);
  limiter.pauseUntil("a", kStart + 3s);
  EXPECT_EQ(limiter.earliest(kOne, kStart), kStart + 5s);
  EXPECT_EQ(limiter.earliest(other, kStart), kStart);
  limiter.pauseUntil(kStart + 7s);
  EXPECT_EQ(limiter.earliest(kOne, kStart), kStart + 7s);
  EXPECT_EQ(limiter.earliest(other, kStart), kStart + 7s);
  EXPECT_EQ(limiter.earliest(other, kStart + 8s), kStart + 8s);
}

TEST(RateLimiterTest, SumsOfFractionsReachTheAllowance) {
  RateLimiter limiter({{"a", {{1s, 1}}}});
  for (int i = 0; i < 10; ++i) {
    EXPECT_EQ(limiter.earliest(charge(0.1), kStart), kStart) << i;
    limiter.start(charge(0.1));
  }
  EXPECT_EQ(limiter.earliest(charge(0.1), kStart), std::nullopt);
}

}  // namespace
}  // namespace perpscope::net
