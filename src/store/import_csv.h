// Text files of any shape into the cache: what `perpscope import csv` says (docs/import.md has every rule).
#pragma once

#include <atomic>
#include <filesystem>
#include <functional>
#include <map>

#include "store/cache.h"

namespace perpscope::store {

// The options by their command-line names without dashes ("map", "time", "skip-lines"); a switch has the
// value "true". Command line and recipe both speak this way.
using ImportOptions = std::map<std::string, std::string, std::less<>>;

struct Rejected {
  std::string file;
  std::size_t line = 0;
  std::string column;
  std::string reason;
};

struct ImportSummary {
  std::string file;
  std::string series;    // "binance perp BTCUSDT candles 1d"
  std::string left_out;  // why an archive in a folder was passed over; nothing else is told of it then
  std::size_t rows = 0;
  WriteOutcome written;
  // Equal keys inside the file: all but the first, or with --replace all but the last.
  std::size_t repeated = 0;
  std::size_t empty = 0;            // rows without any value
  std::size_t out_of_range = 0;     // cut by --from, --to
  std::size_t odd_ohlc = 0;         // open or close outside low…high, kept
  std::size_t skipped_count = 0;    // with --skip-bad
  std::vector<Rejected> skipped;    // the first thousand of them
  TimeRange range{Time{}, Time{}};  // first stamp … last stamp + 1 ms; empty() where nothing was read
  std::size_t holes = 0;            // bars, settlements or periods missing between the first and the last
};

struct Progress {
  std::function<void(std::uint64_t done, std::uint64_t total)> report;  // bytes of the file; may be empty
  const std::atomic<bool>* cancel = nullptr;
};

// All or nothing per file. A refusal says file, line, column and reason.
[[nodiscard]] Result<ImportSummary> importCsv(Cache& cache, const std::filesystem::path& file,
                                              const ImportOptions& options, const Clock& clock,
                                              const Progress& progress = {});

// One line per rule of what happened, for people.
[[nodiscard]] std::string describe(const ImportSummary& summary);

}  // namespace perpscope::store
