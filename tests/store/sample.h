// Instruments, rows and caches that the tests of the store share.
#pragma once

#include <filesystem>
#include <vector>

#include <gtest/gtest.h>
#include <sqlite3.h>

#include "store/reader.h"
#include "store/writer.h"
#include "temp_folder.h"

namespace perpscope::store::test {

using perpscope::test::TempFolder;

inline const ManualClock kClock{utc(2026, 1, 2, std::chrono::hours{3})};
inline constexpr Time kStart = utc(2024, 1, 1);

inline Instrument perp() {
  return {"binance", "BTCUSDT", MarketKind::Perp, Margin::Linear, "BTC", "USDT", {1.0, false}};
}
inline Instrument spot() { return {"binance", "BTCUSDT", MarketKind::Spot, Margin::None, "BTC", "USDT", {}}; }
inline Instrument inverse() {
  return {"deribit", "BTC-PERPETUAL", MarketKind::Perp, Margin::Inverse, "BTC", "USD", {10.0, true}};
}

inline SeriesKey minutes(const Instrument& instrument = perp()) {
  return {instrument, DataKind::Bars, PriceKind::Trade, Interval::M1};
}

inline Candle bar(Time time, double close) {
  return {time,         Price{close - 1},          Price{close + 2}, Price{close - 3},
          Price{close}, BaseQuantity{0.5 * close}, QuoteQuantity{},  Contracts{}};
}

// One-minute bars from kStart on that close at 100, 101, ….
inline std::vector<Candle> minuteBars(std::size_t count) {
  std::vector<Candle> bars;
  for (std::size_t i = 0; i < count; ++i)
    bars.push_back(bar(kStart + kMinute * i, 100.0 + static_cast<double>(i)));
  return bars;
}

inline Cache openCache(const std::filesystem::path& file, Access access = Access::ReadWrite) {
  auto cache = Cache::open(file, access, kClock);
  if (!cache) throw std::runtime_error(cache.error().message + " | " + cache.error().detail);
  return *std::move(cache);
}

inline Transaction begin(Cache& cache) { return Transaction::begin(cache).value(); }

inline WriteOutcome writeMinutes(Cache& cache, std::span<const Candle> bars,
                                 OnEqualKey on_equal = OnEqualKey::KeepStored,
                                 const Instrument& instrument = perp()) {
  auto transaction = begin(cache);
  const auto outcome = transaction.bars(instrument, PriceKind::Trade, Interval::M1, bars, on_equal);
  EXPECT_TRUE(outcome) << outcome.error().message << outcome.error().detail;
  EXPECT_TRUE(transaction.commit());
  return outcome.value_or(WriteOutcome{});
}

inline CandleColumns readMinutes(Cache& cache, const Instrument& instrument = perp()) {
  auto bars = Reader(cache).bars(instrument, PriceKind::Trade, Interval::M1, {}, CandleFields::all());
  EXPECT_TRUE(bars) << bars.error().message;
  return bars.value_or(CandleColumns{});
}

// A new cache file with that many minute bars; closed.
inline std::filesystem::path cacheWith(const TempFolder& folder, std::size_t bars) {
  auto cache = openCache(folder / "cache.db");
  writeMinutes(cache, minuteBars(bars));
  return folder / "cache.db";
}

// Runs SQL past the store's own code.
inline void runSql(const std::filesystem::path& file, const std::string& sql) {
  sqlite3* db = nullptr;
  ASSERT_EQ(sqlite3_open(file.c_str(), &db), SQLITE_OK);
  char* message = nullptr;
  EXPECT_EQ(sqlite3_exec(db, sql.c_str(), nullptr, nullptr, &message), SQLITE_OK) << message;
  sqlite3_close(db);
}

inline std::string contentOf(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace perpscope::store::test
