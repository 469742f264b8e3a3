// Small tables by hand: the operators that most studies use.
#include "indicators/candles.h"
#include "indicators/crossing.h"
#include "indicators/deviation.h"
#include "indicators/moving_average.h"
#include "indicators/oscillator.h"
#include "pushed.h"

namespace perpscope::indicators {
namespace {

using testing::ElementsAre;
using testing::IsNan;

TEST(Sma, HoldsOverHolesAndCountsDefinedValues) {
  EXPECT_THAT(pushed(Sma(2), {1, kNa, 3, kNa, 5}), ElementsAre(IsNan(), IsNan(), 2, 2, 4));
  EXPECT_THAT(pushed(Sma(1), {7, 8}), ElementsAre(7, 8));
}

TEST(Ema, SeedsWithTheMeanAndSkipsHoles) {
  EXPECT_THAT(pushed(Ema(3), {1, 2, 3, kNa, 5}), ElementsAre(IsNan(), IsNan(), 2, IsNan(), 3.5));
}

TEST(Rma, IsWildersAverage) { EXPECT_THAT(pushed(Rma(2), {2, 4, 6}), ElementsAre(IsNan(), 3, 4.5)); }

TEST(Stdev, IsOfThePopulationAndZeroWhenFlat) {
  EXPECT_THAT(pushed(Stdev(2), {1, 3, 3, 3}), ElementsAre(IsNan(), 1, 0, 0));
  for (const double price : {0.1, 61'685.99, 1e9 / 3})
    for (const double s : pushed(Stdev(20), std::vector<double>(100, price)))
      EXPECT_TRUE(na(s) || s == 0) << price;
  // Flat again after it was not.
  std::vector<double> values{1e6, 2e6};
  values.insert(values.end(), 20, 0.1);
  EXPECT_EQ(pushed(Stdev(20), values).back(), 0);
}

TEST(Zscore, IsNaOnHolesAndFlatWindows) {
  EXPECT_THAT(pushed(Zscore(2), {1, 3, kNa, 3}), ElementsAre(IsNan(), 1, IsNan(), IsNan()));
}

TEST(Rsi, Extremes) {
  EXPECT_THAT(pushed(Rsi(2), {1, 2, 3, 4}), ElementsAre(IsNan(), IsNan(), 100, 100));
  EXPECT_THAT(pushed(Rsi(2), {5, 5, 5}), ElementsAre(IsNan(), IsNan(), IsNan()));
  EXPECT_THAT(pushed(Rsi(2), {4, 2, 4}), ElementsAre(IsNan(), IsNan(), 50));
}

TEST(Crossover, FiresAfterEqualityAndKeepsItsStateOverHoles) {
  Crossover up;
  EXPECT_FALSE(up.push(2, 1)) << "the first bar crosses nothing";
  EXPECT_FALSE(up.push(1, 1));
  EXPECT_TRUE(up.push(2, 1));
  EXPECT_FALSE(up.push(0, 1));
  EXPECT_FALSE(up.push(kNa, 1));
  EXPECT_TRUE(up.push(2, 1));
}

TEST(Crossunder, Mirrors) {
  Crossunder down;
  EXPECT_FALSE(down.push(1, 1));
  EXPECT_TRUE(down.push(0, 1));
  EXPECT_FALSE(down.push(-1, 1));
}

TEST(HeikinAshi, LeavesItsStateOnAnIncompleteCandle) {
  HeikinAshi ha;
  EXPECT_EQ(ha.push({10, 14, 8, 12}).open, 11);
  EXPECT_TRUE(na(ha.push({10, kNa, 8, 12}).close));
  EXPECT_EQ(ha.push({12, 20, 11, 18}).open, 11);
}

}  // namespace
}  // namespace perpscope::indicators
