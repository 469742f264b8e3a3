#include <gmock/gmock.h>

#include "studies/manual_leg.h"
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
constexpr auto kA = "coinbase:BTC-USD";
constexpr auto kB = "binance:BTCUSDT";

class SpotPremiumRocTest : public testing::Test {
 protected:
  void prices(const Values& a, const Values& b, const Values& perp, const Overrides& overrides = {}) {
    bench_ = std::make_unique<StudyBench>("spot_premium_roc", Interval::H1, overrides, a.size());
    bench_->spot(kA, a);
    bench_->spot(kB, b);
    bench_->perp(kB, perp);
  }
  // The perp over spot B, while spot A is at `lead` above it.
  void tri(const Values& values, const Overrides& overrides = {}, const Values& lead = {}) {
    Values a;
    Values perp;
    for (std::size_t i = 0; i < values.size(); ++i) {
      a.push_back(1000 + (lead.empty() ? 0 : lead[i]));
      perp.push_back(1000 + values[i]);
    }
    prices(a, Values(values.size(), 1000), perp, overrides);
  }
  Values column(std::string_view key) {
    bench_->run();
    return bench_->column(key);
  }

  std::unique_ptr<StudyBench> bench_;
};

TEST_F(SpotPremiumRocTest, SpreadsInEachUnit) {
  for (const auto& [unit, scale] : {std::pair{"price", 1.0}, {"percent", 0.1}, {"bps", 10.0}}) {
    prices({1004}, {1000}, {1001}, {{"unit", unit}});
    EXPECT_THAT(column("spot_spot"), ElementsAre(DoubleEq(4 * scale))) << unit;
    EXPECT_THAT(column("spot_perp"), ElementsAre(DoubleEq(3 * scale))) << unit;
    EXPECT_THAT(column("tri"), ElementsAre(DoubleEq(1 * scale))) << unit;
  }
}

TEST_F(SpotPremiumRocTest, AHoleIsWhereTheFirstShownSeriesIsMissing) {
  prices({kNaN, 1001}, {1000, 1000}, {1002, 1002});
  EXPECT_THAT(column("tri"), ElementsAre(IsNan(), 2)) << "spot_spot is missing";
  EXPECT_THAT(column("perp_b"), ElementsAre(1002, 1002)) << "plain prices stay";
  EXPECT_THAT(column("arbitrage"), ElementsAre(IsNan(), 0));
  prices({kNaN, 1001}, {1000, 1000}, {1002, 1002}, {{"show_spot_spot", "false"}});
  EXPECT_THAT(column("tri"), ElementsAre(2, 2)) << "the first shown is the tri-calc";
  EXPECT_THAT(column("spot_spot"), ElementsAre(IsNan(), 1));
  EXPECT_THAT(column("spot_flip_up"), ElementsAre(0, 0)) << "0 where an input is missing";
  prices({1001, 1001}, {1000, 1000}, {kNaN, 1002}, {{"simple_view", "true"}});
  EXPECT_THAT(column("spot_spot"), ElementsAre(IsNan(), 1)) << "the first shown is spot_perp";
}

TEST_F(SpotPremiumRocTest, RocRibbonAndNormOfTheFirstSeries) {
  tri(Values(7, 0),
      {{"roc_length", "2"},
       {"roc_norm_length", "3"},
       {"ribbon_short_length", "1"},
       {"ribbon_long_length", "3"}},
      {0, 1, 3, 2, 6, 6, 6});
  EXPECT_THAT(column("roc"), ElementsAre(IsNan(), IsNan(), 3, 1, 3, 4, 0));
  EXPECT_THAT(column("ribbon_short"), ElementsAre(IsNan(), 1, 2, 1, 4, 0, 0));
  EXPECT_THAT(column("ribbon_long"), ElementsAre(IsNan(), IsNan(), IsNan(), DoubleEq(4.0 / 3),
                                                 DoubleEq(7.0 / 3), DoubleEq(5.0 / 3), DoubleEq(4.0 / 3)));
  EXPECT_THAT(column("roc_norm"), ElementsAre(IsNan(), IsNan(), IsNan(), 1, 1.5, 4, IsNan()))
      << "the usual step of the last is 0";
  EXPECT_THAT(column("ribbon_up"), ElementsAre(0, 0, 0, 0, 1, 0, 0));
  EXPECT_THAT(column("ribbon_down"), ElementsAre(0, 0, 0, 0, 0, 1, 0));
  EXPECT_THAT(column("roc_confirm_up"), Each(0)) << "4 is not beyond 4";
}

