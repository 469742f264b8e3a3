#include <gmock/gmock.h>

#include "studies/real_days.h"
#include "studies/study_bench.h"

namespace perpscope::studies {
namespace {

using testing::DoubleEq;
using testing::Each;
using testing::ElementsAre;
using testing::IsNan;

using Values = std::vector<double>;
constexpr double kNaN = kMissing;
constexpr auto kLeg = "binance:BTCUSDT";

// Hourly bars: a look-back of 4 h is the least one, 20 bars, and the window of the rate of change one bar.
// Spot is 100, so that the perp's price less 100 is the premium.
class IntradayPremiumTest : public testing::Test {
 protected:
  void premiums(const Values& values, const Overrides& overrides = {}) {
    bench_ = std::make_unique<StudyBench>("intraday_premium", Interval::H1, overrides, values.size());
    bench_->spot(kLeg, Values(values.size(), 100));
    Values closes;
    for (const double premium : values) closes.push_back(100 + premium);
    bench_->fill(kLeg, MarketKind::Perp, InputKind::Candles, 3, closes);
  }
  Values column(std::string_view key) {
    bench_->run();
    return bench_->column(key);
  }

  std::unique_ptr<StudyBench> bench_;
};

// Twenty bars of 1 and -1 in turn: mean 0, deviation 1.
Values calm() {
  Values values;
  for (int i = 0; i < 20; ++i) values.push_back(i % 2 == 0 ? 1 : -1);
  return values;
}

Values calmThen(const Values& more) {
  Values values = calm();
  values.insert(values.end(), more.begin(), more.end());
  return values;
}

TEST_F(IntradayPremiumTest, MeanDeviationBandsAndScore) {
  premiums(calm(), {{"band_sigma", "3"}});
  EXPECT_DOUBLE_EQ(column("premium")[19], -1);
  EXPECT_NEAR(column("mean")[19], 0, 1e-14);
  EXPECT_DOUBLE_EQ(column("sd")[19], 1);
  EXPECT_DOUBLE_EQ(column("z")[19], -1);
  EXPECT_DOUBLE_EQ(column("upper")[19], 3);
  EXPECT_DOUBLE_EQ(column("lower")[19], -3);
  EXPECT_THAT(column("z")[18], IsNan()) << "twenty bars are needed";
  EXPECT_THAT(column("roc")[0], IsNan());
  EXPECT_DOUBLE_EQ(column("roc")[1], -2);
}

TEST_F(IntradayPremiumTest, StatesFirstThatHolds) {
  // The newest value replaces a 1 or -1 of the window, one by one.
  premiums(calmThen({9, 0.1, -9, -9.5, -1, 1.5}));
  EXPECT_THAT(tail(column("state"), 7), ElementsAre(-1, 2, -1, -2, -2, 0, 1))
      << testing::PrintToString(tail(column("z"), 7));
  EXPECT_THAT(tail(column("state_bars"), 7), ElementsAre(1, 1, 1, 1, 2, 1, 1));
  EXPECT_THAT(tail(column("extreme_discount"), 7), ElementsAre(0, 0, 0, 1, 1, 0, 0));
  EXPECT_THAT(tail(column("extreme_discount_onset"), 7), ElementsAre(0, 0, 0, 1, 0, 0, 0));
  EXPECT_THAT(tail(column("bull_pressure"), 7), ElementsAre(0, 0, 0, 0, 0, 0, 1));
  EXPECT_THAT(tail(column("exit"), 7), ElementsAre(1, 1, 1, 0, 0, 0, 0))
      << "of bear pressure and of an extreme";
}

TEST_F(IntradayPremiumTest, NoStateBeforeScoreAndChangeExist) {
  premiums(calm());
  EXPECT_THAT(column("state")[18], IsNan());
  EXPECT_THAT(column("state_bars")[18], IsNan());
  EXPECT_EQ(column("bear_pressure")[18], 0);
}

TEST_F(IntradayPremiumTest, AFlatPremiumIsNeutral) {
  premiums(Values(22, 0.5));
  EXPECT_THAT(tail(column("z"), 3), Each(DoubleEq(0)));
  EXPECT_THAT(tail(column("sd"), 3), Each(DoubleEq(0)));
  EXPECT_THAT(tail(column("state"), 3), Each(DoubleEq(0)));
}

TEST_F(IntradayPremiumTest, CalmAlertsStayOnUntilTheScoreHasComeBack) {
  premiums(calmThen({5, 4, 1.9, 1}));
  const auto z = tail(column("z"), 4);
  EXPECT_GE(z[0], 3);
  EXPECT_LT(z[1], 3);
  EXPECT_GE(z[1], 1);
  EXPECT_LT(z[2], 1);
  EXPECT_THAT(tail(column("extreme_premium_alert"), 4), ElementsAre(1, 1, 0, 0));
  EXPECT_THAT(tail(column("extreme_discount_alert"), 4), Each(0));
}

TEST_F(IntradayPremiumTest, APressureAlertWaitsUntilItLasts) {
  premiums(calmThen({0.5, 0.6, 0.7, 0.8, 0.1}), {{"hold_bars", "3"}});
  EXPECT_THAT(tail(column("bull_pressure"), 5), ElementsAre(1, 1, 1, 1, 0));
  EXPECT_THAT(tail(column("bull_pressure_alert"), 5), ElementsAre(0, 0, 1, 1, 0));
  EXPECT_THAT(tail(column("bull_pressure_alert_onset"), 5), ElementsAre(0, 0, 1, 0, 0));
}

TEST_F(IntradayPremiumTest, HoldBarsAndLookBackFollowTheInterval) {
  const auto& declaration = (*named("intraday_premium"))->declaration();
  const auto at = [&](Interval interval, const Overrides& overrides = {}) {
    return *resolve(declaration.params, interval, overrides);
  };
  EXPECT_EQ(at(Interval::M1).integer("hold_bars"), 10);
  EXPECT_EQ(at(Interval::M5).integer("hold_bars"), 3);
  EXPECT_EQ(at(Interval::M15).integer("hold_bars"), 3);
  EXPECT_EQ(at(Interval::M30).integer("hold_bars"), 2);
  EXPECT_EQ(at(Interval::M1).integer("reset_after"), 240);
  EXPECT_EQ(at(Interval::M5).integer("reset_after"), 48);
  EXPECT_EQ(at(Interval::D1).integer("reset_after"), 20);
  EXPECT_EQ(at(Interval::M1, {{"lookback", "2"}}).integer("reset_after"), 120);
  EXPECT_EQ(at(Interval::M1, {{"lookback", "2"}, {"reset_after", "7"}}).integer("reset_after"), 7);
}

TEST_F(IntradayPremiumTest, HolesAreEmptyAndLongOnesStartAfresh) {
  auto values = calmThen({kNaN, 1, kNaN, kNaN, -1});
  premiums(values, {{"reset_after", "1"}});
  EXPECT_THAT(tail(column("z"), 5), ElementsAre(IsNan(), testing::Not(IsNan()), IsNan(), IsNan(), IsNan()));
  EXPECT_THAT(tail(column("bear_pressure"), 5), ElementsAre(IsNan(), 0, IsNan(), IsNan(), 0));
  EXPECT_THAT(tail(column("spot"), 5), Each(100)) << "plain prices stay";
  EXPECT_THAT(tail(column("premium"), 3), ElementsAre(IsNan(), IsNan(), DoubleEq(-1)));
}

TEST_F(IntradayPremiumTest, TheSignTurnsThePremiumOnly) {
  premiums(calm(), {{"sign", "spot_minus_perp"}});
  EXPECT_DOUBLE_EQ(column("premium")[19], 1);
  EXPECT_DOUBLE_EQ(column("z")[19], -1);
}

TEST_F(IntradayPremiumTest, EntriesNeedTheCandlesToTurnUpFromWeakness) {
  // Prices fall and then turn; the premium's pressure begins with the turn.
  constexpr std::size_t kBars = 70;
  Values closes;
  Values spot;
  for (std::size_t i = 0; i < kBars; ++i) {
    const double price =
        i < 65 ? 1000 - 5.0 * static_cast<double>(i) : 1000 - 5 * 65.0 + 2 * static_cast<double>(i - 64);
    closes.push_back(price);
    spot.push_back(price / (1 + (i % 2 == 0 ? 1e-4 : -1e-4)));
  }
  spot[66] = closes[66] / (1 + 1.1e-4);
  const auto run = [&](double lift) {
    StudyBench bench("intraday_premium", Interval::H1, {}, kBars);
    Values open = closes;
    open[66] += lift;
    bench.fill(kLeg, MarketKind::Perp, InputKind::Candles, 0, open);
    for (const std::size_t cell : {1U, 2U, 3U})
      bench.fill(kLeg, MarketKind::Perp, InputKind::Candles, cell, closes);
    bench.spot(kLeg, spot);
    bench.run();
    EXPECT_EQ(bench.column("bull_pressure_onset")[66], 1);
    return bench.column("entry")[66];
  };
  EXPECT_EQ(run(40), 1);
  EXPECT_EQ(run(0), 0) << "the Heikin-Ashi candle still closes down";
}

TEST_F(IntradayPremiumTest, RefusesWhatMeansNothing) {
  const auto& params = (*named("intraday_premium"))->declaration().params;
  for (const auto& [key, value] :
       {std::pair{"lookback", "0"}, {"z_extreme", "x"}, {"hold_bars", "0"}, {"spot", "a,b"}})
    EXPECT_FALSE(resolve(params, Interval::M1, {{key, value}})) << key;
}

// Mean and population deviation of the last n values before and at i, in two passes.
std::pair<double, double> momentsOf(const Values& x, std::size_t i, std::size_t n) {
  double mean = 0;
  for (std::size_t k = i + 1 - n; k <= i; ++k) mean += x[k];
  mean /= static_cast<double>(n);
  double square = 0;
  for (std::size_t k = i + 1 - n; k <= i; ++k) square += (x[k] - mean) * (x[k] - mean);
  return {mean, std::sqrt(square / static_cast<double>(n))};
}

TEST(IntradayPremiumOnRealDays, EqualsAPlainComputation) {
  PERPSCOPE_NEEDS(test::historyFolder());
  const Grid grid = Grid::covering({utc(2020, 1, 1), utc(2024, 8, 9)}, Interval::D1);
  StudyBench bench("intraday_premium", grid, {});
  const auto spot = real::dailyColumn(real::kSpotFile, 6, grid);
  for (std::size_t cell = 0; cell < 4; ++cell)
    bench.fill(kLeg, MarketKind::Perp, InputKind::Candles, cell,
               real::dailyColumn(real::kPerpFile, cell + 3, grid));
  const auto perp = real::dailyColumn(real::kPerpFile, 6, grid);
  bench.spot(kLeg, spot);
  bench.run();
  Values premium;  // of the days that are there: holes are passed over
  std::size_t extremes = 0;
  for (std::size_t bar = 0; bar < grid.size; ++bar) {
    const double value = (perp[bar] / spot[bar] - 1) * 100;
    if (isMissing(value)) continue;
    premium.push_back(value);
    if (premium.size() < 21) continue;
    const auto i = premium.size() - 1;
    const auto [mean, sd] = momentsOf(premium, i, 20);
    const double z = (value - mean) / sd;
    const double roc = value - premium[i - 1];
    const double trend = value > mean && roc > 0 ? 1 : value < mean && roc < 0 ? -1 : 0;
    const double state = z >= 2 ? 2 : z <= -2 ? -2 : trend;
    ASSERT_NEAR(bench.column("z")[bar], z, 1e-7) << isoDate(grid.open(bar));
    ASSERT_NEAR(bench.column("roc")[bar], roc, 1e-10);
    ASSERT_EQ(bench.column("state")[bar], state) << isoDate(grid.open(bar));
    extremes += std::abs(state) == 2 ? 1 : 0;
  }
  EXPECT_GT(premium.size(), 1600U);
  EXPECT_GT(extremes, 50U);
}

}  // namespace
}  // namespace perpscope::studies
