// The cache against SQLite itself: reading as a share of a bare sqlite3_step loop over the same rows in the
// same run, writing in rows a second. Budgets: 0.8, and 300,000.
#include <chrono>
#include <ctime>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>
#include <sqlite3.h>
#include <unistd.h>

#include "store/reader.h"
#include "store/writer.h"

namespace perpscope::store {
namespace {

namespace fs = std::filesystem;
using Stopwatch = std::chrono::steady_clock;

constexpr std::size_t kRows = 1'000'000;
constexpr std::size_t kBatch = 300'000;
constexpr Time kStart = utc(2020, 1, 1);

const Instrument& perp() {
  static const Instrument kPerp{"binance", "BTCUSDT", MarketKind::Perp, Margin::Linear,
                                "BTC",     "USDT",    {1.0, false}};
  return kPerp;
}

std::vector<Candle> minuteBars(std::size_t count) {
  std::vector<Candle> bars;
  bars.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    const double close = 40'000.1 + static_cast<double>(i % 9'973);
    bars.push_back({kStart + kMinute * i, Price{close - 1.5}, Price{close + 2.25}, Price{close - 3.75},
                    Price{close}, BaseQuantity{12.345 + static_cast<double>(i % 101)},
                    QuoteQuantity{close * 12.5}, Contracts{}});
  }
  return bars;
}

class BenchFolder {
 public:
  BenchFolder() : path_(fs::temp_directory_path() / ("perpscope-bench-" + std::to_string(getpid()))) {
    fs::create_directories(path_);
  }
  ~BenchFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  [[nodiscard]] fs::path file(const std::string& name) const { return path_ / name; }

 private:
  fs::path path_;
};

BenchFolder& folder() {
  static BenchFolder folder;
  return folder;
}

Cache openCache(const fs::path& file) {
  static const SystemClock kClock;
  auto cache = Cache::open(file, Access::ReadWrite, kClock);
  if (!cache) throw std::runtime_error(cache.error().message);
  return *std::move(cache);
}

WriteOutcome write(Cache& cache, std::span<const Candle> bars) {
  auto transaction = Transaction::begin(cache).value();
  const auto outcome =
      transaction.bars(perp(), PriceKind::Trade, Interval::M1, bars, OnEqualKey::KeepStored).value();
  transaction.commit().value();
  return outcome;
}

Cache& filledCache() {
  static Cache cache = [] {
    auto fresh = openCache(folder().file("read.db"));
    write(fresh, minuteBars(kRows));
    return fresh;
  }();
  return cache;
}

// What any reader of SQLite must do at least: step, and fetch the columns.
double stepOver(sqlite3* db, const std::string& columns, int count) {
  sqlite3_stmt* rows = nullptr;
  const auto sql =
      "SELECT time, " + columns + " FROM candles WHERE instrument_id = 1 AND interval_s = 60 ORDER BY time";
  sqlite3_prepare_v2(db, sql.c_str(), -1, &rows, nullptr);
  double sum = 0;
  while (sqlite3_step(rows) == SQLITE_ROW) {
    sum += static_cast<double>(sqlite3_column_int64(rows, 0));
    for (int c = 1; c <= count; ++c) sum += sqlite3_column_double(rows, c);
  }
  sqlite3_finalize(rows);
  return sum;
}

template <class Work>
double secondsOf(Work&& work) {
  const auto begin = Stopwatch::now();
  work();
  return std::chrono::duration<double>(Stopwatch::now() - begin).count();
}

// Of this thread alone, so that the ratio also holds on a busy machine.
double processorSeconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

template <class Work>
double processorSecondsOf(Work&& work) {
  const double begin = processorSeconds();
  work();
  return processorSeconds() - begin;
}

void compareReading(benchmark::State& state, const std::string& columns, CandleFields fields) {
  auto& cache = filledCache();
  const auto count = static_cast<int>(fields.count());
  double bare = 0;
  double ours = 0;
  for ([[maybe_unused]] auto _ : state) {
    bare += processorSecondsOf([&] { benchmark::DoNotOptimize(stepOver(cache.handle(), columns, count)); });
    const double once = processorSecondsOf([&] {
      const auto bars = Reader(cache).bars(perp(), PriceKind::Trade, Interval::M1, {}, fields);
      if (bars->size() != kRows) state.SkipWithError("rows are missing");
    });
    ours += once;
    state.SetIterationTime(once);
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kRows));
  state.counters["of_bare_step"] = bare / ours;
}

void readBars(benchmark::State& state) {
  compareReading(state, "open, high, low, close, volume", CandleFields::all());
}
void readCloses(benchmark::State& state) { compareReading(state, "close", {CandleField::Close}); }

void writeNewBars(benchmark::State& state) {
  const auto bars = minuteBars(kBatch);
  int run = 0;
  for ([[maybe_unused]] auto _ : state) {
    auto cache = openCache(folder().file("write" + std::to_string(run++) + ".db"));
    state.SetIterationTime(secondsOf([&] { write(cache, bars); }));
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kBatch));
}

void writeEqualBars(benchmark::State& state) {
  const auto bars = minuteBars(kBatch);
  auto& cache = filledCache();
  for ([[maybe_unused]] auto _ : state)
    state.SetIterationTime(secondsOf([&] {
      if (write(cache, bars).equal != kBatch) state.SkipWithError("the rows are not equal");
    }));
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kBatch));
}

void findHoles(benchmark::State& state) {
  auto& cache = filledCache();
  for ([[maybe_unused]] auto _ : state) {
    const auto holes = Reader(cache).holes({perp(), DataKind::Bars, PriceKind::Trade, Interval::M1});
    if (!holes->empty()) state.SkipWithError("there is no hole");
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kRows));
}

void takeInventory(benchmark::State& state) {
  auto& cache = filledCache();
  for ([[maybe_unused]] auto _ : state) benchmark::DoNotOptimize(Reader(cache).inventory());
}

BENCHMARK(readBars)->UseManualTime()->Iterations(10)->Unit(benchmark::kMillisecond);
BENCHMARK(readCloses)->UseManualTime()->Iterations(10)->Unit(benchmark::kMillisecond);
BENCHMARK(writeNewBars)->UseManualTime()->Iterations(5)->Unit(benchmark::kMillisecond);
BENCHMARK(writeEqualBars)->UseManualTime()->Iterations(5)->Unit(benchmark::kMillisecond);
BENCHMARK(findHoles)->Unit(benchmark::kMillisecond);
BENCHMARK(takeInventory)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace perpscope::store

BENCHMARK_MAIN();