TEST_F(SpotPremiumRocTest, ConfirmationsNeedTheSignOfTheSeries) {
  const Overrides short_windows{{"roc_length", "1"}, {"roc_norm_length", "3"}};
  tri(Values(5, 0), short_windows, {0, 1, 0, 1, 6});
  EXPECT_EQ(column("roc_norm")[4], 5);
  EXPECT_EQ(column("roc_confirm_up")[4], 1);
  tri(Values(5, 0), short_windows, {-10, -9, -10, -9, -4});
  EXPECT_EQ(column("roc_norm")[4], 5);
  EXPECT_EQ(column("roc_confirm_up")[4], 0);
  tri(Values(5, 0), short_windows, {0, -1, 0, -1, -6});
  EXPECT_EQ(column("roc_confirm_down")[4], 1);
}

TEST_F(SpotPremiumRocTest, OpacityByTheVolumesStanding) {
  const auto opacity = [this](const Overrides& overrides) {
    tri(Values(4, 1), overrides);
    bench_->fill(kA, MarketKind::Spot, InputKind::Candles, 1, {10, 20, 30, 15});
    bench_->fill(kB, MarketKind::Perp, InputKind::Candles, 1, {1, 1, 1, 1});
    return column("opacity");
  };
  EXPECT_THAT(opacity({{"volume_length", "3"}}),
              ElementsAre(IsNan(), IsNan(), IsNan(), DoubleEq(0.25 + 0.75 / 3)));
  EXPECT_THAT(opacity({{"volume_length", "3"}, {"volume_source", "deriv"}})[3], DoubleEq(1)) << "ties count";
  EXPECT_THAT(opacity({{"volume_length", "2"}, {"mapping", "sma_ratio"}})[1],
              DoubleEq(0.25 + 0.75 * (20.0 / 15) / (1 + 20.0 / 15)));
  EXPECT_THAT(opacity({{"volume_length", "2"}, {"mapping", "sma_ratio"}, {"volume_source", "average"}})[1],
              DoubleEq(0.25 + 0.75 * (10.5 / 8) / (1 + 10.5 / 8)));
  EXPECT_THAT(opacity({{"mapping", "off"}}), Each(1));
}

TEST_F(SpotPremiumRocTest, ScoresOfTheTriCalc) {
  tri({1, 2, 3, 4, 100}, {{"z_length", "5"}, {"robust_length", "3"}});
  EXPECT_NEAR(column("z")[4], (100 - 22) / std::sqrt((21 * 21 + 20 * 20 + 19 * 19 + 18 * 18 + 78 * 78) / 5.0),
              1e-12);
  // Medians of three: 2, 3, 4; distances 1, 1, 96; their median 1.
  EXPECT_NEAR(column("robust_z")[4], 96 / 1.4826, 1e-12);
  EXPECT_THAT(column("robust_z")[3], IsNan()) << "only two distances yet";
  EXPECT_THAT(column("robust_z_high"), ElementsAre(0, 0, 0, 0, 1));
  tri(Values(60, 7));
  EXPECT_EQ(column("z")[59], 0) << "flat";
  EXPECT_THAT(column("robust_z")[59], testing::IsNan()) << "no distance to measure by";
}

TEST_F(SpotPremiumRocTest, EmaItsChangeAndItsFlip) {
  tri({-1, -1, 1, 3, 3}, {{"tri_ema_length", "1"}, {"ema_roc_length", "1"}, {"ema_roc_norm_length", "2"}});
  EXPECT_THAT(column("tri_ema"), ElementsAre(-1, -1, 1, 3, 3));
  EXPECT_THAT(column("ema_roc"), ElementsAre(IsNan(), IsNan(), 2, 1, 0));
  EXPECT_THAT(column("tri_flip_up"), ElementsAre(0, 0, 1, 0, 0));
  tri({1, 0, -1}, {{"tri_ema_length", "1"}});
  EXPECT_THAT(column("tri_flip_down"), ElementsAre(0, 0, 1)) << "0 counts as up";
}

