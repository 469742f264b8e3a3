#include <gmock/gmock.h>

#include "studies/study_bench.h"

namespace perpscope::studies {
namespace {

using testing::DoubleNear;
using testing::ElementsAre;
using testing::IsNan;

constexpr double kNaN = kMissing;
using Values = std::vector<double>;

Values same(std::size_t count, double value) { return Values(count, value); }

StudyBench flow(std::size_t bars, Overrides more = {}, const char* perps = "binance") {
  Overrides overrides{{"spot_legs", "binance"}, {"perp_legs", perps}, {"z_length", "3"}};
  more.merge(overrides);
  StudyBench bench("flow_dashboard", Interval::D1, more, bars);
  bench.spot("binance:BTCUSDT", same(bars, 100));
  return bench;
}

void oi(StudyBench& bench, const std::string& leg, const Values& base, const Values& usd,
        Milliseconds lag = Milliseconds{0}) {
  bench.fill(leg, MarketKind::Perp, InputKind::OpenInterest, 0, base, lag);
  bench.fill(leg, MarketKind::Perp, InputKind::OpenInterest, 1, usd, lag);
}

TEST(FlowDashboard, PremiumAndItsScore) {
  auto bench = flow(5);
  bench.perp("binance:BTCUSDT", {101, 102, 103, 103, 103});
  bench.run();
  EXPECT_THAT(bench.column("premium"), ElementsAre(1, 2, 3, 3, 3));
  const auto z = bench.column("premium_z");
  EXPECT_TRUE(isMissing(z[1]));
  EXPECT_NEAR(z[2], 1.0 / std::sqrt(2.0 / 3), 1e-12);
  EXPECT_EQ(z[4], 0) << "a flat window is no deviation";
}

TEST(FlowDashboard, OpenInterestInOneUnit) {
  auto bench = flow(3, {{"oi_membership", "any"}}, "binance,bybit");
  bench.perp("binance:BTCUSDT", {100, 110, 120});
  bench.perp("bybit:BTCUSDT", {100, 110, 120});
  oi(bench, "binance:BTCUSDT", {kNaN, kNaN, kNaN}, {1000, 1000, kNaN});
  oi(bench, "bybit:BTCUSDT", {5, 5, 5}, {kNaN, kNaN, kNaN});
  bench.run();
  EXPECT_THAT(bench.column("oi"), ElementsAre(1500, 1550, 600)) << "coins by that leg's own close";
  EXPECT_THAT(bench.column("oi_venues"), ElementsAre(2, 2, 1));
}

TEST(FlowDashboard, SteadyMembersHaveDataInTheWholeWindow) {
  auto bench = flow(8, {}, "binance,bybit");
  bench.perp("binance:BTCUSDT", same(8, 100));
  bench.perp("bybit:BTCUSDT", same(8, 100));
  oi(bench, "binance:BTCUSDT", same(8, kNaN), {10, 11, 12, 13, 14, 15, 16, 17});
  oi(bench, "bybit:BTCUSDT", same(8, kNaN), {kNaN, 1000, 1000, 1000, kNaN, 1000, 1000, 1000});
  bench.run();
  EXPECT_THAT(bench.column("oi"), ElementsAre(IsNan(), IsNan(), 12, 1013, 14, 15, 16, 1017));
  EXPECT_THAT(bench.column("oi_venues"), ElementsAre(0, 0, 1, 2, 1, 1, 1, 2));
  // The window is that of today's members throughout: the jump of a thousand is in no score.
  const double rising = 1.0 / std::sqrt(2.0 / 3);
  for (std::size_t bar = 2; bar < 8; ++bar) EXPECT_NEAR(bench.column("oi_z")[bar], rising, 1e-9) << bar;
}

TEST(FlowDashboard, ChangeOf24HoursIsOfTheSameVenues) {
  auto bench = flow(3, {{"oi_membership", "any"}}, "binance,bybit");
  bench.perp("binance:BTCUSDT", same(3, 100));
  bench.perp("bybit:BTCUSDT", same(3, 100));
  oi(bench, "binance:BTCUSDT", same(3, kNaN), {100, 110, 121});
  oi(bench, "binance:BTCUSDT", same(3, kNaN), {kNaN, 100, 110}, kDay);
  oi(bench, "bybit:BTCUSDT", same(3, kNaN), {kNaN, kNaN, 500});
  bench.run();
  const auto change = bench.column("oi_change_24h");
  EXPECT_TRUE(isMissing(change[0]));
  EXPECT_NEAR(change[1], 10, 1e-9);
  EXPECT_TRUE(isMissing(change[2])) << "bybit has no value of yesterday";
}

TEST(FlowDashboard, FundingIsTheMeanOfVenuesThenOfBars) {
  auto bench = flow(4, {}, "binance,bybit");
  bench.perp("binance:BTCUSDT", same(4, 100));
  bench.perp("bybit:BTCUSDT", same(4, 100));
  bench.fill("binance:BTCUSDT", MarketKind::Perp, InputKind::Funding, 0, {0.0001, 0.0001, 0.0003, kNaN});
  bench.fill("bybit:BTCUSDT", MarketKind::Perp, InputKind::Funding, 0, {0.0003, kNaN, 0.0005, kNaN});
  bench.run();
  EXPECT_THAT(bench.column("funding_raw"), ElementsAre(DoubleNear(0.02, 1e-12), DoubleNear(0.01, 1e-12),
                                                       DoubleNear(0.04, 1e-12), IsNan()));
  EXPECT_THAT(bench.column("funding"), ElementsAre(IsNan(), IsNan(), DoubleNear(0.07 / 3, 1e-12), IsNan()))
      << "no value is repeated over a missing one";
}

TEST(FlowDashboard, FundingScales) {
  for (const auto& [scale, factor] : {std::pair{"8h", 1.0}, {"1h", 0.125}, {"day", 3.0}, {"apr", 1095.0}}) {
    auto bench = flow(1, {{"scale", scale}, {"twap_length", "1"}});
    bench.perp("binance:BTCUSDT", {100});
    bench.fill("binance:BTCUSDT", MarketKind::Perp, InputKind::Funding, 0, {0.0001});
    bench.run();
    EXPECT_NEAR(bench.column("funding")[0], 0.01 * factor, 1e-12) << scale;
  }
}

TEST(FlowDashboard, VotesWithoutInputsAreZero) {
  auto bench = flow(2);
  bench.perp("binance:BTCUSDT", {101, 102});
  bench.run();
  for (const auto* key : {"vote_premium", "vote_leverage", "vote_spot", "confluence", "bullish", "cycle_top"})
    EXPECT_THAT(bench.column(key), ElementsAre(0, 0)) << key;
  EXPECT_THAT(bench.column("extreme"), ElementsAre(IsNan(), IsNan()));
}

TEST(FlowDashboard, PremiumVotesAgainstItsAverage) {
  auto bench = flow(22);
  Values perp = same(22, 101);
  perp[20] = 102;
  perp[21] = 100;
  bench.perp("binance:BTCUSDT", perp);
  bench.run();
  const auto votes = bench.column("vote_premium");
  EXPECT_EQ(votes[19], 0) << "equal to its average";
  EXPECT_EQ(votes[20], 1);
  EXPECT_EQ(votes[21], -1);
}

TEST(FlowDashboard, ExtremesNeedTwoScoresThatAgree) {
  auto bench = flow(4, {{"top_level", "1"}, {"bottom_level", "1"}, {"twap_length", "1"}});
  bench.perp("binance:BTCUSDT", {101, 101, 104, 90});
  bench.fill("binance:BTCUSDT", MarketKind::Perp, InputKind::Funding, 0, {0.0001, 0.0001, 0.0009, -0.001});
  bench.run();
  EXPECT_THAT(bench.column("cycle_top"), ElementsAre(0, 0, 1, 0));
  EXPECT_THAT(bench.column("cycle_top_onset"), ElementsAre(0, 0, 1, 0));
  EXPECT_THAT(bench.column("cycle_bottom"), ElementsAre(0, 0, 0, 1));
  EXPECT_NEAR(bench.column("extreme")[2], std::sqrt(2.0), 1e-9);
}

TEST(FlowDashboard, HolesArePushedToNoWindow) {
  auto bench = flow(5);
  bench.perp("binance:BTCUSDT", {101, kNaN, 102, kNaN, 103});
  bench.run();
  EXPECT_THAT(bench.column("bullish"), ElementsAre(0, IsNan(), 0, IsNan(), 0));
  EXPECT_FALSE(isMissing(bench.column("premium_z")[4]));
  EXPECT_TRUE(isMissing(bench.column("premium_z")[2]));
}

TEST(FlowDashboard, DefaultsFollowTheInterval) {
  const auto& params = (*named("flow_dashboard"))->declaration().params;
  const auto at = [&params](Interval interval, const char* key) {
    return resolve(params, interval, {})->number(key);
  };
  EXPECT_EQ(at(Interval::M1, "z_length"), 60);
  EXPECT_EQ(at(Interval::D1, "z_length"), 60);
  EXPECT_EQ(at(Interval::D3, "z_length"), 20);
  EXPECT_EQ(at(Interval::W1, "z_length"), 26);
  EXPECT_EQ(at(Interval::Mo1, "z_length"), 12);
  EXPECT_EQ(at(Interval::W1, "top_level"), 1.75);
  EXPECT_EQ(at(Interval::Mo1, "top_level"), 1.5);
  EXPECT_EQ(at(Interval::D3, "bottom_level"), 1.75);
  EXPECT_EQ(at(Interval::W1, "bottom_level"), 1.25);
  EXPECT_EQ(at(Interval::Mo1, "bottom_level"), 1.0);
  EXPECT_EQ(at(Interval::H12, "max_age"), 2);
  EXPECT_EQ(at(Interval::D1, "max_age"), 0);
}

}  // namespace
}  // namespace perpscope::studies
