// SQLite's C interface with owners and errors as values. For this room only.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string_view>

#include <sqlite3.h>

#include "base/error.h"
#include "base/time.h"

namespace perpscope::store {

// What went wrong, in words for a person; the statement and SQLite's own text go into the detail.
[[nodiscard]] Error sqliteError(sqlite3* db, int code, std::string_view doing);

struct CloseDatabase {
  void operator()(sqlite3* db) const { sqlite3_close_v2(db); }
};
using Database = std::unique_ptr<sqlite3, CloseDatabase>;

[[nodiscard]] Result<Database> openDatabase(const std::filesystem::path& file, int flags,
                                            Milliseconds busy_timeout);
[[nodiscard]] Status execute(sqlite3* db, const char* sql);

// A prepared statement. A refused binding is kept and comes out of step(), so that calls can be chained.
class Statement {
 public:
  [[nodiscard]] static Result<Statement> prepare(sqlite3* db, std::string_view sql);

  Statement& bind(int index, std::int64_t value);
  Statement& bind(int index, int value) { return bind(index, std::int64_t{value}); }
  Statement& bind(int index, double value);  // NaN is NULL
  Statement& bind(int index, std::string_view value);
  Statement& bind(int index, sqlite3_value* value);
  template <class... Values>
  Statement& bindAll(const Values&... values) {
    int index = 0;
    (bind(++index, values), ...);
    return *this;
  }

  // True: a row is there. False: done.
  [[nodiscard]] Result<bool> step();
  // Calls on_row(statement) for each row that is left. Millions of rows come this way.
  template <class OnRow>
  [[nodiscard]] Status eachRow(OnRow&& on_row) {
    int code = refused_ == SQLITE_OK ? sqlite3_step(handle_.get()) : refused_;
    for (; code == SQLITE_ROW; code = sqlite3_step(handle_.get())) on_row(*this);
    if (code == SQLITE_DONE) return {};
    return std::unexpected(failed(code));
  }
  // Runs to the end and readies the statement for the next values.
  [[nodiscard]] Status run();
  void reset() { sqlite3_reset(handle_.get()); }

  [[nodiscard]] int columns() const { return sqlite3_column_count(handle_.get()); }
  [[nodiscard]] bool isNull(int column) const {
    return sqlite3_column_type(handle_.get(), column) == SQLITE_NULL;
  }
  [[nodiscard]] std::int64_t integer(int column) const { return sqlite3_column_int64(handle_.get(), column); }
  [[nodiscard]] Time time(int column) const { return timeFromMs(integer(column)); }
  [[nodiscard]] double number(int column) const;  // NULL is NaN
  [[nodiscard]] std::string text(int column) const;
  [[nodiscard]] sqlite3_stmt* handle() const { return handle_.get(); }

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  };
  explicit Statement(sqlite3_stmt* handle) : handle_(handle) {}
  Statement& keep(int code);
  [[nodiscard]] Error failed(int code);
  std::unique_ptr<sqlite3_stmt, Finalize> handle_;
  int refused_ = SQLITE_OK;
};

// The first column of the first row; nothing where there is no row or it is NULL.
[[nodiscard]] Result<std::optional<std::int64_t>> queryInteger(sqlite3* db, std::string_view sql);

}  // namespace perpscope::store