TEST_F(SpotPremiumRocTest, SpotFlipsAndArbitrage) {
  prices({1000, 999, 1000, 1002.6}, Values(4, 1000), {1000, 1000, 1000, 1000});
  EXPECT_THAT(column("spot_flip_down"), ElementsAre(0, 1, 0, 0));
  EXPECT_THAT(column("spot_flip_up"), ElementsAre(0, 0, 1, 0));
  EXPECT_THAT(column("arbitrage"), ElementsAre(0, 0, 0, 1));
  EXPECT_THAT(column("arbitrage_onset"), ElementsAre(0, 0, 0, 1));
}

TEST_F(SpotPremiumRocTest, SpotLeadsWhileLeverageStandsBack) {
  Values lead(55, 0);
  Values gap(55, 0);
  for (std::size_t i = 0; i < 54; ++i) {
    lead[i] = i % 2 == 0 ? 1 : -1;
    gap[i] = lead[i];
  }
  lead[54] = 3;
  gap[54] = -2;
  tri(gap, {}, lead);
  EXPECT_THAT(tail(column("spot_led_accumulation"), 2), ElementsAre(0, 1));
  gap[54] = 2;
  tri(gap, {}, lead);
  EXPECT_EQ(column("spot_led_accumulation")[54], 0);
}

TEST_F(SpotPremiumRocTest, OscillatorsOfTheTriCalcAreUnscaled) {
  Values rising;
  for (int i = 0; i < 40; ++i) rising.push_back(i + (i % 3));
  tri(rising, {{"rsi_scale", "10"}, {"macd_scale", "10"}});
  EXPECT_GT(column("rsi")[39], 69);
  EXPECT_LT(column("rsi")[39], 100);
  EXPECT_EQ(column("rsi_high")[39], 1);
  EXPECT_NEAR(column("macd_hist")[39], column("macd")[39] - column("macd_signal")[39], 1e-12);
  EXPECT_LT(column("macd")[39], 7);
}

TEST_F(SpotPremiumRocTest, ManualModeTakesTheTypedSymbols) {
  const auto& study = **named("spot_premium_roc");
  const auto legs = [&](const Overrides& overrides) -> std::string {
    const Context context{
        "ETH", Interval::H1, *resolve(study.declaration().params, Interval::H1, overrides), {}};
    const auto inputs = study.inputs(context);
    if (!inputs) return inputs.error().message;
    std::string names;
    for (const auto& input : inputs->list)
      names += input.leg.name() + " " + std::string(label(input.leg.kind)) + "; ";
    return names;
  };
  EXPECT_EQ(legs({}), "coinbase:ETH-USD spot; binance:ETHUSDT spot; binance:ETHUSDT perp; ");
  EXPECT_EQ(legs({{"mode", "manual"},
                  {"manual_spot_a", "COINBASE:SOLUSD"},
                  {"manual_spot_b", "kraken:XBT/USD"},
                  {"manual_perp_b", "bybit:BTCUSDT.P"}}),
            "coinbase:SOL-USD spot; kraken:XBT/USD spot; bybit:BTCUSDT perp; ");
  EXPECT_THAT(legs({{"mode", "manual"}, {"manual_spot_a", "BTCUSD"}}), testing::HasSubstr("manual_spot_a"));
  EXPECT_THAT(legs({{"mode", "manual"}, {"manual_spot_a", "nowhere:BTCUSD"}}), testing::HasSubstr("nowhere"));
}

TEST(ManualLeg, NeverTakesAnotherContractThanTheOneTyped) {
  EXPECT_EQ(manualLeg("bybit:BTCUSD.P", MarketKind::Perp)->symbol, "BTCUSD") << "the inverse contract";
  EXPECT_EQ(manualLeg("OKX:BTC-USDT-SWAP", MarketKind::Perp)->symbol, "BTC-USDT-SWAP");
  EXPECT_EQ(manualLeg("coinbase:BTCUSD", MarketKind::Spot)->symbol, "BTC-USD");
  EXPECT_EQ(manualLeg("kraken:BTC/USD", MarketKind::Spot)->base, "BTC");
  const auto refused = manualLeg("binance:BTC-EUR", MarketKind::Perp);
  ASSERT_FALSE(refused) << refused->name();
  EXPECT_EQ(refused.error().kind, ErrorKind::Usage);
}

