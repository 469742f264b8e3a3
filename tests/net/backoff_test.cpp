#include "net/backoff.h"

#include <limits>

#include <gtest/gtest.h>

namespace perpscope::net {
namespace {

using namespace std::chrono_literals;

constexpr Backoff kBackoff{.least = 100ms, .first = 1s, .most = 10s};

TEST(BackoffDelay, DoublesItsCeiling) {
  EXPECT_EQ(backoffDelay(kBackoff, 1, 1), 1s);
  EXPECT_EQ(backoffDelay(kBackoff, 2, 1), 2s);
  EXPECT_EQ(backoffDelay(kBackoff, 4, 1), 8s);
  EXPECT_EQ(backoffDelay(kBackoff, 5, 1), 10s);
  EXPECT_EQ(backoffDelay(kBackoff, std::numeric_limits<int>::max(), 1), 10s);
}

TEST(BackoffDelay, IsAnywhereBetweenFloorAndCeiling) {
  EXPECT_EQ(backoffDelay(kBackoff, 4, 0), 100ms);
  EXPECT_EQ(backoffDelay(kBackoff, 4, 0.5), 4050ms);
}

TEST(BackoffDelay, StaysInBoundsWhateverItIsAsked) {
  EXPECT_EQ(backoffDelay(kBackoff, 0, 1), 1s);
  EXPECT_EQ(backoffDelay(kBackoff, -5, 1), 1s);
  EXPECT_EQ(backoffDelay(kBackoff, 3, 7), 4s);
  EXPECT_EQ(backoffDelay({.least = 5s, .first = 1s, .most = 2s}, 1, 0), 1s);
}

}  // namespace
}  // namespace perpscope::net
