#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "indicators/candles.h"
#include "indicators/crossing.h"
#include "indicators/deviation.h"
#include "indicators/moving_average.h"
#include "indicators/oscillator.h"

namespace perpscope::indicators {
namespace {

using testing::ElementsAre;
using testing::IsNan;

template <class Operator>
std::vector<double> pushed(Operator op, const std::vector<double>& values) {
  std::vector<double> results;
  for (const double x : values) results.push_back(op.push(x));
  return results;
}

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

// A plain second computation, window by window.
double plainStdev(const std::vector<double>& window) {
  long double sum = 0;
  for (const double x : window) sum += x;
  const long double mean = sum / static_cast<long double>(window.size());
  long double squares = 0;
  for (const double x : window) squares += (x - mean) * (x - mean);
  return static_cast<double>(std::sqrt(squares / static_cast<long double>(window.size())));
}

TEST(Streaming, EqualsAFreshComputationWithRandomHoles) {
  std::mt19937_64 random(3);
  for (const std::size_t length : {1U, 2U, 7U, 60U}) {
    Sma sma(length);
    Stdev stdev(length);
    std::vector<double> defined;
    for (int i = 0; i < 3000; ++i) {
      const double x = random() % 9 == 0 ? kNa : 60'000 + static_cast<double>(random() % 100'000) / 1000;
      const double mean = sma.push(x);
      const double spread = stdev.push(x);
      if (!na(x)) defined.push_back(x);
      if (defined.size() < length) {
        EXPECT_TRUE(na(mean));
        continue;
      }
      const std::vector<double> window(defined.end() - static_cast<std::ptrdiff_t>(length), defined.end());
      long double sum = 0;
      for (const double value : window) sum += value;
      ASSERT_NEAR(mean, static_cast<double>(sum / static_cast<long double>(length)), 1e-9);
      ASSERT_NEAR(spread, plainStdev(window), 1e-8);
    }
  }
}

TEST(Streaming, DoesNotDriftOverFiveMillionBars) {
  Sma sma(100);
  Stdev stdev(100);
  std::mt19937_64 random(9);
  std::vector<double> last;
  double mean = kNa;
  double spread = kNa;
  for (int i = 0; i < 5'000'000; ++i) {
    const double x = static_cast<double>(random() % 2'000'000) / 1000 * (i % 1000 == 0 ? 1e6 : 1);
    mean = sma.push(x);
    spread = stdev.push(x);
    if (i >= 5'000'000 - 100) last.push_back(x);
  }
  long double sum = 0;
  for (const double x : last) sum += x;
  EXPECT_NEAR(mean, static_cast<double>(sum / 100), 1e-9);
  EXPECT_NEAR(spread, plainStdev(last), 1e-6);
}

TEST(Streaming, ACopyIsAPreviewThatChangesNothing) {
  Ema ema(3);
  for (const double x : {1.0, 2.0, 3.0}) ema.push(x);
  for (int i = 0; i < 10; ++i) {
    Ema preview = ema;
    preview.push(100 + i);
  }
  EXPECT_EQ(ema.push(4), 3);
}

}  // namespace
}  // namespace perpscope::indicators
