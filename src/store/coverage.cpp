#include "store/coverage.h"

#include <algorithm>

#include <fmt/format.h>

#include "store/tables.h"

namespace perpscope::store {
namespace {

// Samples and settlements have no interval: 0.
std::int64_t intervalOf(const SeriesKey& key) {
  return key.data == DataKind::Bars ? secondsOf(key.interval) : std::int64_t{0};
}

// Rows of one series, answer and source.
class CoverageRows {
 public:
  CoverageRows(sqlite3* db, std::int64_t instrument, const Coverage& coverage)
      : db_(db),
        instrument_(instrument),
        data_(dataName(coverage.key)),
        interval_(intervalOf(coverage.key)),
        known_empty_(coverage.known_empty),
        source_(coverage.source) {}

  // What the range becomes with all stored ones that it overlaps or touches.
  [[nodiscard]] Result<TimeRange> grown(TimeRange range) const {
    auto find = prepare(
        "SELECT min(from_time), max(to_time) FROM coverage WHERE {} AND from_time <= ?6 AND to_time >= ?7");
    if (!find) return std::unexpected(find.error());
    const auto row = find->bind(6, toMs(range.to)).bind(7, toMs(range.from)).step();
    if (!row) return std::unexpected(row.error());
    if (find->isNull(0)) return range;
    return TimeRange{std::min(range.from, find->time(0)), std::max(range.to, find->time(1))};
  }

  [[nodiscard]] Status removeWithin(TimeRange range) const {
    return run("DELETE FROM coverage WHERE {} AND from_time >= ?6 AND to_time <= ?7", range);
  }

  [[nodiscard]] Status insert(TimeRange range) const {
    return run(
        "INSERT INTO coverage (instrument_id, data, interval_s, known_empty, source, from_time, to_time) "
        "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        range);
  }

 private:
  [[nodiscard]] Result<Statement> prepare(std::string_view sql) const {
    constexpr std::string_view kRows =
        "instrument_id = ?1 AND data = ?2 AND interval_s = ?3 AND known_empty = ?4 AND source = ?5";
    auto statement = Statement::prepare(db_, fmt::format(fmt::runtime(sql), kRows));
    if (statement)
      statement->bindAll(instrument_, std::string_view(data_), interval_, static_cast<int>(known_empty_),
                         std::string_view(source_));
    return statement;
  }

  [[nodiscard]] Status run(std::string_view sql, TimeRange range) const {
    auto statement = prepare(sql);
    if (!statement) return std::unexpected(statement.error());
    return statement->bind(6, toMs(range.from)).bind(7, toMs(range.to)).run();
  }

  sqlite3* db_;
  std::int64_t instrument_;
  std::string data_;
  std::int64_t interval_;
  bool known_empty_;
  const std::string& source_;
};

}  // namespace

Status addCoverage(sqlite3* db, const Coverage& coverage) {
  if (coverage.range.empty()) return {};
  if (coverage.key.data == DataKind::Bars)
    if (auto stored = mustBeStored(coverage.key.interval); !stored) return stored;
  const auto id = ensureInstrument(db, coverage.key.instrument);
  if (!id) return std::unexpected(id.error());
  const CoverageRows rows(db, *id, coverage);
  const auto range = rows.grown(coverage.range);
  if (!range) return std::unexpected(range.error());
  if (auto removed = rows.removeWithin(*range); !removed) return removed;
  return rows.insert(*range);
}

Result<std::vector<Coverage>> readCoverage(sqlite3* db, const SeriesKey& key) {
  const auto id = instrumentId(db, key.instrument);
  if (!id) return std::unexpected(id.error());
  std::vector<Coverage> out;
  if (!*id) return out;
  auto rows = Statement::prepare(
      db,
      "SELECT from_time, to_time, known_empty, source FROM coverage "
      "WHERE instrument_id = ? AND data = ? AND interval_s = ? ORDER BY from_time, to_time");
  if (!rows) return std::unexpected(rows.error());
  const auto data = dataName(key);
  rows->bindAll(**id, std::string_view(data), intervalOf(key));
  const auto done = rows->eachRow([&](const Statement& row) {
    out.push_back({key, {row.time(0), row.time(1)}, row.integer(2) != 0, row.text(3)});
  });
  if (!done) return std::unexpected(done.error());
  return out;
}

}  // namespace perpscope::store
