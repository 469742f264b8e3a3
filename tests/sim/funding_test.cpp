#include <gtest/gtest.h>

#include "demo_market.h"

namespace perpscope::sim {
namespace {

constexpr TimeRange kYear{utc(2025, 3, 1), utc(2026, 3, 1)};

double meanPremium(const Instrument& leg, TimeRange window) {
  double sum = 0;
  const auto bars = demoMarket().bars(leg, PriceKind::PremiumIndex, Interval::M1, window);
  for (const auto& bar : bars) sum += bar.close.value();
  return sum / static_cast<double>(bars.size());
}

TEST(Funding, SettlesOnEachVenuesGrid) {
  for (const auto& [venue, hours] :
       {std::pair{"binance", 8}, std::pair{"bybit", 8}, std::pair{"okx", 8}, std::pair{"bitfinex", 8},
        std::pair{"kraken", 1}, std::pair{"coinbase", 1}, std::pair{"deribit", 1},
        std::pair{"hyperliquid", 1}}) {
    const auto settled = demoMarket().settledFunding(perpLeg(venue), kYear);
    ASSERT_EQ(settled.size(), static_cast<std::size_t>(365 * 24 / hours)) << venue;
    EXPECT_EQ(settled.front().time, kYear.from);
    for (std::size_t i = 0; i < settled.size(); ++i) {
      ASSERT_EQ(settled[i].time, kYear.from + static_cast<std::int64_t>(i) * hours * kHour) << venue;
      ASSERT_EQ(settled[i].rate.interval, std::chrono::hours{hours});
      ASSERT_EQ(settled[i].rate.kind, FundingKind::Settled);
      ASSERT_FALSE(settled[i].next_time);
    }
  }
}

TEST(Funding, IsOftenExactlyTheInterest) {
  for (const auto& [venue, interest] : {std::pair{"binance", 1e-4}, std::pair{"hyperliquid", 1.25e-5}}) {
    const auto settled = demoMarket().settledFunding(perpLeg(venue), kYear);
    const auto usual =
        std::ranges::count_if(settled, [&](const Funding& f) { return f.rate.fraction == interest; });
    const double share = static_cast<double>(usual) / static_cast<double>(settled.size());
    EXPECT_GT(share, 0.2) << venue;
    EXPECT_LT(share, 0.8) << venue;
  }
}

TEST(Funding, FollowsThePremiumOfItsWindow) {
  const auto& leg = perpLeg("binance");
  const TimeRange months{utc(2025, 9, 1), utc(2026, 1, 1)};
  int high = 0;
  int low = 0;
  for (const auto& settled : demoMarket().settledFunding(leg, months)) {
    const double premium = meanPremium(leg, {settled.time - 8 * kHour, settled.time});
    const double rate = settled.rate.fraction;
    ASSERT_LE(std::abs(rate), 3e-3);
    if (premium > 9e-4) {
      ++high;
      EXPECT_GT(rate, 1e-4) << isoTime(settled.time);
    } else if (premium < -9e-4) {
      ++low;
      EXPECT_LT(rate, 0) << isoTime(settled.time);
    } else if (std::abs(premium) < 1e-4) {
      EXPECT_NEAR(rate, 1e-4, 1.5e-4) << isoTime(settled.time);
    }
  }
  EXPECT_GT(high, 3);
  EXPECT_GT(low, 3);
}

TEST(Funding, VenuesAgreeOverEightHours) {
  const auto mean = [](std::string_view venue) {
    double sum = 0;
    const auto settled = demoMarket().settledFunding(perpLeg(venue), {utc(2024, 1, 1), utc(2026, 6, 1)});
    for (const auto& f : settled) sum += f.rate.perEightHours();
    return sum / static_cast<double>(settled.size());
  };
  const double binance = mean("binance");
  for (const auto venue : {"bybit", "okx", "bitfinex", "kraken", "coinbase", "deribit", "hyperliquid"})
    EXPECT_NEAR(mean(venue), binance, 2e-4) << venue;
}

TEST(Funding, IsLostDuringTheOutage) {
  const TimeRange outage = demoMarket().outage();
  const TimeRange days{outage.from - kDay, outage.to + kDay};
  const auto settled = demoMarket().settledFunding(perpLeg("kraken"), days);
  for (const auto& f : settled) EXPECT_FALSE(outage.contains(f.time));
  EXPECT_LT(settled.size(), static_cast<std::size_t>((days.to - days.from) / kHour) - 4);
}

TEST(Funding, BeginsAWindowAfterTheListingAndEndsAtNow) {
  const auto settled = demoMarket().settledFunding(perpLeg("binance"), kAlways);
  EXPECT_EQ(settled.front().time, utc(2019, 9, 9, std::chrono::hours{8}));
  EXPECT_EQ(settled.back().time, utc(2026, 6, 20, std::chrono::hours{8}));
  EXPECT_TRUE(demoMarket().settledFunding(spotLeg("binance"), kAlways).empty());
}

TEST(Funding, ForecastsTheNextSettlement) {
  const auto forming = demoMarket().predictedFunding(perpLeg("binance"));
  ASSERT_TRUE(forming);
  EXPECT_EQ(forming->time, kNow);
  EXPECT_EQ(forming->next_time, utc(2026, 6, 20, std::chrono::hours{16}));
  EXPECT_EQ(forming->rate.kind, FundingKind::Predicted);
  EXPECT_LE(std::abs(forming->rate.fraction), 3e-3);
  EXPECT_EQ(demoMarket().predictedFunding(perpLeg("kraken"))->next_time,
            utc(2026, 6, 20, std::chrono::hours{11}));
  EXPECT_FALSE(demoMarket().predictedFunding(spotLeg("binance")));
}

}  // namespace
}  // namespace perpscope::sim
