#include "store/import_csv.h"

#include <algorithm>

#include <fmt/format.h>
#include <sqlite3.h>

#include "import_fixture.h"

namespace perpscope::store {
namespace {

using Times = std::vector<Time>;
using testing::Test;

class ImportCsv : public ImportTest {
 protected:
  // One number out of the cache, for columns that studies do not read.
  double number(const std::string& sql) {
    sqlite3_stmt* statement = nullptr;
    sqlite3_prepare_v2(cache_.handle(), sql.c_str(), -1, &statement, nullptr);
    const bool found =
        sqlite3_step(statement) == SQLITE_ROW && sqlite3_column_type(statement, 0) != SQLITE_NULL;
    const double value = found ? sqlite3_column_double(statement, 0) : kMissing;
    sqlite3_finalize(statement);
    return value;
  }
};

TEST_F(ImportCsv, RowsInAnyOrderBecomeBars) {
  const auto summary = import(kBarHeader +
                                  "2024-01-03,3,4,2,3.5,30\n"
                                  "2024-01-01,1,2,0.5,1.5,10\n"
                                  "2024-01-02,2,3,1,2.5,20\n",
                              dailyBars());
  ASSERT_TRUE(summary) << summary.error().message;
  EXPECT_EQ(summary->series, "binance spot BTCUSDT candles 1d");
  EXPECT_EQ(summary->rows, 3U);
  EXPECT_EQ(summary->written.stored, 3U);
  EXPECT_EQ(summary->range, (TimeRange{utc(2024, 1, 1), utc(2024, 1, 3) + Milliseconds{1}}));
  const auto stored = bars();
  EXPECT_EQ(stored.time, (Times{utc(2024, 1, 1), utc(2024, 1, 2), utc(2024, 1, 3)}));
  EXPECT_EQ(stored[CandleField::Open], (std::vector<double>{1, 2, 3}));
  EXPECT_EQ(stored[CandleField::High], (std::vector<double>{2, 3, 4}));
  EXPECT_EQ(stored[CandleField::Low], (std::vector<double>{0.5, 1, 2}));
  EXPECT_EQ(stored[CandleField::Close], (std::vector<double>{1.5, 2.5, 3.5}));
  EXPECT_EQ(stored[CandleField::Volume], (std::vector<double>{10, 20, 30}));
}

TEST_F(ImportCsv, TwiceChangesNothing) {
  const std::string text = kBarHeader + "2024-01-01,1,2,1,2,5\n2024-01-02,2,3,2,3,6\n";
  ASSERT_TRUE(import(text, dailyBars()));
  const auto before = number("SELECT total(close + time) FROM candles");
  const auto again = import(text, dailyBars());
  ASSERT_TRUE(again);
  EXPECT_EQ(again->written.stored, 0U);
  EXPECT_EQ(again->written.equal, 2U);
  EXPECT_EQ(number("SELECT total(close + time) FROM candles"), before);
  EXPECT_EQ(number("SELECT count(*) FROM coverage"), 1);
}

TEST_F(ImportCsv, RecordsWhatWasCovered) {
  ASSERT_TRUE(import(kBarHeader + "2024-01-01,1,2,1,2,5\n2024-01-04,2,3,2,3,6\n", dailyBars()));
  const auto leg = *standardInstrument("binance", MarketKind::Spot, "BTC");
  const auto coverage =
      Reader(cache_).coverage({leg, DataKind::Bars, PriceKind::Trade, Interval::D1}).value();
  ASSERT_EQ(coverage.size(), 1U);
  EXPECT_EQ(coverage[0].range, (TimeRange{utc(2024, 1, 1), utc(2024, 1, 5)}));
  EXPECT_EQ(coverage[0].source, "import table.csv");
  EXPECT_FALSE(coverage[0].known_empty);
}

TEST_F(ImportCsv, CountsHoles) {
  const auto summary =
      import(kBarHeader + "2024-01-01,1,2,1,2,5\n2024-01-04,2,3,2,3,6\n2024-01-05,2,3,2,3,6\n", dailyBars());
  EXPECT_EQ(summary->holes, 2U);
}

TEST_F(ImportCsv, OneColumnMayServeSeveralFields) {
  auto options = dailyBars();
  options["map"] = "time=t,open=price,close=price";
  ASSERT_TRUE(import("t,price\n2024-01-01,7\n", options));
  EXPECT_EQ(bars()[CandleField::Open].at(0), 7);
  EXPECT_EQ(bars()[CandleField::Close].at(0), 7);
}

TEST_F(ImportCsv, AMissingColumnIsMissingAndNoCopy) {
  auto options = dailyBars();
  options["map"] = "time=t,close=price";
  ASSERT_TRUE(import("t,price\n2024-01-01,7\n", options));
  for (const auto field : {CandleField::Open, CandleField::High, CandleField::Low, CandleField::Volume})
    EXPECT_TRUE(isMissing(bars()[field].at(0)));
}

TEST_F(ImportCsv, WithoutAHeaderColumnsAreNumbers) {
  const auto summary = import("1381017600,122.0,122.0,122.0,121.0,0.1,1\n", {{"venue", "binance"},
                                                                             {"kind", "spot"},
                                                                             {"data", "candles"},
                                                                             {"interval", "1d"},
                                                                             {"no-header", "true"},
                                                                             {"time", "s"},
                                                                             {"map", "time=1,close=5"}});
  ASSERT_TRUE(summary) << summary.error().message;
  EXPECT_EQ(bars().time.at(0), utc(2013, 10, 6));
  EXPECT_EQ(bars()[CandleField::Close].at(0), 121);
}

TEST_F(ImportCsv, ADoubledHeaderNameIsAnErrorOnlyWhereMapped) {
  auto options = dailyBars();
  options["map"] = "time=t,close=c";
  EXPECT_TRUE(import("t,x,c,x\n2024-01-01,0,7,0\n", options));
  options["map"] = "time=t,close=x";
  const auto message = refusal("t,x,c,x\n2024-01-01,0,7,0\n", options);
  EXPECT_NE(message.find("column 'x': the header has it twice"), std::string::npos) << message;
}

TEST_F(ImportCsv, AMissingColumnNameListsTheHeader) {
  const auto message = refusal("time,open,high,low,Close,volume\n2024-01-01,1,2,1,2,5\n", dailyBars());
  EXPECT_NE(message.find("line 1, column 'close'"), std::string::npos) << message;
  EXPECT_NE(message.find("low, Close, volume"), std::string::npos) << message;
  EXPECT_NE(refusal("", dailyBars()).find("no header"), std::string::npos);
}

TEST_F(ImportCsv, RowsWithoutAValueAreSkippedAndCounted) {
  const auto summary = import(kBarHeader +
                                  "2024-01-01,,NULL,nan,,\n"
                                  ",,,,,\n"
                                  "2024-01-02,,,,,0\n"
                                  "2024-01-03,1,2,1,2,\n",
                              dailyBars());
  ASSERT_TRUE(summary) << summary.error().message;
  EXPECT_EQ(summary->rows, 4U);
  EXPECT_EQ(summary->empty, 3U);
  EXPECT_EQ(bars().time, Times{utc(2024, 1, 3)});
}

TEST_F(ImportCsv, NothingButEmptyRowsStoresNothing) {
  const auto summary = import(kBarHeader + "2024-01-01,,,,,\n", dailyBars());
  ASSERT_TRUE(summary);
  EXPECT_TRUE(summary->range.empty());
  EXPECT_EQ(seriesStored(), 0U);
  EXPECT_NE(describe(*summary).find("no row with a value"), std::string::npos);
}

TEST_F(ImportCsv, ScalesWhatIsLeft) {
  auto options = dailyBars({{"scale", "close=0.5,volume=100"}});
  ASSERT_TRUE(import(kBarHeader + "2024-01-01,1,2,1,4,5%\n", options));
  EXPECT_EQ(bars()[CandleField::Close].at(0), 2);
  EXPECT_EQ(bars()[CandleField::Volume].at(0), 5);
  EXPECT_EQ(bars()[CandleField::Open].at(0), 1);
}

TEST_F(ImportCsv, OfEqualKeysTheFirstStays) {
  const auto summary =
      import(kBarHeader + "2024-01-01,1,2,1,2,5\n2024-01-01,1,9,1,9,5\n2024-01-01,1,3,1,3,5\n", dailyBars());
  EXPECT_EQ(summary->repeated, 2U);
  EXPECT_EQ(bars()[CandleField::Close], std::vector<double>{2});
  const auto stored_stays = import(kBarHeader + "2024-01-01,1,9,1,9,5\n", dailyBars());
  EXPECT_EQ(stored_stays->written.kept, 1U);
  EXPECT_EQ(bars()[CandleField::Close], std::vector<double>{2});
}

TEST_F(ImportCsv, WithReplaceTheLastStays) {
  ASSERT_TRUE(import(kBarHeader + "2024-01-01,1,2,1,2,5\n", dailyBars()));
  const auto summary = import(
      kBarHeader + "2024-01-02,1,9,1,7,5\n2024-01-01,1,9,1,9,5\n2024-01-02,1,8,1,8,5\n2024-01-01,1,3,1,3,5\n",
      dailyBars({{"replace", "true"}}));
  EXPECT_EQ(summary->repeated, 2U);
  EXPECT_EQ(summary->written.replaced, 1U);
  EXPECT_EQ(bars()[CandleField::Close], (std::vector<double>{3, 8}));
}

TEST_F(ImportCsv, CutsTheFilesOwnTimesHalfOpen) {
  const auto summary = import(kBarHeader +
                                  "2024-01-01,1,2,1,2,5\n2024-01-02,1,2,1,2,5\n2024-01-03,1,2,1,2,5\n"
                                  "2024-01-04,broken,2,1,2,5\n",
                              dailyBars({{"from", "2024-01-02"}, {"to", "2024-01-03"}}));
  ASSERT_TRUE(summary) << summary.error().message;
  EXPECT_EQ(summary->out_of_range, 3U);
  EXPECT_EQ(bars().time, Times{utc(2024, 1, 2)});
}

TEST_F(ImportCsv, AStampMayBeTheClose) {
  // The close itself, the last millisecond, the last second.
  const auto summary = import(kBarHeader +
                                  "2024-01-02T00:00:00Z,1,2,1,2,5\n2024-01-02T23:59:59.999Z,1,2,1,2,5\n"
                                  "2024-01-03T23:59:59Z,1,2,1,2,5\n",
                              dailyBars({{"stamp", "close"}, {"from", "2024-01-02T00:00:00Z"}}));
  ASSERT_TRUE(summary) << summary.error().message;
  EXPECT_EQ(bars().time, (Times{utc(2024, 1, 1), utc(2024, 1, 2), utc(2024, 1, 3)}));
}

TEST_F(ImportCsv, AStampOffTheBarsIsRefused) {
  EXPECT_NE(refusal(kBarHeader + "2024-01-01T08:00:00Z,1,2,1,2,5\n", dailyBars()).find("is --interval right"),
            std::string::npos);
  EXPECT_NE(refusal(kBarHeader + "2024-01-01T00:00:00.001Z,1,2,1,2,5\n", dailyBars({{"stamp", "close"}}))
                .find("is not the close of a 1d bar"),
            std::string::npos);
}

struct BadRow {
  const char* row;
  const char* column;
  const char* reason;
};

class BadRows : public ImportCsv, public testing::WithParamInterface<BadRow> {};

TEST_P(BadRows, RefuseTheFileWithLineColumnAndReason) {
  const auto& [row, column, reason] = GetParam();
  const auto text = "note\n" + kBarHeader + "\n2024-01-01,1,2,1,2,5\n" + row + "\n";
  const auto message = refusal(text, dailyBars({{"skip-lines", "1"}}));
  EXPECT_NE(message.find(fmt::format("table.csv, line 5, column '{}': ", column)), std::string::npos)
      << message;
  EXPECT_NE(message.find(reason), std::string::npos) << message;
  EXPECT_EQ(seriesStored(), 0U);

  const auto kept = import(text, dailyBars({{"skip-lines", "1"}, {"skip-bad", "true"}}));
  ASSERT_TRUE(kept) << kept.error().message;
  EXPECT_EQ(kept->written.stored, 1U);
  EXPECT_EQ(kept->skipped_count, 1U);
  ASSERT_EQ(kept->skipped.size(), 1U);
  EXPECT_EQ(kept->skipped[0].line, 5U);
  EXPECT_EQ(kept->skipped[0].column, column);
}

INSTANTIATE_TEST_SUITE_P(Kinds, BadRows,
                         testing::Values(BadRow{"2024-01-02,1,2,1,abc,5", "close", "'abc' is not a number"},
                                         BadRow{"2024-01-02,1,2,1,inf,5", "close", "'inf' is not a number"},
                                         BadRow{"2024-01-02,1,2,3,2,5", "high", "high 2 is below low 3"},
                                         BadRow{"2024-01-02,0,2,1,2,5", "open", "0 is no price"},
                                         BadRow{"2024-01-02,1,2,-1,2,5", "low", "-1 is no price"},
                                         BadRow{"2024-01-02,1,2,1,2,-5", "volume", "-5 is negative"},
                                         BadRow{"2008-12-31,1,2,1,2,5", "time", "outside 2009"},
                                         BadRow{"2026-11-03,1,2,1,2,5", "time", "tomorrow"},
                                         BadRow{"soon,1,2,1,2,5", "time", "'soon'"},
                                         BadRow{"2024-01-02,1,2", "low", "only 3 cells"}));

TEST_F(ImportCsv, TheFirstThousandSkippedRowsAreTold) {
  std::string text = kBarHeader;
  for (int i = 0; i < 1500; ++i) text += "2024-01-01,x,2,1,2,5\n";
  const auto summary = import(text, dailyBars({{"skip-bad", "true"}}));
  EXPECT_EQ(summary->skipped_count, 1500U);
  EXPECT_EQ(summary->skipped.size(), 1000U);
  EXPECT_NE(describe(*summary).find("and 500 more"), std::string::npos);
}

TEST_F(ImportCsv, HighBelowLowByRoundingIsKept) {
  EXPECT_TRUE(import(kBarHeader + "2024-01-01,100,100,100.00000001,100,5\n", dailyBars()));
  EXPECT_FALSE(import(kBarHeader + "2024-01-01,100,100,100.000001,100,5\n", dailyBars()));
}

TEST_F(ImportCsv, OpensAndClosesOutsideHighAndLowAreKeptAndCounted) {
  const auto summary = import(
      kBarHeader + "2024-01-01,3,2,1,2,5\n2024-01-02,1,2,1,0.5,5\n2024-01-03,1,2,1,2,5\n", dailyBars());
  ASSERT_TRUE(summary);
  EXPECT_EQ(summary->odd_ohlc, 2U);
  EXPECT_EQ(bars()[CandleField::Open].at(0), 3);
}

TEST_F(ImportCsv, PremiumIndexMayBeNegativeOrZero) {
  auto options = dailyBars({{"data", "premium-index"}, {"kind", "perp"}});
  options["map"] = "time=time,open=open,high=high,low=low,close=close";
  const std::string text = kBarHeader + "2024-01-01,-0.0001,0,-0.0003,-0.0002,0\n";
  ASSERT_TRUE(import(text, options));
  const auto stored = barsOf(perp(), PriceKind::PremiumIndex);
  EXPECT_EQ(stored[CandleField::Low].at(0), -0.0003);
  EXPECT_EQ(stored[CandleField::High].at(0), 0);
  EXPECT_NE(refusal(kBarHeader + "2024-01-01,-0.1,-0.3,-0.2,-0.2,0\n", options).find("is below low"),
            std::string::npos);
}

TEST_F(ImportCsv, EveryPriceKindHasASeriesOfItsOwn) {
  for (const auto price : {PriceKind::Trade, PriceKind::Mark, PriceKind::Index, PriceKind::Mid}) {
    auto options = dailyBars({{"kind", "perp"}, {"data", std::string(label(price))}});
    options["map"] = "time=t,open=p";
    ASSERT_TRUE(import(fmt::format("t,p\n2024-01-01,{}\n", 1 + static_cast<int>(price)), options));
    EXPECT_EQ(barsOf(perp(), price)[CandleField::Open].at(0), 1 + static_cast<int>(price));
  }
  EXPECT_EQ(seriesStored(), 4U);
}

TEST_F(ImportCsv, BaseVolumeOfContractsWhereItIsNotGiven) {
  auto options = dailyBars({{"kind", "perp"}, {"margin", "inverse"}});
  options["map"] = "time=t,close=c,volume_contracts=n";
  ASSERT_TRUE(import("t,c,n\n2024-01-01,50000,1000\n", options));
  const auto inverse = perp("BTC", Margin::Inverse);
  EXPECT_EQ(barsOf(inverse)[CandleField::Volume].at(0), 2);  // 1000 contracts of 100 USD at 50000
  EXPECT_EQ(number("SELECT volume_contracts FROM candles"), 1000);

  options["map"] = "time=t,close=c,volume_contracts=n,volume=v";
  ASSERT_TRUE(import("t,c,n,v\n2024-01-02,50000,1000,2.5\n", options));
  EXPECT_EQ(barsOf(inverse)[CandleField::Volume].at(1), 2.5);
}

TEST_F(ImportCsv, BaseVolumeOfLinearContracts) {
  auto options = dailyBars({{"venue", "okx"}, {"kind", "perp"}});
  options["map"] = "time=t,close=c,volume_contracts=n,volume_quote=q";
  ASSERT_TRUE(import("t,c,n,q\n2024-01-01,50000,300,150000\n", options));
  const auto okx = *standardInstrument("okx", MarketKind::Perp, "BTC");
  EXPECT_DOUBLE_EQ(barsOf(okx)[CandleField::Volume].at(0), 3);  // 300 contracts of 0.01 BTC
  EXPECT_EQ(number("SELECT volume_quote FROM candles"), 150'000);
}

TEST_F(ImportCsv, ContractsOfAnUnknownSizeSayNoVolume) {
  auto options = dailyBars({{"kind", "perp"}, {"symbol", "BTCUSDC"}, {"asset", "BTC"}});
  options["map"] = "time=t,close=c,volume_contracts=n";
  ASSERT_TRUE(import("t,c,n\n2024-01-01,50000,300\n", options));
  EXPECT_TRUE(isMissing(number("SELECT volume FROM candles")));
  EXPECT_EQ(number("SELECT volume_contracts FROM candles"), 300);
}

TEST_F(ImportCsv, LocalTimesWithAClockChange) {
  auto options = dailyBars({{"interval", "8h"}, {"timezone", "Europe/London"}});
  ASSERT_TRUE(import(kBarHeader + "2023-03-26 00:00:00,1,2,1,2,5\n2023-03-26 09:00:00,1,2,1,2,5\n"
                                  "2023-10-29 01:00:00,1,2,1,2,5\n2023-10-29 08:00:00,1,2,1,2,5\n",
                     options));
  EXPECT_EQ(bars(PriceKind::Trade, Interval::H8).time,
            (Times{utc(2023, 3, 26), utc(2023, 3, 26) + 8 * kHour, utc(2023, 10, 29),
                   utc(2023, 10, 29) + 8 * kHour}));
  EXPECT_NE(refusal(kBarHeader + "2023-03-26 01:30:00,1,2,1,2,5\n", options).find("does not exist"),
            std::string::npos);
}

TEST_F(ImportCsv, MixedEpochsInOneFile) {
  auto options = dailyBars({{"time", "epoch"}});
  ASSERT_TRUE(import(
      kBarHeader + "1704153600000,1,2,1,2,5\n1704067200.0,1,2,1,2,5\n1704240000000000,1,2,1,2,5\n", options));
  EXPECT_EQ(bars().time, (Times{utc(2024, 1, 1), utc(2024, 1, 2), utc(2024, 1, 3)}));
}

TEST_F(ImportCsv, ReportsProgressAndCanBeStopped) {
  std::string text = kBarHeader;
  for (int day = 0; day < 20'000; ++day)
    text += fmt::format("{},1,2,1,2,5\n", toMs(utc(2011, 1, 1) + day * 6 * kHour) / 1000);
  auto options = dailyBars({{"time", "s"}, {"interval", "1h"}});
  const auto file = folder_.write("long.csv", text);

  std::vector<std::uint64_t> done;
  const Progress progress{[&done, &text](std::uint64_t bytes, std::uint64_t total) {
                            EXPECT_EQ(total, text.size());
                            done.push_back(bytes);
                          },
                          nullptr};
  ASSERT_TRUE(importCsv(cache_, file, options, clock_, progress));
  EXPECT_GE(done.size(), 3U);
  EXPECT_TRUE(std::ranges::is_sorted(done));
  EXPECT_EQ(done.back(), text.size());

  const std::atomic<bool> cancel = true;
  options["venue"] = "bybit";
  const auto stopped = importCsv(cache_, file, options, clock_, {{}, &cancel});
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().kind, ErrorKind::Cancelled);
  EXPECT_EQ(seriesStored(), 1U);
}

TEST_F(ImportCsv, DescribesWhatHappened) {
  const auto summary = import(
      kBarHeader + "2024-01-01,3,2,1,2,5\n2024-01-01,1,2,1,2,5\n2024-01-03,,,,,\n2024-01-05,1,2,1,2,5\n",
      dailyBars());
  const auto text = describe(*summary);
  for (const auto* part :
       {"table.csv", "binance spot BTCUSDT candles 1d", "2024-01-01T00:00:00Z … 2024-01-05T00:00:00Z",
        "3 missing in between", "4 rows read: 2 stored, 0 equal, 0 replaced", "1 repeated in the file",
        "1 without a value", "1 bars open or close outside low…high"})
    EXPECT_NE(text.find(part), std::string::npos) << part << "\n" << text;
}

TEST_F(ImportCsv, AFileThatIsNotThere) {
  const auto summary = importCsv(cache_, folder_ / "none.csv", dailyBars(), clock_);
  ASSERT_FALSE(summary);
  EXPECT_EQ(summary.error().kind, ErrorKind::NotFound);
}

}  // namespace
}  // namespace perpscope::store
