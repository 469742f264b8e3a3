#include <gtest/gtest.h>

#include "demo_market.h"

namespace perpscope::sim {
namespace {

constexpr TimeRange kMonth{utc(2026, 5, 1), utc(2026, 6, 1)};

double meanBase(std::string_view venue) {
  double sum = 0;
  const auto samples = demoMarket().openInterest(perpLeg(venue), kDay, kMonth);
  for (const auto& sample : samples) sum += sample.base.value();
  return sum / static_cast<double>(samples.size());
}

TEST(OpenInterest, IsSampledAtMultiplesOfTheStep) {
  const auto samples =
      demoMarket().openInterest(perpLeg("okx"), 5 * kMinute, {utc(2026, 5, 1) + kMinute, utc(2026, 5, 2)});
  EXPECT_EQ(samples.size(), 287U);
  EXPECT_EQ(samples.front().time, utc(2026, 5, 1) + 5 * kMinute);
  EXPECT_EQ(samples.back().time, utc(2026, 5, 1, std::chrono::minutes{23 * 60 + 55}));
  EXPECT_TRUE(demoMarket().openInterest(spotLeg("okx"), kDay, kMonth).empty());
}

TEST(OpenInterest, ASampleDoesNotDependOnTheStep) {
  const TimeRange instant{utc(2026, 5, 7), utc(2026, 5, 7) + kMinute};
  const auto& leg = perpLeg("bybit");
  const auto of_day = demoMarket().openInterest(leg, kDay, instant);
  const auto of_minute = demoMarket().openInterest(leg, Milliseconds{1}, instant);
  ASSERT_EQ(of_day.size(), 1U);
  ASSERT_EQ(of_minute.size(), 1U);
  EXPECT_EQ(of_day[0].base, of_minute[0].base);
}

TEST(OpenInterest, DollarsAreCoinsTimesPrice) {
  for (const auto& leg : demoMarket().perpLegs()) {
    const auto samples = demoMarket().openInterest(leg, kHour, kMonth);
    const auto bars = demoMarket().bars(leg, PriceKind::Trade, Interval::H1, kMonth);
    ASSERT_EQ(samples.size(), bars.size()) << leg.name();
    for (std::size_t i = 0; i < samples.size(); ++i) {
      const double usd = samples[i].base.value() * bars[i].open.value();
      ASSERT_NEAR(samples[i].usd.value(), usd, 1e-9 * usd) << leg.name();
      ASSERT_NEAR(leg.contract.toBase(samples[i].contracts, bars[i].open).value(), samples[i].base.value(),
                  1e-6);
    }
  }
}

TEST(OpenInterest, InverseContractsAreWhole) {
  for (const auto& sample : demoMarket().openInterest(perpLeg("deribit"), kHour, kMonth))
    ASSERT_EQ(sample.contracts.value(), std::round(sample.contracts.value()));
}

TEST(OpenInterest, VenuesHaveTheirSizes) {
  EXPECT_GT(meanBase("binance"), meanBase("bybit"));
  EXPECT_GT(meanBase("bybit"), meanBase("okx"));
  EXPECT_GT(meanBase("okx"), 2 * meanBase("bitfinex"));
  EXPECT_GT(meanBase("okx"), 2 * meanBase("kraken"));
  EXPECT_GT(meanBase("binance"), 30'000);
  EXPECT_LT(meanBase("binance"), 300'000);
}

TEST(OpenInterest, GrowsAfterTheListing) {
  const auto samples = demoMarket().openInterest(perpLeg("hyperliquid"), kDay, kAlways);
  EXPECT_EQ(samples.front().time, utc(2023, 6, 12));
  EXPECT_GT(samples.back().base.value(), 3 * samples.front().base.value());
}

TEST(OpenInterest, IsLostDuringTheOutage) {
  const TimeRange outage = demoMarket().outage();
  EXPECT_TRUE(demoMarket().openInterest(perpLeg("kraken"), kMinute, outage).empty());
  EXPECT_FALSE(demoMarket().openInterest(perpLeg("bybit"), kMinute, outage).empty());
}

}  // namespace
}  // namespace perpscope::sim
