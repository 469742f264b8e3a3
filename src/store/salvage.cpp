#include "store/salvage.h"

#include <array>

#include <fmt/format.h>

#include "store/table_salvage.h"
#include "store/tables.h"

namespace perpscope::store {
namespace {

namespace fs = std::filesystem;

constexpr std::array kShortTables{ShortTable{"instruments", "id"}, ShortTable{"notes", "key"}};
constexpr int kRowsOfAPage = 32;  // about half of what a page of 4 KB holds
constexpr Milliseconds kSmallestGap = kHour;

// A writer would go on in the renamed file. An empty file has none; to open it for writing would delete a WAL
// beside it.
Status nobodyMayWrite(const fs::path& file) {
  std::error_code error;
  if (fs::file_size(file, error) == 0) return {};
  const auto db = openDatabase(file, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, Milliseconds{0});
  if (!db) return {};
  sqlite3_db_config(db->get(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
  auto begun = execute(db->get(), "BEGIN IMMEDIATE");
  if (begun || (sqlite3_errcode(db->get()) & 0xff) != SQLITE_BUSY) return {};
  return begun;
}

fs::path freeName(const fs::path& file, Time now) {
  auto stamp = isoTime(std::chrono::floor<std::chrono::seconds>(now));
  std::erase_if(stamp, [](char c) { return c == '-' || c == ':'; });
  const auto base = fmt::format("{}.damaged-{}", file.string(), stamp);
  fs::path name = base;
  for (int attempt = 1; fs::exists(name) || fs::exists(name.string() + "-wal"); ++attempt)
    name = fmt::format("{}-{}", base, attempt);
  return name;
}

Status renamed(const fs::path& from, const fs::path& to) {
  std::error_code error;
  fs::rename(from, to, error);
  if (!error) return {};
  return fail(ErrorKind::Io,
              fmt::format("{} is damaged and cannot be set aside: {}", from.string(), error.message()));
}

std::vector<std::int64_t> instrumentsIn(sqlite3* db) {
  std::vector<std::int64_t> ids;
  if (auto rows = Statement::prepare(db, "SELECT id FROM instruments"))
    (void)rows->eachRow([&ids](const Statement& row) { ids.push_back(row.integer(0)); });
  return ids;
}

// All series that instruments may have in a table: each instrument with each word, and with each interval
// where the table has intervals.
std::vector<SeriesRows> seriesOf(const std::vector<std::int64_t>& instruments,
                                 const std::vector<std::string_view>& words, bool has_interval) {
  std::vector<SeriesRows> series;
  const auto add = [&](std::vector<KeyValue> key) {
    if (!has_interval) return series.push_back({std::move(key), kSmallestGap});
    for (const auto interval : kAllIntervals) {
      if (isBuiltFromDays(interval)) continue;
      series.push_back({key, nominalLength(interval) * kRowsOfAPage});
      series.back().key.emplace_back(secondsOf(interval));
    }
  };
  for (const auto id : instruments) {
    if (words.empty()) add({id});
    for (const auto word : words) add({id, word});
  }
  return series;
}

struct SeriesTableWords {
  SeriesTable table;
  std::vector<std::string_view> words;
};

std::vector<SeriesTableWords> seriesTables() {
  return {{{"candles", {"instrument_id", "interval_s"}}, {}},
          {{"mark_index", {"instrument_id", "price_kind", "interval_s"}}, {"mark", "index", "mid"}},
          {{"premium_index", {"instrument_id", "interval_s"}}, {}},
          {{"funding", {"instrument_id", "kind"}}, {"settled", "predicted"}},
          {{"open_interest", {"instrument_id"}}, {}}};
}

void describe(std::string_view table, const Salvaged& salvaged, std::vector<std::string>& lines) {
  if (salvaged.rows > 0 || !salvaged.whole)
    lines.push_back(
        fmt::format("{}: {} rows saved{}", table, salvaged.rows, salvaged.whole ? "" : ", some lost"));
}

Status salvageTables(sqlite3* from, sqlite3* into, std::vector<std::string>& lines) {
  for (const auto& table : kShortTables) {
    const auto saved = salvageShortTable(from, into, table);
    if (!saved) return std::unexpected(saved.error());
    describe(table.name, *saved, lines);
  }
  const auto instruments = instrumentsIn(into);
  for (const auto& [table, words] : seriesTables()) {
    const bool has_interval = std::string_view(table.key.back()) == "interval_s";
    const auto saved = salvageSeriesTable(from, into, table, seriesOf(instruments, words, has_interval));
    if (!saved) return std::unexpected(saved.error());
    describe(table.name, *saved, lines);
  }
  return {};
}

// For reading only: opening it for writing would move its WAL into it, and opening an empty file deletes the
// WAL.
Result<Database> openDamaged(const fs::path& damaged) {
  std::error_code error;
  if (fs::file_size(damaged, error) == 0) return fail(ErrorKind::BadInput, "the file is empty");
  auto db = openDatabase(damaged, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, Milliseconds{0});
  // Makes SQLite accept a file that is shorter than its header says.
  if (db) (void)execute(db->get(), "PRAGMA writable_schema = ON");
  return db;
}

bool readable(sqlite3* db) { return queryInteger(db, "SELECT count(*) FROM sqlite_master").has_value(); }

void removeIfEmpty(const fs::path& file) {
  std::error_code error;
  if (fs::file_size(file, error) == 0 && !error) fs::remove(file, error);
}

Result<std::vector<std::string>> salvageFrom(sqlite3* from, sqlite3* into) {
  if (!readable(from)) return std::vector<std::string>{};
  if (auto begun = execute(into, "BEGIN IMMEDIATE"); !begun) return std::unexpected(begun.error());
  std::vector<std::string> lines;
  auto done = salvageTables(from, into, lines);
  if (done) done = execute(into, "COMMIT");
  if (done) return lines;
  sqlite3_exec(into, "ROLLBACK", nullptr, nullptr, nullptr);
  return std::unexpected(done.error());
}

}  // namespace

Result<fs::path> setAside(const fs::path& file, Time now) {
  if (auto free = nobodyMayWrite(file); !free) return std::unexpected(free.error());
  const auto aside = freeName(file, now);
  if (auto done = renamed(file, aside); !done) return std::unexpected(done.error());
  const fs::path wal = file.string() + "-wal";
  removeIfEmpty(wal);
  // A WAL that stayed behind would be played into the new file.
  if (fs::exists(wal))
    if (auto done = renamed(wal, aside.string() + "-wal"); !done) {
      (void)renamed(aside, file);
      return std::unexpected(done.error());
    }
  std::error_code ignored;
  fs::remove(file.string() + "-shm", ignored);
  return aside;
}

Result<std::vector<std::string>> salvageInto(sqlite3* into, const fs::path& damaged) {
  auto from = openDamaged(damaged);
  if (!from) return std::vector<std::string>{};
  auto lines = salvageFrom(from->get(), into);
  from->reset();
  // Even reading leaves these behind.
  removeIfEmpty(damaged.string() + "-wal");
  std::error_code ignored;
  fs::remove(damaged.string() + "-shm", ignored);
  return lines;
}

}  // namespace perpscope::store
