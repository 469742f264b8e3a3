// Every recorded file that is of a kind we store goes in as it is, by tests/data/recipes/history.json. What
// is expected was counted by a program that shares nothing with the importers.
#include <fstream>
#include <set>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "app/importing.h"
#include "base/text.h"
#include "store/import_csv.h"
#include "store/reader.h"
#include "temp_folder.h"
#include "test_data.h"

namespace perpscope::app {
namespace {

// Kept out, for nothing stores liquidations.
constexpr auto kNotImportable = "binance_um_BTCUSDT_liquidations_1d_coinalyze__2020-04_2025-04.csv";

struct Expected {
  std::size_t number = 0;  // in the recipe, from 0
  std::string file;
  std::string series;
  std::vector<std::size_t> counts;  // rows, stored, repeated, empty, cut by --to, odd, holes
  TimeRange range;
  Time at;  // of the value: close or open, rate, or open interest in USD
  double value = 0;
};

std::filesystem::path recipes() { return std::filesystem::path(PERPSCOPE_SOURCE_DIR) / "tests/data/recipes"; }

// history-expected.csv, in the order of the recipe.
std::vector<Expected> expectations() {
  std::ifstream in(recipes() / "history-expected.csv");
  std::string line;
  std::getline(in, line);
  std::vector<Expected> out;
  while (std::getline(in, line)) {
    const auto cells = split(line, ',');
    const auto timeOf = [&cells](std::size_t cell) { return parseTime(cells.at(cell)).value(); };
    Expected one{out.size(),
                 cells.at(0),
                 cells.at(1),
                 {},
                 {timeOf(9), timeOf(10) + Milliseconds{1}},
                 timeOf(11),
                 parseNumber<double>(cells.at(12)).value()};
    for (std::size_t i = 2; i < 9; ++i) one.counts.push_back(parseNumber<std::size_t>(cells.at(i)).value());
    out.push_back(std::move(one));
  }
  return out;
}

// A recipe of tests/data/recipes with the recorded files.
Result<std::vector<ImportEntry>> recipe(const std::string& name) {
  auto entries = readRecipe(recipes() / name);
  if (!entries) return entries;
  for (auto& entry : *entries) entry.file = test::historyFolder() / entry.file.filename();
  return entries;
}

// The value of the one series there is, at that instant; missing where there is none.
double valueAt(store::Cache& cache, Time at) {
  const store::Reader reader(cache);
  const TimeRange instant{at, at + Milliseconds{1}};
  const auto inventory = reader.inventory().value();
  if (inventory.size() != 1) return kMissing;
  const auto& key = inventory.front().key;
  const auto only = [](const std::vector<double>& column) {
    return column.size() == 1 ? column[0] : kMissing;
  };
  switch (key.data) {
    case store::DataKind::Funding:
      return only(reader.settledFunding(key.instrument, instant).value().fraction);
    case store::DataKind::OpenInterest: return only(reader.openInterest(key.instrument, instant).value().usd);
    case store::DataKind::Bars: break;
  }
  const auto bars =
      reader.bars(key.instrument, key.price, key.interval, instant, CandleFields::all()).value();
  const double close = only(bars[CandleField::Close]);
  return isMissing(close) ? only(bars[CandleField::Open]) : close;
}

class HistoryRecipe : public testing::TestWithParam<Expected> {};

TEST_P(HistoryRecipe, GoesInUnmodifiedAndTwiceChangesNothing) {
  PERPSCOPE_NEEDS(test::historyFolder());
  const auto& expected = GetParam();
  const auto entries = recipe("history.json");
  ASSERT_TRUE(entries) << entries.error().message;
  ASSERT_GT(entries->size(), expected.number);
  const auto& entry = (*entries)[expected.number];
  ASSERT_EQ(entry.file.filename(), expected.file);

  const test::TempFolder folder;
  const ManualClock clock{utc(2026, 11, 1)};
  auto cache = store::Cache::open(folder / "cache.db", store::Access::ReadWrite, clock).value();
  const auto summary = store::importCsv(cache, entry.file, entry.options, clock);
  ASSERT_TRUE(summary) << summary.error().message;
  EXPECT_EQ(summary->series, expected.series);
  const std::vector counts{summary->rows,         summary->written.stored, summary->repeated, summary->empty,
                           summary->out_of_range, summary->odd_ohlc,       summary->holes};
  EXPECT_EQ(counts, expected.counts) << store::describe(*summary);
  EXPECT_EQ(summary->range, expected.range);
  EXPECT_EQ(valueAt(cache, expected.at), expected.value);

  const auto again = store::importCsv(cache, entry.file, entry.options, clock);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->written.stored + again->written.replaced + again->written.kept, 0U);
  EXPECT_EQ(again->written.equal, expected.counts[1]);
}

INSTANTIATE_TEST_SUITE_P(Files, HistoryRecipe, testing::ValuesIn(expectations()),
                         [](const auto& tested) { return fmt::format("Entry{}", tested.param.number); });

TEST(HistoryRecipeFiles, AreAllButLiquidations) {
  PERPSCOPE_NEEDS(test::historyFolder());
  EXPECT_EQ(recipe("history.json").value().size(), expectations().size());
  std::set<std::string> covered{kNotImportable};
  for (const auto& expected : expectations()) covered.insert(expected.file);
  std::set<std::string> there;
  for (const auto& entry : std::filesystem::directory_iterator(test::historyFolder()))
    there.insert(entry.path().filename().string());
  EXPECT_EQ(covered, there);
}

TEST(DashboardRecipe, FillsWhatTheDailyDashboardNeeds) {
  PERPSCOPE_NEEDS(test::historyFolder());
  const test::TempFolder folder;
  const ManualClock clock{utc(2026, 11, 1)};
  auto cache = store::Cache::open(folder / "cache.db", store::Access::ReadWrite, clock).value();
  const auto entries = recipe("dashboard.json");
  ASSERT_TRUE(entries) << entries.error().message;
  std::vector<std::string> series;
  std::vector<std::size_t> stored;
  for (const auto& entry : *entries) {
    const auto summary = store::importCsv(cache, entry.file, entry.options, clock);
    ASSERT_TRUE(summary) << summary.error().message;
    series.push_back(summary->series);
    stored.push_back(summary->written.stored);
  }
  EXPECT_EQ(series,
            (std::vector<std::string>{"binance spot BTCUSDT candles 1d", "coinbase spot BTC-USD candles 1d",
                                      "kraken spot XBT/USD candles 1d", "binance perp BTCUSDT candles 1d",
                                      "binance perp BTCUSDT funding", "binance perp BTCUSDT open-interest"}));
  EXPECT_EQ(stored, (std::vector<std::size_t>{2549, 2124, 3178, 1680, 5386, 1502}));
}

// No --data says liquidations, and the refusal lists what there is.
TEST(HistoryRecipeFiles, LiquidationsAreRefusedByName) {
  PERPSCOPE_NEEDS(test::historyFolder());
  const test::TempFolder folder;
  const ManualClock clock{utc(2026, 11, 1)};
  auto cache = store::Cache::open(folder / "cache.db", store::Access::ReadWrite, clock).value();
  const ImportOptions options{{"venue", "binance"},
                              {"kind", "perp"},
                              {"data", "liquidations"},
                              {"time", "iso"},
                              {"map", "time=timestamp,oi_base=long_liq"}};
  const auto summary = store::importCsv(cache, test::historyFolder() / kNotImportable, options, clock);
  ASSERT_FALSE(summary);
  EXPECT_EQ(summary.error().kind, ErrorKind::Usage);
  EXPECT_NE(summary.error().message.find("--data liquidations: candles, mark"), std::string::npos);
}

}  // namespace
}  // namespace perpscope::app
