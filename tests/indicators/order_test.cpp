// Small tables by hand: order statistics, regression, crossings.
#include "indicators/crossing.h"
#include "indicators/order_statistics.h"
#include "indicators/regression.h"
#include "pushed.h"

namespace perpscope::indicators {
namespace {

using testing::DoubleEq;
using testing::DoubleNear;
using testing::ElementsAre;
using testing::IsNan;

TEST(OrderedWindow, RanksSelectsAndSums) {
  OrderedWindow window(4);
  for (const double x : {9.0, 3.0, 3.0, kHole, 7.0}) window.push(x);
  EXPECT_EQ(window.size(), 3U);
  EXPECT_FALSE(window.complete()) << "a hole is inside";
  EXPECT_EQ(window.at(0), 3);
  EXPECT_EQ(window.at(2), 7);
  EXPECT_EQ(window.countUpTo(3, 0), 2U);
  EXPECT_EQ(window.sum(), 13);
  EXPECT_EQ(window.excessOver(5), 2);
  for (const double x : {1.0, 2.0, 3.0}) window.push(x);
  EXPECT_TRUE(window.complete());
}

TEST(PercentRank, LeavesTheBarItselfOut) {
  EXPECT_THAT(pushed(PercentRank(2), {1, 3, 2, 2, 5, kHole, 6, 7, 8}),
              ElementsAre(IsNan(), IsNan(), 50, 50, 100, IsNan(), IsNan(), IsNan(), 100));
  EXPECT_THAT(pushed(PercentRank(1), {1 + 1e-12, 1}), ElementsAre(IsNan(), 100)) << "equal within 1e-10";
}

TEST(PercentileLinear, GoesBetweenRanks) {
  const std::vector<double> values{103, 100, 102, 101};
  EXPECT_EQ(pushed(PercentileLinear(4, 0), values).back(), 100);
  EXPECT_EQ(pushed(PercentileLinear(4, 25), values).back(), 100.5);
  EXPECT_EQ(pushed(PercentileLinear(4, 50), values).back(), 101.5);
  EXPECT_EQ(pushed(PercentileLinear(4, 100), values).back(), 103);
  EXPECT_THAT(pushed(PercentileLinear(2, 50), {1, 2, kHole, 4, 6}),
              ElementsAre(IsNan(), 1.5, IsNan(), IsNan(), 5));
}

TEST(PercentileNearest, TakesAValueThatIsThere) {
  const std::vector<double> values{103, 100, 102, 101};
  EXPECT_EQ(pushed(PercentileNearest(4, 0), values).back(), 100);
  EXPECT_EQ(pushed(PercentileNearest(4, 25), values).back(), 100);
  EXPECT_EQ(pushed(PercentileNearest(4, 26), values).back(), 101);
  EXPECT_EQ(pushed(PercentileNearest(4, 100), values).back(), 103);
  EXPECT_THAT(pushed(PercentileNearest(2, 50), {1, kHole, 4, 6}), ElementsAre(IsNan(), IsNan(), IsNan(), 4));
}

TEST(Median, IsOfDefinedValues) {
  EXPECT_THAT(pushed(Median(3), {5, 1, kHole, 3, 3, 9}), ElementsAre(IsNan(), IsNan(), IsNan(), 3, 3, 3));
  EXPECT_THAT(pushed(Median(2), {1, 4}), ElementsAre(IsNan(), 2.5));
}

TEST(Mad, StartsTwoWindowsIn) {
  // Medians of three: 2, 3, 4; distances of 3, 4, 9 from them: 1, 1, 5.
  EXPECT_THAT(pushed(Mad(3), {1, 2, 3, 4, 9}), ElementsAre(IsNan(), IsNan(), IsNan(), IsNan(), 1));
}

TEST(RobustZ, IsInNormalDeviations) {
  EXPECT_THAT(pushed(RobustZ(3), {1, 2, 3, 4, 9}).back(), DoubleEq(5 / 1.4826));
  EXPECT_THAT(pushed(RobustZ(2), {1, 1, 1, 1}), ElementsAre(IsNan(), IsNan(), IsNan(), IsNan())) << "flat";
}

TEST(Dev, IsTheMeanDistance) {
  EXPECT_THAT(pushed(Dev(4), {100, 101, 102, 103, kHole}),
              ElementsAre(IsNan(), IsNan(), IsNan(), 1, IsNan()));
  EXPECT_EQ(pushed(Dev(7), std::vector<double>(20, 0.1)).back(), 0) << "flat";
}

TEST(Linreg, OffsetLooksBack) {
  const std::vector<double> line{1, 3, 5, 7};
  EXPECT_THAT(pushed(Linreg(3), line), ElementsAre(IsNan(), IsNan(), DoubleEq(5), DoubleEq(7)));
  EXPECT_THAT(pushed(Linreg(3, 1), line).back(), DoubleEq(5));
  EXPECT_THAT(pushed(Linreg(3), {0, 0, 3}).back(), DoubleEq(2.5));
  EXPECT_THAT(pushed(Linreg(1), {4, 6}), ElementsAre(4, 6));
  EXPECT_THAT(pushed(Linreg(2), {1, 2, kHole, 3, 5}), ElementsAre(IsNan(), 2, IsNan(), IsNan(), 5));
}

TEST(Correlation, IsZeroForAConstant) {
  EXPECT_THAT(pushed(Correlation(3), {1, 2, 3, 4}, {5, 5, 5, 5}), ElementsAre(IsNan(), IsNan(), 0, 0));
  EXPECT_THAT(pushed(Correlation(1), {1, 2}, {3, 4}), ElementsAre(0, 0));
}

TEST(Correlation, DropsBarsOfWhichOneIsMissingAndHolds) {
  EXPECT_THAT(pushed(Correlation(3), {1, 2, kHole, 3, 9, 4}, {-2, -4, 7, -6, kHole, -8}),
              ElementsAre(IsNan(), IsNan(), IsNan(), DoubleEq(-1), DoubleEq(-1), DoubleEq(-1)));
  EXPECT_THAT(pushed(Correlation(4), {102, 103, 100, 101}, {6, 7, 8, 9}).back(), DoubleNear(-0.6, 1e-12));
}

TEST(Crossover, IsRawWhereCrossIsTolerant) {
  const std::vector<double> level(6, 1);
  const std::vector<double> plateau{1, 1, 2, 1, 2, 0};
  EXPECT_THAT(pushed(Crossover(), plateau, level), ElementsAre(0, 0, 1, 0, 1, 0));
  EXPECT_THAT(pushed(Crossunder(), plateau, level), ElementsAre(0, 0, 0, 0, 0, 1));
  EXPECT_THAT(pushed(Cross(), plateau, level), ElementsAre(0, 0, 0, 0, 0, 1));
  EXPECT_THAT(pushed(Crossover(), {1, 1 + 1e-12}, {1, 1}), ElementsAre(0, 1));
}

TEST(Cross, RemembersItsSideOverHolesAndEquality) {
  EXPECT_THAT(pushed(Cross(), {2, 1, kHole, 1 + 1e-11, 0, 2}, {1, 1, 1, 1, 1, 1}),
              ElementsAre(0, 0, 0, 0, 1, 1));
}

}  // namespace
}  // namespace perpscope::indicators
