#include <gmock/gmock.h>

#include "studies/funding_oi_signals.h"
#include "study_bench.h"

namespace perpscope::studies {
namespace {

using testing::DoubleEq;
using testing::ElementsAre;
using testing::IsNan;
using testing::Pointwise;

constexpr double kNaN = kMissing;
constexpr auto kLeg = "binance:BTCUSDT";

using Values = std::vector<double>;

// A study on hourly bars whose cells are filled by what they mean.
class FundingOiTest : public testing::Test {
 protected:
  void begin(std::size_t bars, const Overrides& overrides = {}) {
    bench_ = std::make_unique<StudyBench>("funding_oi", Interval::H1, overrides, bars);
    fill(InputKind::PremiumWindow, 3, Values(bars, 480));
  }
  void fill(InputKind kind, std::size_t cell, const Values& values) {
    bench_->fill(kLeg, MarketKind::Perp, kind, cell, values);
  }
  // In per cent per eight hours.
  void premiumRates(Values rates) {
    for (double& rate : rates) rate /= 100;
    fill(InputKind::PremiumWindow, 1, rates);
  }
  void venueRates(Values rates, double minutes = 480) {
    for (double& rate : rates) rate /= 100;
    fill(InputKind::Funding, 0, rates);
    fill(InputKind::Funding, 1, Values(rates.size(), minutes));
  }
  void oi(const Values& base) { fill(InputKind::OpenInterest, 0, base); }
  void closes(const Values& close) { fill(InputKind::Candles, 0, close); }
  Values column(std::string_view key) {
    if (!ran_) bench_->run();
    ran_ = true;
    return bench_->column(key);
  }

