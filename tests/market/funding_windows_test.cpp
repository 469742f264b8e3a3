#include "market/funding_windows.h"

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace perpscope {
namespace {

using testing::DoubleEq;
using testing::ElementsAre;
using testing::IsNan;

constexpr Time kDay0 = utc(2024, 1, 1);
constexpr Time kLongAfter = utc(2030, 1, 1);

FundingColumns settlements(const std::vector<Milliseconds>& after, int hours = 8) {
  FundingColumns settled;
  for (const auto at : after) {
    settled.time.push_back(kDay0 + at);
    settled.fraction.push_back(0.0001);
    settled.interval_min.push_back(hours * 60);
  }
  return settled;
}

std::vector<double> hoursOf(const std::vector<FundingWindowSpan>& windows) {
  std::vector<double> hours;
  for (const auto& window : windows)
    hours.push_back(std::chrono::duration<double, std::ratio<3600>>(window.to - kDay0).count());
  return hours;
}

Grid gridOf(Interval interval, std::size_t bars) { return {interval, barNumber(kDay0, interval), bars}; }

// Hourly samples with the premium of their number, from 1.
PremiumSamples hourly(std::size_t count) {
  PremiumSamples samples{gridOf(Interval::H1, count), {}};
  for (std::size_t i = 1; i <= count; ++i) samples.values.push_back(static_cast<double>(i) * 1e-5);
  return samples;
}

GridPremium align(const PremiumSamples& samples, const Grid& grid, SampleWeights weights,
                  Time now = kLongAfter) {
  const auto windows = fundingWindows({}, grid.range());
  return alignPremium(samples, windows, grid, weights, {}, now);
}

TEST(FundingFormula, AddsWhatIsLeftOfTheInterestAndKeepsWithinTheCap) {
  const FundingFormula formula;
  EXPECT_DOUBLE_EQ(formula.rate(0), 0.0001);
  EXPECT_DOUBLE_EQ(formula.rate(0.0004), 0.0001);
  EXPECT_DOUBLE_EQ(formula.rate(0.001), 0.0005);
  EXPECT_DOUBLE_EQ(formula.rate(-0.001), -0.0005);
  EXPECT_DOUBLE_EQ(formula.rate(0.01), 0.003);
  EXPECT_DOUBLE_EQ(formula.rate(-0.01), -0.003);
  EXPECT_TRUE(isMissing(formula.rate(kMissing)));
}

TEST(FundingWindows, WithoutRatesAreEightHoursFromMidnight) {
  EXPECT_THAT(hoursOf(fundingWindows({}, {kDay0 + kHour, kDay0 + 17 * kHour})), ElementsAre(8, 16, 24));
}

TEST(FundingWindows, GoOnWithTheNearestIntervalWhereRatesAreMissing) {
  // 8 h rates until 16:00, none until 4 h rates from the next day's 8:00.
  auto settled = settlements({8 * kHour, 16 * kHour});
  const auto later = settlements({32 * kHour, 36 * kHour}, 4);
  settled.time.insert(settled.time.end(), later.time.begin(), later.time.end());
  settled.fraction.insert(settled.fraction.end(), 2, 0.0001);
  settled.interval_min.insert(settled.interval_min.end(), 2, 240);
  const auto windows = fundingWindows(settled, {kDay0, kDay0 + 41 * kHour});
  EXPECT_THAT(hoursOf(windows), ElementsAre(8, 16, 20, 24, 28, 32, 36, 40, 44));
  for (std::size_t i = 1; i < windows.size(); ++i) EXPECT_EQ(windows[i].from, windows[i - 1].to);
  EXPECT_EQ(windows[0].covers, std::chrono::hours{8});
  EXPECT_EQ(windows[2].covers, std::chrono::hours{4});
}

TEST(AlignPremium, WeighsNewerSamplesMore) {
  const auto linear = align(hourly(8), gridOf(Interval::H4, 2), SampleWeights::Linear);
  EXPECT_THAT(linear.mean, ElementsAre(DoubleEq(30e-5 / 10), DoubleEq(204e-5 / 36)));
  const auto equal = align(hourly(8), gridOf(Interval::H4, 2), SampleWeights::Equal);
  EXPECT_THAT(equal.mean, ElementsAre(DoubleEq(2.5e-5), DoubleEq(4.5e-5)));
  EXPECT_THAT(equal.samples, ElementsAre(4, 8));
  EXPECT_THAT(equal.until_min, ElementsAre(240, 480)) << "at a settlement the next one counts";
}

TEST(AlignPremium, StartsAfreshWithEachWindow) {
  const auto out = align(hourly(12), gridOf(Interval::H1, 12), SampleWeights::Equal);
  EXPECT_DOUBLE_EQ(out.mean[7], 4.5e-5);
  EXPECT_DOUBLE_EQ(out.mean[8], 9e-5);
  EXPECT_DOUBLE_EQ(out.mean[11], 10.5e-5);
}

TEST(AlignPremium, CountsOnlySamplesThatAreThere) {
  auto samples = hourly(8);
  samples.values[2] = kMissing;
  const auto out = align(samples, gridOf(Interval::H1, 8), SampleWeights::Linear);
  EXPECT_DOUBLE_EQ(out.mean[2], (1 * 1 + 2 * 2) * 1e-5 / 3);
  EXPECT_DOUBLE_EQ(out.mean[3], (1 * 1 + 2 * 2 + 3 * 4) * 1e-5 / 6) << "k counts those present";
  EXPECT_EQ(out.samples[7], 7);
}

TEST(AlignPremium, AWindowThatIsOverNeedsItsFirstAndLastSample) {
  for (const std::size_t missing : {0U, 7U}) {
    auto samples = hourly(9);
    samples.values[missing] = kMissing;
    const auto out = align(samples, gridOf(Interval::H1, 9), SampleWeights::Equal);
    EXPECT_THAT(out.mean[7], IsNan()) << missing;
    EXPECT_DOUBLE_EQ(out.mean[6], missing == 0 ? 4.5e-5 : 4e-5) << "a running one does not";
    EXPECT_DOUBLE_EQ(out.mean[8], 9e-5);
  }
}

TEST(AlignPremium, LongBarsAreTheMeanOfTheWindowsThatSettled) {
  auto samples = hourly(24);
  const auto day = align(samples, gridOf(Interval::D1, 1), SampleWeights::Equal);
  EXPECT_THAT(day.mean, ElementsAre(DoubleEq((4.5 + 12.5 + 20.5) / 3 * 1e-5)));
  EXPECT_THAT(day.rate_8h, ElementsAre(DoubleEq(0.0001)));
  EXPECT_THAT(day.samples, ElementsAre(24));
  samples.values[8] = kMissing;
  EXPECT_THAT(align(samples, gridOf(Interval::D1, 1), SampleWeights::Equal).mean,
              ElementsAre(DoubleEq((4.5 + 20.5) / 2 * 1e-5)));
}

TEST(AlignPremium, RatesOfLongBarsAreAveragedNotTheirPremiums) {
  PremiumSamples samples{gridOf(Interval::H8, 3), {0.001, 0, 0}};
  const auto out = align(samples, gridOf(Interval::D1, 1), SampleWeights::Equal);
  EXPECT_THAT(out.rate_8h, ElementsAre(DoubleEq((0.0005 + 0.0001 + 0.0001) / 3)));
}

TEST(AlignPremium, ARunningBarIsAsOfNow) {
  const auto at = [](Milliseconds now) {
    const auto out = align(hourly(24), gridOf(Interval::D1, 1), SampleWeights::Equal, kDay0 + now);
    return std::pair{out.mean[0], out.until_min[0]};
  };
  EXPECT_EQ(at(3 * kHour), (std::pair{2e-5, 300.0})) << "nothing settled yet: what forms";
  EXPECT_EQ(at(10 * kHour).first, 4.5e-5);
  EXPECT_EQ(at(10 * kHour).second, 360.0);
}

TEST(AlignPremium, SamplesLongerThanBarsCountFromTheirEnd) {
  PremiumSamples samples{gridOf(Interval::M15, 2), {1e-5, 3e-5}};
  const auto out = align(samples, gridOf(Interval::M5, 6), SampleWeights::Equal);
  EXPECT_THAT(out.mean, ElementsAre(IsNan(), IsNan(), 1e-5, 1e-5, 1e-5, 2e-5));
}

TEST(AlignPremium, NoSamplesGiveNothingButTheSchedule) {
  const auto out = align({}, gridOf(Interval::H4, 2), SampleWeights::Linear);
  EXPECT_THAT(out.mean, ElementsAre(IsNan(), IsNan()));
  EXPECT_THAT(out.until_min, ElementsAre(240, 480));
}

}  // namespace
}  // namespace perpscope
