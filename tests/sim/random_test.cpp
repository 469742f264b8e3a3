#include "sim/random.h"

#include <gtest/gtest.h>

namespace perpscope::sim {
namespace {

// The reference sequence of SplitMix64 from 1234567.
TEST(Stream, NumbersOfAKeyNeverChange) {
  const Stream stream{1234567};
  EXPECT_EQ(stream.bits(1), 6457827717110365317U);
  EXPECT_EQ(stream.bits(2), 3203168211198807973U);
  EXPECT_EQ(stream.bits(3), 9817491932198370423U);
}

TEST(Stream, NamesMakeStreamsOfTheirOwn) {
  const Stream stream{7};
  EXPECT_NE(stream.of("a").bits(0), stream.of("b").bits(0));
  EXPECT_NE(stream.of("ab").bits(0), stream.of("ba").bits(0));
  EXPECT_NE(stream.of("").bits(0), stream.bits(0));
  EXPECT_EQ(stream.of("a").bits(3), Stream{7}.of("a").bits(3));
}

TEST(Stream, UniformFillsItsInterval) {
  const Stream stream{1};
  double sum = 0;
  for (int n = 0; n < 100'000; ++n) {
    const double u = stream.uniform(n, -2, 4);
    ASSERT_GE(u, -2);
    ASSERT_LT(u, 4);
    sum += u;
  }
  EXPECT_NEAR(sum / 100'000, 1, 0.02);
}

TEST(Stream, NormalHasMeanZeroAndVarianceOne) {
  const Stream stream{2};
  double sum = 0;
  double squares = 0;
  double neighbours = 0;
  for (int n = 0; n < 200'000; ++n) {
    const double z = stream.normal(n);
    sum += z;
    squares += z * z;
    neighbours += z * stream.normal(n + 1);
  }
  EXPECT_NEAR(sum / 200'000, 0, 0.01);
  EXPECT_NEAR(squares / 200'000, 1, 0.01);
  EXPECT_NEAR(neighbours / 200'000, 0, 0.01);
}

TEST(Stream, SmoothRunsThroughTheNumbersWithoutJumps) {
  const Stream stream{3};
  EXPECT_DOUBLE_EQ(stream.smooth(4), stream.normal(4));
  EXPECT_DOUBLE_EQ(stream.smooth(-2), stream.normal(-2));
  EXPECT_NEAR(stream.smooth(4.5), (stream.normal(4) + stream.normal(5)) / 2, 1e-12);
  for (double x = -3; x < 3; x += 0.01) EXPECT_LT(std::abs(stream.smooth(x + 0.01) - stream.smooth(x)), 0.12);
}

}  // namespace
}  // namespace perpscope::sim
