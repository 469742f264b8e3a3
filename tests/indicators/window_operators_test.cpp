// Small tables by hand: sums, averages, spreads, changes, extremes.
#include <limits>

#include "indicators/change.h"
#include "indicators/deviation.h"
#include "indicators/extremes.h"
#include "indicators/moving_average.h"
#include "pushed.h"

namespace perpscope::indicators {
namespace {

using testing::DoubleEq;
using testing::DoubleNear;
using testing::ElementsAre;
using testing::IsNan;

constexpr double kInf = std::numeric_limits<double>::infinity();

TEST(Sum, HoldsOverHolesAndCountsDefinedValues) {
  EXPECT_THAT(pushed(Sum(2), {kHole, 1, kHole, 3, kHole, 5}),
              ElementsAre(IsNan(), IsNan(), IsNan(), 4, 4, 8));
}

TEST(Sum, AnInfiniteValueIsAHole) {
  EXPECT_THAT(pushed(Sum(2), {1, 2, kInf, 4}), ElementsAre(IsNan(), 3, 3, 6));
}

TEST(Sum, TooLargeASumIsNaAndGoesAway) {
  const double huge = std::numeric_limits<double>::max();
  EXPECT_THAT(pushed(Sum(2), {huge, huge, 1, 2, 3, 4}).back(), 7);
}

TEST(Sum, ALengthOfZeroCountsAsOne) { EXPECT_THAT(pushed(Sum(0), {4, 5}), ElementsAre(4, 5)); }

TEST(Cum, IsNaOnHolesAndKeepsItsSum) {
  EXPECT_THAT(pushed(Cum(), {kHole, 1, kHole, 2}), ElementsAre(IsNan(), 1, IsNan(), 3));
}

TEST(FixNan, RepeatsTheLastValueAndLetsInfinitiesPass) {
  EXPECT_THAT(pushed(FixNan(), {kHole, 1, kHole, kInf, kHole}), ElementsAre(IsNan(), 1, 1, kInf, kInf));
}

TEST(Ema, OfOneIsTheValueItself) {
  EXPECT_THAT(pushed(Ema(1), {1e18, 0.1, kHole, 7}), ElementsAre(1e18, 0.1, IsNan(), 7));
}

TEST(Wma, WeighsTheForwardFilledBars) {
  EXPECT_THAT(pushed(Wma(3), {1, 2, 3, kHole, 6}),
              ElementsAre(IsNan(), IsNan(), DoubleEq(14.0 / 6), IsNan(), DoubleEq(27.0 / 6)));
  EXPECT_THAT(pushed(Wma(2), {kHole, 1, kHole, 4}), ElementsAre(IsNan(), IsNan(), IsNan(), 3))
      << "two defined values, the older one filled forward";
  EXPECT_THAT(pushed(Wma(1), {5, 6}), ElementsAre(5, 6));
}

TEST(Vwma, DropsBarsOfWhichOneIsMissing) {
  EXPECT_THAT(pushed(Vwma(2), {10, 20, 99, kHole, 30}, {1, 3, kHole, 5, 1}),
              ElementsAre(IsNan(), 17.5, 17.5, 17.5, 22.5));
  EXPECT_THAT(pushed(Vwma(1), {10, 20}, {0, 1}), ElementsAre(IsNan(), 20)) << "no volume, no average";
}

TEST(Variance, DividesByNOrByOneLess) {
  EXPECT_THAT(pushed(Variance(4), {100, 101, 102, 103, kHole}),
              ElementsAre(IsNan(), IsNan(), IsNan(), 1.25, 1.25));
  EXPECT_THAT(pushed(Variance(4, Spread::Sample), {100, 101, 102, 103}).back(), DoubleEq(5.0 / 3));
  EXPECT_THAT(pushed(Variance(1), {3}), ElementsAre(0));
  EXPECT_THAT(pushed(Variance(1, Spread::Sample), {3}), ElementsAre(IsNan()));
}

TEST(Stdev, ASpikeLeavesNoTrace) {
  std::vector<double> values{1, 3, 1, 3, 1e12, 1, 3, 1, 3, 1, 3, 1, 3};
  const auto spread = pushed(Stdev(4), values);
  for (std::size_t i = 8; i < values.size(); ++i) EXPECT_THAT(spread[i], DoubleNear(1, 1e-9)) << i;
}

TEST(Bollinger, ReachesBothWaysAndHolds) {
  Bollinger bands(2, 3);
  EXPECT_TRUE(na(bands.push(1).upper));
  EXPECT_EQ(bands.push(3).upper, 5);
  EXPECT_EQ(bands.push(kHole).lower, -1);
  EXPECT_EQ(bands.push(3).lower, 3) << "flat";
}

TEST(Change, IsOfBars) {
  EXPECT_THAT(pushed(Change(), {1, 4, kHole, 9, 8}), ElementsAre(IsNan(), 3, IsNan(), IsNan(), -1));
  EXPECT_THAT(pushed(Mom(2), {1, kHole, 5, 7}), ElementsAre(IsNan(), IsNan(), 4, IsNan()));
}

TEST(Roc, KeepsTheSignOfTheDenominatorAndIsNaOverZero) {
  EXPECT_THAT(pushed(Roc(1), {-2, -1, 0, 5}), ElementsAre(IsNan(), -50, -100, IsNan()));
}

TEST(Highest, IsOfBarsAndIgnoresHoles) {
  EXPECT_THAT(pushed(Highest(2), {kHole, 5, 3, kHole, kHole, 4}), ElementsAre(IsNan(), 5, 5, 3, IsNan(), 4));
  EXPECT_THAT(pushed(Highest(3), {2, 2, 1, 1, 0}), ElementsAre(IsNan(), IsNan(), 2, 2, 1)) << "ties";
}

TEST(Lowest, Mirrors) {
  EXPECT_THAT(pushed(Lowest(2), {kHole, 5, 3, kHole, kHole, 4}), ElementsAre(IsNan(), 5, 3, 3, IsNan(), 4));
  EXPECT_FALSE(std::signbit(pushed(Lowest(1), {0})[0]));
}

TEST(MinMax, IsNaWhenFlat) {
  EXPECT_THAT(pushed(MinMax(3), {1, 5, 2, kHole, 2, 2}),
              ElementsAre(IsNan(), IsNan(), 0.25, IsNan(), IsNan(), IsNan()));
}

TEST(Rising, CountsStepsThatExceedTheTolerance) {
  EXPECT_THAT(pushed(Rising(2), {1, 2, 3, 3 + 1e-11, 4, 5, kHole, 6, 7, 8}),
              ElementsAre(0, 0, 1, 0, 0, 1, 0, 0, 0, 1));
  EXPECT_THAT(pushed(Falling(2), {3, 2, 1, 1, 0}), ElementsAre(0, 0, 1, 0, 0));
}

}  // namespace
}  // namespace perpscope::indicators
