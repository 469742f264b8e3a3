#include <random>

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

TEST(FlowDashboard, NoVenueIsPassedOverInTheSumOfYesterday) {
  for (const auto* lacking : {"binance:BTCUSDT", "bybit:BTCUSDT"}) {
    auto bench = flow(1, {{"oi_membership", "any"}}, "binance,bybit,okx");
    for (const auto* leg : {"binance:BTCUSDT", "bybit:BTCUSDT", "okx:BTC-USDT-SWAP"}) {
      bench.perp(leg, {100});
      oi(bench, leg, {kNaN}, {500});
      oi(bench, leg, {kNaN}, {leg == std::string_view(lacking) ? kNaN : 400}, kDay);
    }
    bench.run();
    EXPECT_EQ(bench.column("oi")[0], 1500);
    EXPECT_TRUE(isMissing(bench.column("oi_change_24h")[0])) << lacking;
  }
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

TEST(FlowDashboard, StateStartsAfreshAfterALongHole) {
  const auto z_after = [](std::size_t hole) {
    auto bench = flow(hole + 5);
    Values perp(hole + 5, kNaN);
    std::ranges::copy(std::array{101.0, 102.0, 103.0}, perp.begin());
    std::ranges::copy(std::array{104.0, 105.0}, perp.end() - 2);
    bench.perp("binance:BTCUSDT", perp);
    bench.run();
    return bench.column("premium_z").back();
  };
  EXPECT_NEAR(z_after(3), 1.0 / std::sqrt(2.0 / 3), 1e-12);
  EXPECT_TRUE(isMissing(z_after(4))) << "two bars are no window of three";
}

TEST(FlowDashboard, SmoothingThatWarmsUpIsAHole) {
  auto bench = flow(4, {{"premium_smooth", "3"}});
  bench.perp("binance:BTCUSDT", {101, 102, 103, 104});
  bench.run();
  EXPECT_THAT(bench.column("premium"), ElementsAre(IsNan(), IsNan(), 2, 3));
  EXPECT_THAT(bench.column("confluence"), ElementsAre(IsNan(), IsNan(), 0, 0));
  EXPECT_THAT(bench.column("perp"), ElementsAre(101, 102, 103, 104)) << "plain prices stay";
}

TEST(FlowDashboard, TurningTheSignLeavesScoresAndVotes) {
  auto plain = flow(4);
  auto turned = flow(4, {{"sign", "spot_minus_perp"}});
  for (auto* bench : {&plain, &turned}) {
    bench->perp("binance:BTCUSDT", {100, 101, 103, 99});
    bench->run();
  }
  EXPECT_THAT(turned.column("premium"), ElementsAre(0, -1, -3, 1));
  EXPECT_FALSE(std::signbit(turned.column("premium")[0])) << "minus nothing is nothing";
  for (const auto* key : {"premium_z", "vote_premium", "vote_spot", "confluence"})
    EXPECT_THAT(turned.column(key), testing::Pointwise(testing::NanSensitiveDoubleEq(), plain.column(key)))
        << key;
}

TEST(FlowDashboard, FundingCanWeighByOpenInterest) {
  auto bench = flow(2, {{"weighting", "oi"}, {"oi_membership", "any"}}, "binance,bybit");
  bench.perp("binance:BTCUSDT", same(2, 100));
  bench.perp("bybit:BTCUSDT", same(2, 100));
  oi(bench, "binance:BTCUSDT", same(2, kNaN), {300, 300});
  oi(bench, "bybit:BTCUSDT", {1, kNaN}, same(2, kNaN));
  bench.fill("binance:BTCUSDT", MarketKind::Perp, InputKind::Funding, 0, {0.0001, 0.0001});
  bench.fill("bybit:BTCUSDT", MarketKind::Perp, InputKind::Funding, 0, {0.0005, 0.0005});
  bench.run();
  // 300 USD against one coin of 100; then bybit's open interest is unknown.
  EXPECT_THAT(bench.column("funding_raw"), ElementsAre(DoubleNear(0.02, 1e-12), DoubleNear(0.01, 1e-12)));
}

TEST(FlowDashboard, TheRateThatFormsCountsOnTheRunningBarAlone) {
  auto bench = flow(3, {{"twap_length", "1"}});
  bench.perp("binance:BTCUSDT", same(3, 100));
  bench.fill("binance:BTCUSDT", MarketKind::Perp, InputKind::Funding, 0, {0.0001, 0.0001, 0.0001});
  bench.fill("binance:BTCUSDT", MarketKind::Perp, InputKind::Funding, 3, {0.0009, 0.0009, 0.0003});
  bench.run(kDay0 + 60 * kHour);
  EXPECT_THAT(bench.column("funding_raw"),
              ElementsAre(DoubleNear(0.01, 1e-12), DoubleNear(0.01, 1e-12), DoubleNear(0.03, 1e-12)));
}

TEST(FlowDashboard, LeverageVotesAndWarnings) {
  auto bench = flow(4, {{"twap_length", "1"}});
  bench.perp("binance:BTCUSDT", same(4, 100));
  // Within three bars no score passes the square root of two: the fixed levels need longer windows.
  oi(bench, "binance:BTCUSDT", same(4, kNaN), {100, 100, 130, 90});
  bench.fill("binance:BTCUSDT", MarketKind::Perp, InputKind::Funding, 0, {1e-4, 1e-4, 3e-4, -1e-4});
  bench.run();
  EXPECT_THAT(bench.column("vote_leverage"), ElementsAre(0, 0, -1, 1));
  EXPECT_THAT(bench.column("over_leverage_long"), ElementsAre(0, 0, 0, 0));

  auto hot = flow(10, {{"z_length", "10"}, {"twap_length", "1"}});
  Values value = same(10, 100);
  value[9] = 200;
  Values rate = same(10, 1e-4);
  rate[9] = -5e-4;
  hot.perp("binance:BTCUSDT", same(10, 100));
  oi(hot, "binance:BTCUSDT", same(10, kNaN), value);
  hot.fill("binance:BTCUSDT", MarketKind::Perp, InputKind::Funding, 0, rate);
  hot.run();
  EXPECT_NEAR(hot.column("oi_z")[9], 3, 1e-9);
  EXPECT_EQ(hot.column("over_leverage_short")[9], 1);
  EXPECT_EQ(hot.column("over_leverage_short_onset")[9], 1);
  EXPECT_EQ(hot.column("over_leverage_long")[9], 0);
}

TEST(FlowDashboard, SpotLeadsWhereItRisesAndThePremiumLagsItsHabit) {
  StudyBench bench("flow_dashboard", Interval::D1,
                   {{"spot_legs", "binance"}, {"perp_legs", "binance"}, {"z_length", "3"}}, 22);
  Values spot = same(22, 100);
  spot[20] = 110;
  spot[21] = 90;
  Values perp = same(22, 100);
  perp[20] = 109;
  perp[21] = 95;
  bench.spot("binance:BTCUSDT", spot);
  bench.perp("binance:BTCUSDT", perp);
  bench.run();
  EXPECT_THAT(bench.column("vote_spot")[19], 0);
  EXPECT_THAT(bench.column("vote_spot")[20], 1);
  EXPECT_THAT(bench.column("vote_spot")[21], -1);
}

TEST(FlowDashboard, ModeAllAsksEachScore) {
  const auto top = [](const char* each) {
    auto bench = flow(3, {{"extreme_mode", "all"}, {"extreme_each", each}, {"twap_length", "1"}});
    bench.perp("binance:BTCUSDT", {100, 100, 101});
    bench.fill("binance:BTCUSDT", MarketKind::Perp, InputKind::Funding, 0, {1e-4, 1e-4, 2e-4});
    bench.run();
    return bench.column("cycle_top").back();
  };
  EXPECT_EQ(top("1.41"), 1);
  EXPECT_EQ(top("1.42"), 0);
}

// What section 1.2 says, computed anew at each bar from the raw rows, while venues come and go.
TEST(FlowDashboard, SteadySumsEqualTheirDefinition) {
  constexpr std::size_t kBars = 300;
  constexpr std::size_t kLength = 5;
  const std::array<const char*, 3> venues{"binance", "bybit", "okx"};
  const std::array<const char*, 3> legs{"binance:BTCUSDT", "bybit:BTCUSDT", "okx:BTC-USDT-SWAP"};
  auto bench = flow(kBars, {{"z_length", "5"}}, "binance,bybit,okx");
  std::mt19937 random(7);
  std::array<Values, 3> usd;
  for (std::size_t leg = 0; leg < venues.size(); ++leg) {
    bool there = false;
    for (std::size_t bar = 0; bar < kBars; ++bar) {
      if (random() % 6 == 0) there = !there;
      usd[leg].push_back(there ? 1000.0 + static_cast<double>(random() % 100) : kNaN);
    }
    bench.perp(legs[leg], same(kBars, 100));
    oi(bench, legs[leg], same(kBars, kNaN), usd[leg]);
  }
  bench.run();
  const auto z = bench.column("oi_z");
  const auto sum = bench.column("oi");
  for (std::size_t bar = kLength - 1; bar < kBars; ++bar) {
    Values window(kLength, 0);
    double members = 0;
    for (const auto& values : usd) {
      const auto first = values.begin() + static_cast<std::ptrdiff_t>(bar + 1 - kLength);
      if (std::any_of(first, first + kLength, isMissing)) continue;
      ++members;
      for (std::size_t i = 0; i < kLength; ++i) window[i] += first[static_cast<std::ptrdiff_t>(i)];
    }
    ASSERT_EQ(bench.column("oi_venues")[bar], members) << bar;
    if (members == 0) {
      ASSERT_TRUE(isMissing(z[bar]) && isMissing(sum[bar])) << bar;
      continue;
    }
    double mean = 0;
    for (const double x : window) mean += x / kLength;
    double variance = 0;
    for (const double x : window) variance += (x - mean) * (x - mean) / kLength;
    ASSERT_EQ(sum[bar], window.back()) << bar;
    ASSERT_NEAR(z[bar], (window.back() - mean) / std::sqrt(variance), 1e-9) << bar;
  }
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
