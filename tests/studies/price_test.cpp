#include <gmock/gmock.h>

#include "studies/study_bench.h"

namespace perpscope::studies {
namespace {

using testing::ElementsAre;
using testing::IsNan;

void candles(StudyBench& bench, const std::string& leg, const std::vector<std::array<double, 5>>& rows) {
  for (std::size_t cell = 0; cell < 5; ++cell) {
    std::vector<double> column;
    for (const auto& row : rows) column.push_back(row[cell]);
    bench.fill(leg, MarketKind::Spot, InputKind::Candles, cell, column);
  }
}

TEST(PriceStudy, ShowsTheStoredBarsAndHeikinAshi) {
  StudyBench bench("price", Interval::D1, {}, 2);
  candles(bench, "binance:BTCUSDT", {{10, 14, 8, 12, 100}, {12, 20, 11, 18, 50}});
  bench.run();
  EXPECT_THAT(bench.column("high"), ElementsAre(14, 20));
  EXPECT_THAT(bench.column("volume"), ElementsAre(100, 50));
  EXPECT_THAT(bench.column("ha_close"), ElementsAre(11, 15.25));
  EXPECT_THAT(bench.column("ha_open"), ElementsAre(11, 11));
  EXPECT_THAT(bench.column("ha_high"), ElementsAre(14, 20));
  EXPECT_THAT(bench.column("ha_low"), ElementsAre(8, 11));
}

TEST(PriceStudy, AHoleHasNoOscillators) {
  StudyBench bench("price", Interval::D1, {{"rsi_length", "1"}}, 3);
  candles(bench, "binance:BTCUSDT", {{1, 1, 1, 1, 1}, {2, 2, 2, kMissing, 7}, {3, 3, 3, 3, 1}});
  bench.run();
  EXPECT_THAT(bench.column("rsi"), ElementsAre(IsNan(), IsNan(), 100));
  EXPECT_THAT(bench.column("open"), ElementsAre(1, 2, 3)) << "plain prices stay";
}

TEST(PriceStudy, OscillatorsReadWhatIsDrawn) {
  StudyBench plain("price", Interval::D1, {{"rsi_length", "1"}}, 2);
  StudyBench ha("price", Interval::D1, {{"rsi_length", "1"}, {"style", "heikin_ashi"}}, 2);
  for (auto* bench : {&plain, &ha}) {
    candles(*bench, "binance:BTCUSDT", {{10, 10, 10, 10, 1}, {30, 30, 9, 9, 1}});
    bench->run();
  }
  EXPECT_EQ(plain.column("rsi")[1], 0);
  EXPECT_EQ(ha.column("rsi")[1], 100) << "the HA close rose from 10 to 19.5";
}

TEST(PriceStudy, SeveralLegsMakeAComposite) {
  StudyBench bench("price", Interval::D1, {{"leg", "binance,coinbase"}}, 2);
  candles(bench, "binance:BTCUSDT", {{10, 12, 8, 11, 5}, {1, 1, 1, 1, 1}});
  candles(bench, "coinbase:BTC-USD",
          {{20, 22, 18, 21, 7}, {kMissing, kMissing, kMissing, kMissing, kMissing}});
  bench.run();
  EXPECT_THAT(bench.column("close"), ElementsAre(16, 1));
  EXPECT_THAT(bench.column("low"), ElementsAre(13, 1));
  EXPECT_THAT(bench.column("volume"), ElementsAre(12, 1));
}

TEST(PriceStudy, AStaleLegCountsWithItsCloseInEveryField) {
  StudyBench bench("price", Interval::H1, {{"leg", "binance,coinbase"}}, 4);
  const std::array<double, 5> none{kMissing, kMissing, kMissing, kMissing, kMissing};
  candles(bench, "binance:BTCUSDT",
          {{10, 12, 8, 11, 5}, {10, 12, 8, 10, 1}, {8, 9, 7, 8, 1}, {6, 6, 6, 6, 1}});
  candles(bench, "coinbase:BTC-USD", {{20, 30, 10, 21, 7}, none, none, none});
  bench.run();
  EXPECT_THAT(bench.column("close"), ElementsAre(16, 15.5, 14.5, 6));
  EXPECT_THAT(bench.column("high"), ElementsAre(21, 16.5, 15, 6)) << "21 was coinbase's close, 30 its high";
  EXPECT_THAT(bench.column("low"), ElementsAre(9, 14.5, 14, 6));
}

TEST(PriceStudy, ASingleLegIsItsOwnCompositeWhateverTheWeights) {
  StudyBench bench("price", Interval::D1, {{"composite", "vwap"}}, 2);
  candles(bench, "binance:BTCUSDT", {{10, 12, 8, 11, 0}, {12, 20, 11, 18, kMissing}});
  bench.run();
  EXPECT_THAT(bench.column("close"), ElementsAre(11, 18));
  EXPECT_THAT(bench.column("open"), ElementsAre(10, 12));
}

TEST(PriceStudy, StateStartsAfreshAfterTheLookBack) {
  const auto ha_open_after = [](std::size_t hole) {
    StudyBench bench("price", Interval::D1, {}, hole + 2);
    std::vector<std::array<double, 5>> rows(hole + 2, {kMissing, kMissing, kMissing, kMissing, kMissing});
    rows.front() = {1, 1, 1, 1, 1};
    rows.back() = {9, 9, 9, 9, 1};
    candles(bench, "binance:BTCUSDT", rows);
    bench.run();
    return bench.column("ha_open").back();
  };
  EXPECT_EQ(ha_open_after(26), 1);
  EXPECT_EQ(ha_open_after(27), 9);
}

TEST(PriceStudy, TheKindSaysWhichMarketAVenueMeans) {
  const auto& study = **named("price");
  const auto leg = [&study](const Overrides& overrides) {
    const Context context{
        "BTC", Interval::D1, *resolve(study.declaration().params, Interval::D1, overrides), {}};
    return study.inputs(context)->list.front().leg;
  };
  EXPECT_EQ(leg({}).kind, MarketKind::Spot);
  EXPECT_EQ(leg({{"kind", "perp"}}).kind, MarketKind::Perp);
  EXPECT_EQ(leg({{"leg", "binance:BTCUSD_PERP"}}).margin, Margin::Inverse) << "its name says it all";
}

}  // namespace
}  // namespace perpscope::studies
