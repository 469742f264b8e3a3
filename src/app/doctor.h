// Is the cache sound, and what is in it.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/error.h"

namespace perpscope::app {

struct SeriesHealth {
  std::string series;  // "binance perp BTCUSDT candles 1d"
  std::size_t rows = 0;
  Time first;
  Time last;
  std::vector<TimeRange> holes;
  std::vector<TimeRange> covered;  // ranges that were asked for and answered
};

struct CacheHealth {
  std::filesystem::path file;
  std::int64_t bytes = 0;
  std::int64_t free_bytes = 0;
  int schema = 0;
  std::string sqlite;
  bool simulated = false;
  std::vector<std::string> problems;  // empty: sound
  std::vector<SeriesHealth> series;
};

// Opens for reading only; an empty path means the default cache.
[[nodiscard]] Result<CacheHealth> examineCache(const std::filesystem::path& cache, const Clock& clock);

// Sets the file aside under a new name and makes a new one of all rows that can be read; says what it did.
[[nodiscard]] Result<std::vector<std::string>> repairCache(const std::filesystem::path& cache,
                                                           const Clock& clock);

[[nodiscard]] std::string asText(const CacheHealth& health);
[[nodiscard]] std::string asJson(const CacheHealth& health);

}  // namespace perpscope::app