TEST(StrippedBase, TakesOffWhatIsNoAsset) {
  for (const auto* symbol : {"BTCUSDT", "BTCUSDT.P", "btc-usd", "BTC/USD", "BTC-USDT-SWAP", "BTC-PERP",
                             "BTCUSD_PERP", "XBTUSD", "BTC/USDC", "BTC"})
    EXPECT_EQ(strippedBase(symbol), "BTC") << symbol;
  EXPECT_EQ(strippedBase("USDT"), "USDT") << "an asset of its own";
  EXPECT_EQ(strippedBase("1000PEPEUSDT.P"), "1000PEPE");
}

TEST(Toggles, CanBeCombined) {
  const auto& params = (*named("spot_premium_roc"))->declaration().params;
  const auto settings = *resolve(params, Interval::H1, {{"tri_style", "histogram"}});
  EXPECT_TRUE(toggledOn("", settings));
  EXPECT_TRUE(toggledOn("show_tri", settings));
  EXPECT_FALSE(toggledOn("!show_tri", settings));
  EXPECT_TRUE(toggledOn("show_tri&tri_style=histogram&!simple_view", settings));
  EXPECT_FALSE(toggledOn("show_tri&tri_style=line", settings));
  EXPECT_FALSE(toggledOn("show_tri&simple_view", settings));
}

double medianOf(Values values) {
  std::ranges::sort(values);
  const auto half = values.size() / 2;
  return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

TEST(SpotPremiumRocOnRealDays, EqualsAPlainComputation) {
  PERPSCOPE_NEEDS(test::historyFolder());
  const Grid grid = Grid::covering({utc(2020, 1, 1), utc(2024, 8, 9)}, Interval::D1);
  StudyBench bench("spot_premium_roc", grid, {});
  const auto a = real::coinbaseColumn(6, grid);
  const auto b = real::dailyColumn(real::kSpotFile, 6, grid);
  const auto perp = real::dailyColumn(real::kPerpFile, 6, grid);
  bench.spot(kA, a);
  bench.spot(kB, b);
  bench.perp(kB, perp);
  bench.run();
  Values tri;
  Values steps;
  double last_spread = kNaN;
  std::size_t compared = 0;
  for (std::size_t bar = 0; bar < grid.size; ++bar) {
    const double spread = a[bar] - b[bar];
    if (isMissing(spread)) continue;
    if (!isMissing(last_spread)) steps.push_back(std::abs(spread - last_spread));
    last_spread = spread;
    if (isMissing(perp[bar])) {
      ASSERT_THAT(bench.column("z")[bar], IsNan()) << isoDate(grid.open(bar));
      continue;
    }
    tri.push_back(perp[bar] - b[bar]);
    ASSERT_NEAR(bench.column("spot_spot")[bar], spread, 1e-9);
    if (tri.size() < 50) continue;
    const Values window(tri.end() - 50, tri.end());
    double mean = 0;
    for (const double x : window) mean += x / 50;
    double square = 0;
    for (const double x : window) square += (x - mean) * (x - mean) / 50;
    ASSERT_NEAR(bench.column("z")[bar], (tri.back() - mean) / std::sqrt(square), 1e-8)
        << isoDate(grid.open(bar));
    if (steps.size() < 50) continue;
    double ribbon = 0;
    for (std::size_t i = steps.size() - 20; i < steps.size(); ++i) ribbon += steps[i] / 20;
    ASSERT_NEAR(bench.column("ribbon_long")[bar], ribbon, 1e-9);
    const double usual = medianOf({steps.end() - 50, steps.end()});
    ASSERT_NEAR(bench.column("roc_norm")[bar], bench.column("roc")[bar] / usual, 1e-9);
    ++compared;
  }
  EXPECT_GT(compared, 1500U);
}

}  // namespace
}  // namespace perpscope::studies
