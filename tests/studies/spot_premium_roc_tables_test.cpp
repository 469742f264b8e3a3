#include <gmock/gmock.h>

#include "studies/study_bench.h"

namespace perpscope::studies {
namespace {

using testing::DoubleNear;
using testing::Each;
using testing::ElementsAre;
using testing::IsNan;

constexpr double kNaN = kMissing;

// Short windows, no volume; spot B stays at 100, so that a close of 100 + x is a spread of x.
class Spreads {
 public:
  Spreads(const std::vector<double>& spot_a, const std::vector<double>& perp_b, Overrides more = {},
          const std::vector<double>& spot_b = {})
      : bench_("spot_premium_roc", Interval::D1, withDefaults(std::move(more)), spot_a.size()) {
    bench_.spot("coinbase:BTC-USD", plus100(spot_a));
    bench_.spot("binance:BTCUSDT",
                plus100(spot_b.empty() ? std::vector<double>(spot_a.size(), 0.0) : spot_b));
    bench_.perp("binance:BTCUSDT", plus100(perp_b));
    bench_.run();
  }
  std::vector<double> operator[](std::string_view key) const { return bench_.column(key); }

 private:
  static Overrides withDefaults(Overrides more) {
    Overrides small{{"mapping", "off"},          {"z_length", "3"},          {"tri_ema_length", "1"},
                    {"roc_length", "2"},         {"roc_norm_length", "3"},   {"ribbon_short_length", "1"},
                    {"ribbon_long_length", "2"}, {"ema_roc_length", "1"},    {"ema_roc_norm_length", "3"},
                    {"robust_length", "3"},      {"rsi_length", "2"},        {"macd_fast", "1"},
                    {"macd_slow", "2"},          {"macd_signal_length", "2"}};
    more.merge(small);
    return more;
  }
  static std::vector<double> plus100(std::vector<double> values) {
    for (double& value : values) value += 100;
    return values;
  }

