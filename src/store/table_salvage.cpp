#include "store/table_salvage.h"

#include <deque>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace perpscope::store {
namespace {

constexpr int kMostProbes = 4096;  // for one series; a bad page near a table's root makes many gaps
constexpr TimeRange kAnyTime{utc(2000, 1, 1), utc(2100, 1, 1)};

// A bad byte may turn one kind of value into another.
bool fits(const Statement& row, int column) {
  const int type = sqlite3_column_type(row.handle(), column);
  if (type == SQLITE_NULL) return true;
  const char* declared = sqlite3_column_decltype(row.handle(), column);
  const std::string_view wanted = declared == nullptr ? "" : declared;
  if (wanted == "INTEGER") return type == SQLITE_INTEGER;
  if (wanted == "REAL") return type == SQLITE_FLOAT;
  return type == SQLITE_TEXT;
}

// Puts rows of any SELECT * of a table into the same table of another file, those that keep its rules.
class RowCopier {
 public:
  static Result<RowCopier> into(sqlite3* into, std::string_view table) {
    auto shape = Statement::prepare(into, fmt::format("SELECT * FROM {}", table));
    if (!shape) return std::unexpected(shape.error());
    const std::vector<std::string> marks(static_cast<std::size_t>(shape->columns()), "?");
    auto insert = Statement::prepare(
        into, fmt::format("INSERT OR IGNORE INTO {} VALUES ({})", table, fmt::join(marks, ", ")));
    if (!insert) return std::unexpected(insert.error());
    return RowCopier(into, *std::move(insert));
  }

  Status copy(const Statement& row) {
    for (int c = 0; c < row.columns(); ++c) {
      if (!fits(row, c)) {
        salvaged_.whole = false;
        return {};
      }
      insert_.bind(c + 1, sqlite3_column_value(row.handle(), c));
    }
    if (auto done = insert_.run(); !done) return done;
    if (sqlite3_changes(into_) == 1) ++salvaged_.rows;
    return {};
  }

  void lost() { salvaged_.whole = false; }
  [[nodiscard]] const Salvaged& salvaged() const { return salvaged_; }

 private:
  RowCopier(sqlite3* into, Statement insert) : into_(into), insert_(std::move(insert)) {}
  sqlite3* into_;
  Statement insert_;
  Salvaged salvaged_;
};

enum class Stop : std::uint8_t { AtEnd, AtBadPage };

// Copies rows until the end or a bad page. Only what the new file refuses is an error.
template <class OnRow>
Result<Stop> copyRows(Statement& rows, RowCopier& copier, OnRow&& on_row) {
  for (;;) {
    const auto row = rows.step();
    if (!row) return Stop::AtBadPage;
    if (!*row) break;
    on_row(rows);
    if (auto done = copier.copy(rows); !done) return std::unexpected(done.error());
  }
  rows.reset();
  return Stop::AtEnd;
}

class SeriesSaver {
 public:
  SeriesSaver(Statement up, Statement down, RowCopier copier, int time_column)
      : up_(std::move(up)), down_(std::move(down)), copier_(std::move(copier)), time_column_(time_column) {}

  Status save(const SeriesRows& series) {
    for (auto* rows : {&up_, &down_}) bindKey(*rows, series.key);
    std::deque<TimeRange> gaps{kAnyTime};
    for (int probe = 0; probe < kMostProbes && !gaps.empty(); ++probe) {
      auto gap = gaps.front();
      gaps.pop_front();
      const auto stop = narrow(gap);
      if (!stop) return std::unexpected(stop.error());
      if (*stop == Stop::AtEnd) continue;
      if (gap.to - gap.from <= series.smallest_gap) {
        copier_.lost();
        continue;
      }
      const Time middle = gap.from + (gap.to - gap.from) / 2;
      gaps.push_back({gap.from, middle + Milliseconds{1}});
      gaps.push_back({middle, gap.to});
    }
    if (!gaps.empty()) copier_.lost();
    return {};
  }

  [[nodiscard]] const Salvaged& salvaged() const { return copier_.salvaged(); }

 private:
  static void bindKey(Statement& rows, const std::vector<KeyValue>& key) {
    int index = 0;
    for (const auto& value : key) std::visit([&](const auto& plain) { rows.bind(++index, plain); }, value);
  }

  // Copies rows between both ends of the gap, from either end up to a bad page; the gap becomes what is left.
  Result<Stop> narrow(TimeRange& gap) {
    auto stop = copyBetween(up_, gap, gap.from);
    if (stop && *stop == Stop::AtBadPage) stop = copyBetween(down_, gap, gap.to);
    return stop;
  }

  Result<Stop> copyBetween(Statement& rows, const TimeRange& gap, Time& reached) {
    rows.bind(time_column_ + 1, toMs(gap.from)).bind(time_column_ + 2, toMs(gap.to));
    return copyRows(rows, copier_, [&](const Statement& row) { reached = row.time(time_column_); });
  }

  Statement up_;
  Statement down_;
  RowCopier copier_;
  int time_column_;
};

}  // namespace

Result<Salvaged> salvageShortTable(sqlite3* from, sqlite3* into, const ShortTable& table) {
  auto copier = RowCopier::into(into, table.name);
  if (!copier) return std::unexpected(copier.error());
  for (const auto* order : {"ASC", "DESC"}) {
    auto rows = Statement::prepare(
        from, fmt::format("SELECT * FROM {} ORDER BY {} {}", table.name, table.key, order));
    if (!rows) return Salvaged{0, false};
    const auto stop = copyRows(*rows, *copier, [](const Statement&) {});
    if (!stop) return std::unexpected(stop.error());
    if (*stop == Stop::AtEnd) break;
    copier->lost();
  }
  return copier->salvaged();
}

Result<Salvaged> salvageSeriesTable(sqlite3* from, sqlite3* into, const SeriesTable& table,
                                    const std::vector<SeriesRows>& series) {
  auto copier = RowCopier::into(into, table.name);
  if (!copier) return std::unexpected(copier.error());
  const auto ask = [&](std::string_view order) {
    return Statement::prepare(
        from, fmt::format("SELECT * FROM {} WHERE {} = ? AND time > ? AND time < ? ORDER BY time {}",
                          table.name, fmt::join(table.key, " = ? AND "), order));
  };
  auto up = ask("ASC");
  auto down = ask("DESC");
  if (!up || !down) return Salvaged{0, false};
  SeriesSaver saver(*std::move(up), *std::move(down), *std::move(copier), static_cast<int>(table.key.size()));
  for (const auto& one : series)
    if (auto done = saver.save(one); !done) return std::unexpected(done.error());
  return saver.salvaged();
}

}  // namespace perpscope::store
