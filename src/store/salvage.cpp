#include "store/salvage.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace perpscope::store {
namespace {

namespace fs = std::filesystem;

struct TableShape {
  const char* name;
  std::vector<const char*> key;
  std::vector<const char*> rest;
};

const std::vector<TableShape>& shapes() {
  static const std::vector<TableShape> kShapes{
      {"instruments",
       {"id"},
       {"venue", "kind", "symbol", "margin", "base", "quote", "contract_size", "contract_in_quote"}},
      {"candles",
       {"instrument_id", "interval_s", "time"},
       {"open", "high", "low", "close", "volume", "volume_quote", "volume_contracts"}},
      {"mark_index", {"instrument_id", "price_kind", "interval_s", "time"}, {"open", "high", "low", "close"}},
      {"premium_index", {"instrument_id", "interval_s", "time"}, {"open", "high", "low", "close"}},
      {"funding", {"instrument_id", "kind", "time"}, {"rate", "interval_min", "next_time"}},
      {"open_interest", {"instrument_id", "time"}, {"oi_base", "oi_usd", "oi_contracts"}},
      {"notes", {"key"}, {"value"}},
  };
  return kShapes;
}

// Coverage is left out on purpose: rows may have been lost inside what it calls answered.
class TableSaver {
 public:
  TableSaver(sqlite3* from, sqlite3* into, const TableShape& shape)
      : from_(from), into_(into), shape_(shape) {}

  // The number of rows saved; `whole` says whether the table could be read to its end.
  Result<std::size_t> save(bool& whole) {
    whole = copy("ASC");
    if (!whole) copy("DESC");
    if (failure_) return std::unexpected(*failure_);
    return saved_;
  }

 private:
  [[nodiscard]] std::string columns() const {
    return fmt::format("{}, {}", fmt::join(shape_.key, ", "), fmt::join(shape_.rest, ", "));
  }

  // Descending stops at the first row that is there already: the ascending pass got that far.
  bool copy(std::string_view order) {
    const std::string down = order == "DESC" ? " DESC" : "";
    const auto by = fmt::format("{}{}", fmt::join(shape_.key, down + ", "), down);
    auto rows =
        Statement::prepare(from_, fmt::format("SELECT {} FROM {} ORDER BY {}", columns(), shape_.name, by));
    if (!rows) return false;
    const auto count = static_cast<int>(shape_.key.size() + shape_.rest.size());
    std::vector<std::string> marks(static_cast<std::size_t>(count), "?");
    auto insert = Statement::prepare(into_, fmt::format("INSERT OR IGNORE INTO {} ({}) VALUES ({})",
                                                        shape_.name, columns(), fmt::join(marks, ", ")));
    if (!insert) {
      failure_ = insert.error();
      return false;
    }
    for (;;) {
      const auto row = rows->step();
      if (!row) return false;
      if (!*row) return true;
      for (int c = 0; c < count; ++c)
        sqlite3_bind_value(insert->handle(), c + 1, sqlite3_column_value(rows->handle(), c));
      if (auto stored = insert->run(); !stored) {
        failure_ = stored.error();
        return false;
      }
      const bool is_new = sqlite3_changes(into_) == 1;
      saved_ += is_new ? 1 : 0;
      if (!is_new && !down.empty()) return false;
    }
  }

  sqlite3* from_;
  sqlite3* into_;
  const TableShape& shape_;
  std::size_t saved_ = 0;
  std::optional<Error> failure_;
};

}  // namespace

Result<fs::path> setAside(const fs::path& file, Time now) {
  auto stamp = isoTime(std::chrono::floor<std::chrono::seconds>(now));
  std::erase_if(stamp, [](char c) { return c == '-' || c == ':'; });
  const auto name_for = [&](int attempt) {
    return fs::path(fmt::format("{}.damaged-{}{}", file.string(), stamp,
                                attempt == 0 ? "" : fmt::format("-{}", attempt)));
  };
  int attempt = 0;
  while (fs::exists(name_for(attempt))) ++attempt;
  const auto aside = name_for(attempt);
  std::error_code error;
  fs::rename(file, aside, error);
  if (error)
    return fail(ErrorKind::Io,
                fmt::format("{} is damaged and cannot be set aside: {}", file.string(), error.message()));
  if (fs::exists(file.string() + "-wal")) fs::rename(file.string() + "-wal", aside.string() + "-wal", error);
  fs::remove(file.string() + "-shm", error);
  return aside;
}

Result<std::vector<std::string>> salvageInto(sqlite3* into, const fs::path& damaged) {
  std::vector<std::string> lines;
  auto from = openDatabase(damaged, SQLITE_OPEN_READWRITE, Milliseconds{0});
  if (!from) return std::vector<std::string>{"nothing of it could be read"};
  if (auto begun = execute(into, "BEGIN IMMEDIATE"); !begun) return std::unexpected(begun.error());
  for (const auto& shape : shapes()) {
    bool whole = false;
    const auto saved = TableSaver(from->get(), into, shape).save(whole);
    if (!saved) {
      sqlite3_exec(into, "ROLLBACK", nullptr, nullptr, nullptr);
      return std::unexpected(saved.error());
    }
    if (*saved > 0 || !whole)
      lines.push_back(fmt::format("{}: {} rows saved{}", shape.name, *saved, whole ? "" : ", some lost"));
  }
  if (auto done = execute(into, "COMMIT"); !done) return std::unexpected(done.error());
  return lines;
}

}  // namespace perpscope::store
