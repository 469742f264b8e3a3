#include <gmock/gmock.h>

#include "studies/study_bench.h"

namespace perpscope::studies {
namespace {

using testing::DoubleNear;
using testing::ElementsAre;
using testing::IsNan;

constexpr double kNaN = kMissing;

StudyBench onePair(std::size_t bars, Overrides more = {}, Interval interval = Interval::D1) {
  Overrides overrides{
      {"spot_legs", "coinbase"}, {"perp_legs", "binance"}, {"ema_length", "2"}, {"ma_length", "3"}};
  more.merge(overrides);
  return StudyBench("perp_spot_premium", interval, more, bars);
}

TEST(PerpSpotPremium, OneLegEach) {
  auto bench = onePair(4);
  bench.spot("coinbase:BTC-USD", {100, 100, 200, 100});
  bench.perp("binance:BTCUSDT", {101, 99, 201, kNaN});
  bench.run();
  EXPECT_THAT(bench.column("premium"), ElementsAre(1, -1, 0.5, IsNan()));
  // ema(2): seed (1 - 1) / 2 = 0 on bar 1, then 0 + 2/3 (0.5 - 0); sma(3) on bar 2.
  EXPECT_THAT(bench.column("ema"), ElementsAre(IsNan(), 0, DoubleNear(1.0 / 3, 1e-15), IsNan()));
  EXPECT_THAT(bench.column("ma"), ElementsAre(IsNan(), IsNan(), DoubleNear(0.5 / 3, 1e-15), IsNan()));
  EXPECT_THAT(bench.column("premium_negative"), ElementsAre(0, 1, 0, IsNan()));
  EXPECT_THAT(bench.column("premium_positive"), ElementsAre(0, 0, 1, IsNan()));
}

TEST(PerpSpotPremium, AHoleKeepsPlainPricesAndCounts) {
  auto bench = onePair(1);
  bench.spot("coinbase:BTC-USD", {100});
  bench.perp("binance:BTCUSDT", {kNaN});
  bench.run();
  EXPECT_THAT(bench.column("spot_avg"), ElementsAre(100));
  EXPECT_THAT(bench.column("spot_legs"), ElementsAre(1));
  EXPECT_THAT(bench.column("perp_legs"), ElementsAre(0));
  EXPECT_THAT(bench.column("premium"), ElementsAre(IsNan()));
  EXPECT_THAT(bench.column("cross_up"), ElementsAre(IsNan())) << "no condition is evaluated on a hole";
}

TEST(PerpSpotPremium, WindowsCountPushedBars) {
  auto bench = onePair(5);
  bench.spot("coinbase:BTC-USD", {100, 100, 100, 100, 100});
  bench.perp("binance:BTCUSDT", {101, kNaN, 102, kNaN, 103});
  bench.run();
  EXPECT_THAT(bench.column("ma"), ElementsAre(IsNan(), IsNan(), IsNan(), IsNan(), 2));
}

TEST(PerpSpotPremium, StateStartsAfreshAfterALongHole) {
  auto kept = onePair(8, {{"reset_after", "3"}});
  auto reset = onePair(8, {{"reset_after", "2"}});
  for (auto* bench : {&kept, &reset}) {
    bench->spot("coinbase:BTC-USD", {100, 100, 100, 100, 100, 100, 100, 100});
    bench->perp("binance:BTCUSDT", {101, 102, 103, kNaN, kNaN, kNaN, 104, 105});
    bench->run();
  }
  EXPECT_EQ(kept.column("ma")[6], 3);
  EXPECT_TRUE(isMissing(reset.column("ma")[6]));
  EXPECT_TRUE(isMissing(reset.column("ma")[7]));
}

TEST(PerpSpotPremium, TurningTheSignLeavesAveragesAndConditions) {
  auto bench = onePair(2, {{"sign", "spot_minus_perp"}});
  bench.spot("coinbase:BTC-USD", {100, 100});
  bench.perp("binance:BTCUSDT", {99, 102});
  bench.run();
  EXPECT_THAT(bench.column("premium"), ElementsAre(1, -2));
  EXPECT_THAT(bench.column("ema"), ElementsAre(IsNan(), 0.5));
  EXPECT_THAT(bench.column("premium_positive"), ElementsAre(0, 1));
}

TEST(PerpSpotPremium, CrossesOfTheAverages) {
  auto bench = onePair(7, {{"ema_length", "1"}, {"ma_length", "2"}});
  bench.spot("coinbase:BTC-USD", {100, 100, 100, 100, 100, 100, 100});
  bench.perp("binance:BTCUSDT", {101, 100, 102, 102, 101, 101, 103});
  bench.run();
  // ema = premium 1 0 2 2 1 1 3, ma = - .5 1 2 1.5 1 2: an equal pair counts as not above.
  EXPECT_THAT(bench.column("cross_up"), ElementsAre(0, 0, 1, 0, 0, 0, 1));
  EXPECT_THAT(bench.column("cross_down"), ElementsAre(0, 0, 0, 0, 1, 0, 0));
}

TEST(PerpSpotPremium, StaleLegsCountForMaxAgeBars) {
  StudyBench bench("perp_spot_premium", Interval::H1,
                   {{"spot_legs", "coinbase,kraken"}, {"perp_legs", "binance"}}, 5);
  bench.spot("coinbase:BTC-USD", {100, 100, 100, 100, 100});
  bench.spot("kraken:XBT/USD", {200, kNaN, kNaN, kNaN, 200});
  bench.perp("binance:BTCUSDT", {150, 150, 150, 150, 150});
  bench.run();
  // 1h: a leg counts with its last close for two bars, then leaves, and comes back by itself.
  EXPECT_THAT(bench.column("spot_avg"), ElementsAre(150, 150, 150, 100, 150));
  EXPECT_THAT(bench.column("spot_legs"), ElementsAre(2, 2, 2, 1, 2));
}

TEST(PerpSpotPremium, OneFreshLegIsNeeded) {
  StudyBench bench("perp_spot_premium", Interval::H1, {{"spot_legs", "coinbase"}, {"perp_legs", "binance"}},
                   2);
  bench.spot("coinbase:BTC-USD", {100, kNaN});
  bench.perp("binance:BTCUSDT", {101, 101});
  bench.run();
  EXPECT_THAT(bench.column("spot_avg"), ElementsAre(100, IsNan()));
}

TEST(PerpSpotPremium, MedianAndMinLegs) {
  StudyBench bench("perp_spot_premium", Interval::D1,
                   {{"spot_legs", "coinbase,kraken,bitstamp"},
                    {"perp_legs", "binance"},
                    {"composite", "median"},
                    {"min_legs", "2"}},
                   3);
  bench.spot("coinbase:BTC-USD", {100, 100, 100});
  bench.spot("kraken:XBT/USD", {110, 120, kNaN});
  bench.spot("bitstamp:BTC/USD", {500, kNaN, kNaN});
  bench.perp("binance:BTCUSDT", {1, 1, 1});
  bench.run();
  EXPECT_THAT(bench.column("spot_avg"), ElementsAre(110, 110, IsNan()));
}

TEST(PerpSpotPremium, VwapWeighsByVolume) {
  StudyBench bench("perp_spot_premium", Interval::D1,
                   {{"spot_legs", "coinbase,kraken"},
                    {"perp_legs", "binance"},
                    {"composite", "vwap"},
                    {"volume_length", "2"}},
                   3);
  bench.spot("coinbase:BTC-USD", {100, 100, 100});
  bench.fill("coinbase:BTC-USD", MarketKind::Spot, InputKind::Candles, 1, {1, 3, kNaN});
  bench.spot("kraken:XBT/USD", {200, 200, 200});
  bench.fill("kraken:XBT/USD", MarketKind::Spot, InputKind::Candles, 1, {1, 1, 2});
  bench.perp("binance:BTCUSDT", {1, 1, 1});
  bench.fill("binance:BTCUSDT", MarketKind::Perp, InputKind::Candles, 1, {1, 1, 1});
  bench.run();
  // Weights over two bars: 1:1, 4:2, 3:3.
  EXPECT_THAT(bench.column("spot_avg"), ElementsAre(150, DoubleNear(400.0 / 3, 1e-12), 150));
}

TEST(PerpSpotPremium, QuoteAdjustUsesTheStablecoinsOwnClose) {
  StudyBench bench("perp_spot_premium", Interval::D1,
                   {{"spot_legs", "coinbase"}, {"perp_legs", "binance"}, {"quote_adjust", "usd"}}, 3);
  bench.spot("coinbase:BTC-USD", {100, 100, 100});
  bench.perp("binance:BTCUSDT", {100, 100, 100});
  bench.spot("kraken:USDT/USD", {1.01, kNaN, kNaN});
  bench.spot("coinbase:USDT-USD", {9, 0.99, kNaN});
  bench.run();
  EXPECT_THAT(bench.column("perp_avg"), ElementsAre(101, 99, IsNan()))
      << "Kraken's rate first, then Coinbase's, else nothing";
  EXPECT_TRUE(bench.inputs().notes.empty());
}

TEST(PerpSpotPremium, MixedQuotesAreSaid) {
  const auto bench = onePair(1);
  ASSERT_EQ(bench.inputs().notes.size(), 1U);
  EXPECT_THAT(bench.inputs().notes[0], testing::HasSubstr("quote_adjust"));
}

TEST(PerpSpotPremium, AClosedVenueIsSaidToBeClosed) {
  const auto bench = onePair(1, {{"perp_legs", "bitmex"}, {"quote_adjust", "usd"}});
  EXPECT_THAT(bench.inputs().notes,
              ElementsAre("BitMEX has closed: what was imported or recorded is all there is."));
}

}  // namespace
}  // namespace perpscope::studies