  StudyBench bench_;
};

const std::vector<double> kFlat5{0, 0, 0, 0, 0};

TEST(SpotPremiumRocSpreads, InPriceInPercentAndInBasisPoints) {
  const std::vector<double> a{2, 1, 0};
  const std::vector<double> perp{3, -1, 0};
  const std::vector<double> b{0, 100, -50};
  const Spreads price(a, perp, {}, b);
  EXPECT_THAT(price["spot_a"], ElementsAre(102, 101, 100));
  EXPECT_THAT(price["spot_b"], ElementsAre(100, 200, 50));
  EXPECT_THAT(price["perp_b"], ElementsAre(103, 99, 100));
  EXPECT_THAT(price["spot_spot"], ElementsAre(2, -99, 50));
  EXPECT_THAT(price["spot_perp"], ElementsAre(-1, 2, 0));
  EXPECT_THAT(price["tri"], ElementsAre(3, -101, 50));
  const Spreads percent(a, perp, {{"unit", "percent"}}, b);
  EXPECT_THAT(percent["spot_perp"], ElementsAre(-1, 1, 0));
  EXPECT_THAT(percent["tri"], ElementsAre(3, -50.5, 100));
  const Spreads bps(a, perp, {{"unit", "bps"}}, b);
  EXPECT_THAT(bps["spot_spot"], ElementsAre(200, -4950, 10'000));
}

TEST(SpotPremiumRocSpreads, TheFirstEnabledSeriesIsTheMainOne) {
  const std::vector<double> a{1, 1};
  const std::vector<double> perp{3, 8};
  const auto roc = [&](Overrides overrides) {
    overrides.emplace("roc_length", "1");
    return Spreads(a, perp, std::move(overrides))["roc"][1];
  };
  EXPECT_EQ(roc({}), 0);
  EXPECT_EQ(roc({{"show_spot_perp", "true"}}), 0) << "spot_spot comes first";
  EXPECT_EQ(roc({{"show_spot_perp", "true"}, {"show_spot_spot", "false"}}), -5);
  EXPECT_EQ(roc({{"show_spot_spot", "false"}}), 5);
  EXPECT_EQ(roc({{"show_spot_spot", "false"}, {"show_tri", "false"}}), 5) << "its average is always drawn";
  EXPECT_EQ(roc({{"simple_view", "true"}}), -5);
}

TEST(SpotPremiumRocHoles, KeepPlainPricesAndNothingElse) {
  const Spreads study({1, kNaN, 1}, {2, 2, 2});
  EXPECT_THAT(study["spot_b"], Each(100));
  EXPECT_THAT(study["perp_b"], Each(102));
  EXPECT_THAT(study["tri"], ElementsAre(2, IsNan(), 2)) << "known, but on a hole of the main series";
  EXPECT_THAT(study["opacity"], ElementsAre(1, IsNan(), 1));
  EXPECT_THAT(study["tri_ema"], ElementsAre(2, IsNan(), 2));
  for (const auto* key : {"perp_led_chase", "z_high", "ribbon_up", "tri_flip_up", "z_high_onset"})
    EXPECT_THAT(study[key], ElementsAre(0, IsNan(), 0)) << key;
}

TEST(SpotPremiumRocHoles, AMissingPerpLeavesTheSpotSpread) {
  const Spreads study({1, 2, 4}, {2, kNaN, 2});
  EXPECT_THAT(study["spot_spot"], ElementsAre(1, 2, 4));
  EXPECT_THAT(study["tri"], ElementsAre(2, IsNan(), 2));
  EXPECT_THAT(study["roc"], ElementsAre(IsNan(), IsNan(), 3));
  EXPECT_THAT(study["arbitrage"], ElementsAre(1, 0, 1)) << "0 where an input is missing";
  EXPECT_THAT(study["ema_roc"], Each(IsNan()));
}

TEST(SpotPremiumRocHoles, WindowsCountPushedBarsUntilAReset) {
  const std::vector<double> a{1, kNaN, 2, kNaN, kNaN, 4, 8};
  const std::vector<double> perp(7, 0.0);
  EXPECT_THAT(Spreads(a, perp)["roc"], ElementsAre(IsNan(), IsNan(), IsNan(), IsNan(), IsNan(), 3, 6));
  EXPECT_THAT(Spreads(a, perp, {{"reset_after", "1"}})["roc"], Each(IsNan()));
  EXPECT_EQ(Spreads(a, perp, {{"reset_after", "2"}})["roc"][6], 6);
}

TEST(SpotPremiumRocMomentum, StepsAgainstTheUsualStep) {
  const Spreads study({1, 2, 4, 3, 3, 13}, {0, 0, 0, 0, 0, 0});
  // Steps - 1 2 -1 0 10; medians of three: 1 1 2... from bar 3 on: (1 2 1) 1, (2 1 0) 1, (1 0 10) 1.
  EXPECT_THAT(study["roc"], ElementsAre(IsNan(), IsNan(), 3, 1, -1, 10));
  EXPECT_THAT(study["roc_norm"], ElementsAre(IsNan(), IsNan(), IsNan(), 1, -1, 10));
  EXPECT_THAT(study["roc_confirm_up"], ElementsAre(0, 0, 0, 0, 0, 1));
  EXPECT_THAT(study["ribbon_short"], ElementsAre(IsNan(), 1, 2, 1, 0, 10));
  EXPECT_THAT(study["ribbon_long"], ElementsAre(IsNan(), IsNan(), 1.5, 1.5, 0.5, 5));
  EXPECT_THAT(study["ribbon_up"], ElementsAre(0, 0, 0, 0, 0, 1));
  EXPECT_THAT(study["ribbon_down"], ElementsAre(0, 0, 0, 1, 0, 0));
}

TEST(SpotPremiumRocMomentum, ConfirmsOnlyWithTheSignOfTheSeries) {
  const std::vector<double> none(5, 0.0);
  EXPECT_EQ(Spreads({-3, -2, -1, -2, -22}, none)["roc_confirm_down"][4], 1);
  // The same fall of 21 from above stays above zero.
  EXPECT_EQ(Spreads({37, 38, 39, 38, 18}, none)["roc_confirm_down"][4], 0);
  // Exactly 4 is not beyond 4.
  EXPECT_EQ(Spreads({1, 2, 3, 4, 7}, none)["roc_norm"][4], 4);
  EXPECT_EQ(Spreads({1, 2, 3, 4, 7}, none)["roc_confirm_up"][4], 0);
}

TEST(SpotPremiumRocMomentum, AFlatSeriesHasNoRatios) {
  const Spreads study({1, 1, 1, 1, 1}, {2, 2, 2, 2, 2});
  EXPECT_THAT(study["roc_norm"], Each(IsNan()));
  EXPECT_THAT(study["ema_roc"], Each(IsNan()));
  EXPECT_THAT(study["robust_z"], Each(IsNan()));
  EXPECT_THAT(study["rsi"], Each(IsNan()));
  EXPECT_THAT(study["z"], ElementsAre(IsNan(), IsNan(), 0, 0, 0)) << "flat is 0";
  EXPECT_THAT(study["macd_hist"], ElementsAre(IsNan(), IsNan(), 0, 0, 0));
  for (const auto* key : {"roc_confirm_up", "roc_impulse_up", "ribbon_up", "robust_z_high", "rsi_high",
                          "rsi_low", "macd_cross_up", "macd_cross_down"})
    EXPECT_THAT(study[key], Each(0)) << key;
}

TEST(SpotPremiumRocTri, AverageAndItsSpeed) {
  // tri 1 2 3 4 8 with an average of one bar; changes - 1 1 1 4, medians of three from bar 3 on.
  const Spreads up({9, 8, 7, 6, 5}, {1, 2, 3, 4, 8});
  EXPECT_THAT(up["ema_roc"], ElementsAre(IsNan(), IsNan(), IsNan(), 1, 4));
  EXPECT_THAT(up["roc_impulse_up"], ElementsAre(0, 0, 0, 0, 1));
  EXPECT_THAT(up["roc_impulse_down"], Each(0));
  const Spreads three({9, 8, 7, 6, 5}, {1, 2, 3, 4, 7});
  EXPECT_EQ(three["roc_impulse_up"][4], 0) << "3 is not beyond 3";
  EXPECT_EQ(Spreads(kFlat5, {-1, -2, -3, -4, -8})["roc_impulse_down"][4], 1);
  const Spreads longer(kFlat5, {1, 2, 6, 0, 0}, {{"tri_ema_length", "2"}});
  EXPECT_THAT(longer["tri_ema"], ElementsAre(IsNan(), 1.5, DoubleNear(4.5, 1e-12), DoubleNear(1.5, 1e-12),
                                             DoubleNear(0.5, 1e-12)));
}

TEST(SpotPremiumRocTri, ScoresAndTheirLevels) {
  // Windows of five: four equal values and one that is off have z = 2, exactly on the level.
  const Overrides five{{"z_length", "5"}};
  const Spreads at(kFlat5, {1, 1, 1, 1, 6}, five);
  EXPECT_THAT(at["z"][4], DoubleNear(2, 1e-12));
  EXPECT_EQ(at["z_high"][4], 0);
  const Overrides six{{"z_length", "6"}};
  const std::vector<double> none(6, 0.0);
  const Spreads high(none, {1, 1, 1, 1, 1, 6}, six);
  EXPECT_THAT(high["z"][5], DoubleNear(std::sqrt(5.0), 1e-12));
  EXPECT_THAT(high["z_high"], ElementsAre(0, 0, 0, 0, 0, 1));
  EXPECT_THAT(high["z_low"], Each(0));
  EXPECT_EQ(Spreads(none, {1, 1, 1, 1, 1, -6}, six)["z_low_onset"][5], 1);
}

TEST(SpotPremiumRocTri, RobustScore) {
  // Medians of three from bar 2 on: 2 3 4 4; distances 1 1 - ... |3-2| |4-3| |5-4| |-16-4|.
  const std::vector<double> none(6, 0.0);
  const Spreads study(none, {1, 2, 3, 4, 5, -16});
  EXPECT_THAT(study["robust_z"], ElementsAre(IsNan(), IsNan(), IsNan(), IsNan(),
                                             DoubleNear(1 / 1.4826, 1e-12), DoubleNear(-20 / 1.4826, 1e-12)));
  EXPECT_THAT(study["robust_z_low"], ElementsAre(0, 0, 0, 0, 0, 1));
  EXPECT_EQ(Spreads(none, {1, 2, 3, 4, 5, 26})["robust_z_high"][5], 1);
}

TEST(SpotPremiumRocTri, RsiBands) {
  // Changes 2 -1: averages 1 and 0.5; then up 3: (1 + 3) / 2 = 2 and 0.25.
  const Spreads study({0, 0, 0, 0, 0}, {0, 2, 1, 4, -6});
  EXPECT_THAT(study["rsi"], ElementsAre(IsNan(), IsNan(), DoubleNear(100 - 100 / 3.0, 1e-10),
                                        DoubleNear(100 - 100 / 9.0, 1e-10),
                                        DoubleNear(100 - 100 / (1 + 1 / 5.125), 1e-10)));
  EXPECT_THAT(study["rsi_high"], ElementsAre(0, 0, 0, 1, 0));
  EXPECT_THAT(study["rsi_low"], ElementsAre(0, 0, 0, 0, 1));
}

TEST(SpotPremiumRocTri, MacdAndItsCrosses) {
  // ema(1) - ema(2) of 1 3 3 0 0 9: ema(2) - 2 8/3 8/9 8/27 ...
  const Spreads study({0, 0, 0, 0, 0, 0}, {1, 3, 3, 0, 0, 9});
  const auto line = study["macd"];
  EXPECT_THAT(line, ElementsAre(IsNan(), 1, DoubleNear(1 / 3.0, 1e-12), DoubleNear(-8 / 9.0, 1e-12),
                                DoubleNear(-8 / 27.0, 1e-12), DoubleNear(9 - (8 / 27.0 + 18) / 3, 1e-12)));
  EXPECT_THAT(study["macd_signal"][2], DoubleNear(2 / 3.0, 1e-12));
  EXPECT_THAT(study["macd_hist"][3], DoubleNear(line[3] - study["macd_signal"][3], 1e-12));
  // The histogram: - - -1/3 -, then above from bar 4 on.
  EXPECT_THAT(study["macd_cross_up"], ElementsAre(0, 0, 0, 0, 1, 0));
  EXPECT_THAT(study["macd_cross_down"], Each(0));
  EXPECT_EQ(Spreads(std::vector<double>(6, 0.0), {-1, -3, -3, 0, 0, -9})["macd_cross_down"][4], 1);
}

TEST(SpotPremiumRocConditions, FlipsOfSign) {
  // Zero counts as up; a missing value changes nothing.
  const Spreads spot({1, -1, 0, 0, -2, 3}, std::vector<double>(6, 0.0));
  EXPECT_THAT(spot["spot_flip_up"], ElementsAre(0, 0, 1, 0, 0, 1));
  EXPECT_THAT(spot["spot_flip_down"], ElementsAre(0, 1, 0, 0, 1, 0));
  const Spreads tri(std::vector<double>(6, 0.0), {1, kNaN, -1, 0, kNaN, 2});
  EXPECT_THAT(tri["tri_flip_up"], ElementsAre(0, 0, 0, 1, 0, 0));
  EXPECT_THAT(tri["tri_flip_down"], ElementsAre(0, 0, 1, 0, 0, 0));
}

// Twelve bars on which tri rises by 1 and at last by `jump`, while spot A moves by `step` a bar: whether that
// is a chase. The average of spot A's lead needs nine bars.
double chase(double jump, double step) {
  std::vector<double> a;
  std::vector<double> perp;
  for (int i = 0; i < 12; ++i) {
    a.push_back(20 + step * i);
    perp.push_back(i < 11 ? i : 10 + jump);
  }
  return Spreads(a, perp)["perp_led_chase"].back();
}

TEST(SpotPremiumRocConditions, PerpLedChase) {
  EXPECT_EQ(chase(4, -1), 1) << "spot A falls behind";
  EXPECT_EQ(chase(3, -1), 1) << "3 is enough for a chase";
  EXPECT_EQ(chase(2.9, -1), 0);
  EXPECT_EQ(chase(4, 1), 0) << "spot A rises too";
  EXPECT_EQ(chase(4, 0), 0) << "level is not falling";
}

TEST(SpotPremiumRocConditions, ArbitrageIsMeasuredInPriceWhateverTheUnit) {
  // 25 bps of 100 is 0.25: exactly that is not beyond.
  for (const auto* unit : {"price", "percent", "bps"}) {
    const Spreads study({0.25, 0.26, -0.26, 0.26}, {0, 0, 0, 0}, {{"unit", unit}});
    EXPECT_THAT(study["arbitrage"], ElementsAre(0, 1, 1, 1)) << unit;
    EXPECT_THAT(study["arbitrage_onset"], ElementsAre(0, 1, 0, 0)) << unit;
  }
  EXPECT_THAT(Spreads({0.26}, {0}, {{"arb_bps", "30"}})["arbitrage"], Each(0));
}

// Opacity, from the volumes of both legs.
std::vector<double> opacity(Overrides overrides, const std::vector<double>& spot,
                            const std::vector<double>& perp) {
  overrides.emplace("volume_length", "2");
  StudyBench bench("spot_premium_roc", Interval::D1, overrides, spot.size());
  const std::vector<double> closes(spot.size(), 100.0);
  bench.spot("coinbase:BTC-USD", closes);
  bench.spot("binance:BTCUSDT", closes);
  bench.perp("binance:BTCUSDT", closes);
  bench.fill("coinbase:BTC-USD", MarketKind::Spot, InputKind::Candles, 1, spot);
  bench.fill("binance:BTCUSDT", MarketKind::Perp, InputKind::Candles, 1, perp);
  bench.run();
  return bench.column("opacity");
}

TEST(SpotPremiumRocOpacity, FollowsVolume) {
  const std::vector<double> spot{1, 3, 2, 9, 0, 0};
  const std::vector<double> perp{7, 7, 7, 0, 7, 0};
  // Of the two bars before: 2 is above one, 9 above both, 0 above none, 0 as high as one.
  EXPECT_THAT(opacity({{"volume_source", "spot"}}, spot, perp),
              ElementsAre(IsNan(), IsNan(), 0.625, 1, 0.25, 0.625));
  EXPECT_THAT(opacity({{"volume_source", "deriv"}}, spot, perp),
              ElementsAre(IsNan(), IsNan(), 1, 0.25, 1, 0.625));
  // Means of two 2 2.5 5.5 4.5 0, r = 3/2 2/2.5 9/5.5 0 na.
  EXPECT_THAT(
      opacity({{"volume_source", "spot"}, {"mapping", "sma_ratio"}}, spot, perp),
      ElementsAre(IsNan(), DoubleNear(0.25 + 0.75 * 3 / 5, 1e-12), DoubleNear(0.25 + 0.75 * 4 / 9, 1e-12),
                  DoubleNear(0.25 + 0.75 * 18 / 29, 1e-12), 0.25, IsNan()));
  // Averages 4 5 4.5 4.5 3.5 0.
  EXPECT_THAT(opacity({{"volume_source", "average"}}, spot, perp),
              ElementsAre(IsNan(), IsNan(), 0.625, 0.625, 0.25, 0.25));
}

TEST(SpotPremiumRocOpacity, IsMissingWhereAVolumeIs) {
  const std::vector<double> perp{1, 1, 1, 1, 1};
  EXPECT_THAT(opacity({{"volume_source", "average"}}, {1, 1, 1, kNaN, 1}, perp),
              ElementsAre(IsNan(), IsNan(), 1, IsNan(), IsNan()));
}

TEST(SpotPremiumRocDrawings, SimpleViewShowsOneHistogramAndItsRate) {
  const auto& d = (*named("spot_premium_roc"))->declaration();
  const auto settings = *resolve(d.params, Interval::D1,
                                 {{"simple_view", "true"}, {"show_rsi", "true"}, {"show_macd", "true"}});
  std::vector<std::string> drawn;
  for (const auto& pane : d.panes)
    for (const auto& drawing : pane.drawings)
      if (toggledOn(drawing.toggle, settings))
        drawn.push_back(drawing.series.empty() ? "labels" : drawing.series.front());
  EXPECT_THAT(drawn, ElementsAre("spot_perp", "roc"));
}

}  // namespace
}  // namespace perpscope::studies