  std::unique_ptr<StudyBench> bench_;
  bool ran_ = false;
};

TEST_F(FundingOiTest, TakesThePremiumIndexBeforeTheVenuesRate) {
  begin(3);
  premiumRates({0.02, kNaN, kNaN});
  venueRates({0.05, 0.05, kNaN});
  EXPECT_THAT(column("funding"), ElementsAre(DoubleEq(0.02), DoubleEq(0.05), IsNan()));
  EXPECT_THAT(column("funding_source"), ElementsAre(2, 0, IsNan()));
  EXPECT_THAT(column("funding_apr"), ElementsAre(DoubleEq(21.9), DoubleEq(54.75), IsNan()));
}

TEST_F(FundingOiTest, RatesOfOtherIntervalsAreOfThatIntervalAndComparedByEightHours) {
  begin(1, {{"levels", "fixed"}});
  venueRates({0.16}, 60);
  EXPECT_THAT(column("funding"), ElementsAre(DoubleEq(0.02)));
  EXPECT_THAT(column("funding_apr"), ElementsAre(DoubleEq(0.02 * 8760)));
  EXPECT_THAT(column("zone"), ElementsAre(2));
  EXPECT_THAT(column("funding_spike_up"), ElementsAre(1));
}

TEST_F(FundingOiTest, OnlyTheChosenSourceCounts) {
  begin(1, {{"funding_input", "venue"}});
  premiumRates({0.02});
  venueRates({0.05});
  EXPECT_THAT(column("funding"), ElementsAre(DoubleEq(0.05)));
}

TEST_F(FundingOiTest, HolesAreEmptyButForTheClose) {
  begin(3);
  premiumRates({0.01, kNaN, 0.01});
  oi({5, 6, 7});
  closes({100, 101, 102});
  EXPECT_THAT(column("close"), ElementsAre(100, 101, 102));
  EXPECT_THAT(column("oi"), ElementsAre(5, IsNan(), 7));
  EXPECT_THAT(column("funding_spike_up"), ElementsAre(0, IsNan(), 0));
  EXPECT_THAT(column("oi_usd"), ElementsAre(500, IsNan(), 714));
}

TEST_F(FundingOiTest, NormalisesByRange) {
  begin(6, {{"lookback", "3"}});
  premiumRates(Values(6, 0.01));
  oi({10, 20, 15, 30, kNaN, 15});
  EXPECT_THAT(column("oi_norm"),
              ElementsAre(IsNan(), IsNan(), DoubleEq(0.5), DoubleEq(1), IsNan(), DoubleEq(0)));
  EXPECT_THAT(column("oi_z")[2], DoubleEq(0));
  EXPECT_THAT(column("oi_extreme_high"), ElementsAre(0, 0, 0, 1, 0, 0));
  EXPECT_THAT(column("oi_extreme_low"), ElementsAre(0, 0, 0, 0, 0, 1));
}

TEST_F(FundingOiTest, NormalisesByDistributionAndByRsi) {
  begin(3, {{"lookback", "3"}, {"method", "zscore"}});
  premiumRates(Values(3, 0.01));
  oi({1, 2, 3});
  EXPECT_NEAR(column("oi_norm")[2], 0.88966, 1e-5) << "at 1.2247 deviations";
  begin(3, {{"method", "rsi"}, {"rsi_length", "2"}});
  ran_ = false;
  premiumRates(Values(3, 0.01));
  oi({10, 11, 10});
  EXPECT_THAT(column("oi_norm"), ElementsAre(IsNan(), IsNan(), DoubleEq(0.5)));
}

TEST_F(FundingOiTest, AFlatWindowHasNoRangeAndNoDeviation) {
  begin(3, {{"lookback", "3"}});
  premiumRates(Values(3, 0.01));
  oi({7, 7, 7});
  EXPECT_THAT(column("oi_z")[2], DoubleEq(0));
  EXPECT_THAT(column("oi_norm")[2], IsNan());
}

TEST_F(FundingOiTest, FixedZonesAreStrictlyBeyondTheirLevels) {
  begin(8, {{"levels", "fixed"}});
  premiumRates({0.05, 0.0501, 0.1, 0.11, 0.51, -0.05, -0.2, -0.6});
  EXPECT_THAT(column("zone"), ElementsAre(0, 1, 1, 2, 3, 0, -2, -3));
}

TEST_F(FundingOiTest, AdaptiveZonesNeedAFullWindowAndTheRightSideOfZero) {
  begin(14, {{"adaptive_bars", "10"}});
  // After ten bars: the largest so far, then one at the usual rate, the smallest, one below that is positive.
  premiumRates(
      {0.010, 0.011, 0.012, 0.013, 0.014, 0.015, 0.016, 0.017, 0.018, 0.030, 0.010, -0.02, 0.005, 0.05});
  const auto zone = column("zone");
  EXPECT_THAT(Values(zone.begin(), zone.begin() + 9), testing::Each(IsNan()));
  EXPECT_EQ(zone[10], 0) << "below p25 but not below zero";
  EXPECT_EQ(zone[12], 0);
  EXPECT_EQ(zone[11], -2) << "n = 10: p1 and p10 are at rank 0.6 → 1 and 1.5";
  EXPECT_THAT(column("p75")[9], DoubleEq(0.017)) << "rank 8 of ten";
  EXPECT_THAT(column("p10")[9], DoubleEq(0.0105)) << "between the first and the second";
}

TEST_F(FundingOiTest, ConditionsOfCrowdedPositions) {
  begin(5, {{"lookback", "3"}, {"levels", "fixed"}});
  premiumRates({0.01, 0.01, 0.31, -0.21, 0.6});
  oi({10, 20, 30, 10, 15});
  EXPECT_THAT(column("longs_trapped"), ElementsAre(0, 0, 1, 0, 0));
  EXPECT_THAT(column("bearish_reversal"), ElementsAre(0, 0, 1, 0, 0));
  EXPECT_THAT(column("short_capitulation"), ElementsAre(0, 0, 0, 1, 0));
  EXPECT_THAT(column("bullish_reversal"), ElementsAre(0, 0, 0, 1, 0));
  EXPECT_THAT(column("funding_extreme"), ElementsAre(0, 0, 0, 0, 1));
  EXPECT_THAT(column("funding_spike_down"), ElementsAre(0, 0, 0, 1, 0));
  EXPECT_THAT(column("longs_trapped_onset"), ElementsAre(0, 0, 1, 0, 0));
}

TEST_F(FundingOiTest, AdaptiveConditionsLookAtTheFundingsOwnHistory) {
  begin(12, {{"adaptive_bars", "10"}, {"lookback", "3"}});
  premiumRates({0.010, 0.011, 0.012, 0.013, 0.014, 0.015, 0.016, 0.017, 0.018, 0.019, 0.050, -0.020});
  oi({1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 1});
  // Rank 9.5 of ten at p90: between 0.019 and 0.05.
  EXPECT_EQ(column("longs_trapped_adaptive")[10], 1);
  EXPECT_EQ(column("longs_trapped")[10], 0);
  EXPECT_EQ(column("short_capitulation_adaptive")[11], 1);
  EXPECT_EQ(column("funding_spike_up_adaptive")[10], 0) << "p95 of ten is the largest itself";
  EXPECT_EQ(column("longs_trapped_adaptive")[8], 0) << "no percentiles yet";
}

TEST_F(FundingOiTest, StateStartsAfreshAfterALongHole) {
  begin(7, {{"lookback", "2"}, {"reset_after", "1"}});
  premiumRates({0.01, 0.01, kNaN, 0.01, kNaN, kNaN, 0.01});
  oi({1, 2, 3, 4, 5, 6, 7});
  EXPECT_THAT(column("oi_norm"),
              ElementsAre(IsNan(), DoubleEq(1), IsNan(), DoubleEq(1), IsNan(), IsNan(), IsNan()));
}

TEST_F(FundingOiTest, RefusesWhatMeansNothing) {
  const auto& declaration = (*named("funding_oi"))->declaration();
  for (const auto& [key, value] : {std::pair{"sub_interval", "2m"},
                                   {"method", "max"},
                                   {"lookback", "1"},
                                   {"perp", "binance,okx"},
                                   {"cap", "0"}}) {
    const auto refused = resolve(declaration.params, Interval::H1, {{key, value}});
    ASSERT_FALSE(refused) << key;
    EXPECT_THAT(refused.error().message, testing::HasSubstr(key));
  }
}

TEST(Accumulation, NeedsThreeChangesOfSignInTwentyQuietBarsWithGrowingOi) {
  const auto after = [](const Values& tail, double oi_step = 1) {
    Accumulation accumulation;
    double oi = 100;
    for (std::size_t i = 0; i < 20 - tail.size(); ++i) EXPECT_FALSE(accumulation.push(0.01, oi += oi_step));
    bool holds = false;
    for (const double funding : tail) holds = accumulation.push(funding, oi += oi_step);
    return holds;
  };
  EXPECT_TRUE(after({-0.01, 0.01, -0.01}));
  EXPECT_TRUE(after({-0.01, 0, 0.01, 0, -0.01})) << "zeros are passed over";
  EXPECT_FALSE(after({-0.01, 0, -0.01, 0.01})) << "two changes";
  EXPECT_TRUE(after({-0.05, 0.05, -0.01})) << "the quiet zone's border is in it";
  EXPECT_FALSE(after({-0.06, 0.01, -0.01}));
  EXPECT_FALSE(after({-0.01, 0.01, -0.01}, 0)) << "flat";
  EXPECT_FALSE(after({-0.01, 0.01, -0.01}, -1));
}

TEST(Accumulation, ForgetsChangesThatAreTwentyBarsOld) {
  Accumulation accumulation;
  double oi = 0;
  for (const double funding : {0.01, -0.01, 0.01, -0.01}) accumulation.push(funding, ++oi);
  for (int bars = 5; bars <= 24; ++bars)
    EXPECT_EQ(accumulation.push(-0.01, bars), bars == 20 || bars == 21) << bars << " bars";
}

Values divergence(OiDivergence::At at, int gap, const Values& closes, const Values& oi) {
  OiDivergence divergence(at, gap);
  Values fired;
  for (std::size_t i = 0; i < closes.size(); ++i)
    if (divergence.push(closes[i], oi[i])) fired.push_back(static_cast<double>(i));
  return fired;
}

TEST(OiDivergence, ComparesWithTheLastEarlierExtremeThatIsFarEnough) {
  Values closes;
  Values oi;
  for (int i = 0; i < 25; ++i) {
    closes.push_back(100 + i);
    oi.push_back(50);
  }
  // The last high is bar 24; five bars of rest, then a new one on bar 30 with fewer positions.
  for (int i = 0; i < 5; ++i) {
    closes.push_back(110);
    oi.push_back(60);
  }
  closes.push_back(130);
  oi.push_back(49);
  EXPECT_THAT(divergence(OiDivergence::At::High, 5, closes, oi), ElementsAre(30));
  EXPECT_THAT(divergence(OiDivergence::At::High, 6, closes, oi), ElementsAre(30));
  EXPECT_THAT(divergence(OiDivergence::At::High, 7, closes, oi), ElementsAre()) << "too near";
  oi.back() = 50;
  EXPECT_THAT(divergence(OiDivergence::At::High, 5, closes, oi), ElementsAre()) << "as many positions";
  oi.back() = kNaN;
  EXPECT_THAT(divergence(OiDivergence::At::High, 5, closes, oi), ElementsAre());
}

TEST(OiDivergence, MirrorsAtLows) {
  Values closes;
  Values oi;
  for (int i = 0; i < 25; ++i) {
    closes.push_back(200 - i);
    oi.push_back(50);
  }
  for (int i = 0; i < 5; ++i) {
    closes.push_back(190);
    oi.push_back(60);
  }
  closes.push_back(150);
  oi.push_back(49);
  EXPECT_THAT(divergence(OiDivergence::At::Low, 5, closes, oi), ElementsAre(30));
  EXPECT_THAT(divergence(OiDivergence::At::High, 5, closes, oi), ElementsAre());
}

}  // namespace
}  // namespace perpscope::studies
