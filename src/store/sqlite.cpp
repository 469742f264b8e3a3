#include "store/sqlite.h"

#include <cmath>

#include <fmt/format.h>

#include "base/quantity.h"

namespace perpscope::store {
namespace {

ErrorKind kindOf(int code) {
  switch (code & 0xff) {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_CONSTRAINT: return ErrorKind::BadInput;
    default: return ErrorKind::Io;
  }
}

std::string_view words(int code) {
  switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return "another program is writing to the cache; try again when it is done";
    case SQLITE_FULL: return "the disk is full; nothing of this step was stored";
    case SQLITE_READONLY: return "the cache may only be read";
    case SQLITE_CANTOPEN: return "the file cannot be opened";
    case SQLITE_IOERR: return "the disk gave an error";
    case SQLITE_CORRUPT: return "the file is damaged; `perpscope doctor --repair` saves what can be read";
    case SQLITE_NOTADB: return "the file is no SQLite database";
    case SQLITE_CONSTRAINT: return "a value is outside what the cache's tables allow";
    default: return "SQLite refused";
  }
}

}  // namespace

Error sqliteError(sqlite3* db, int code, std::string_view doing) {
  const char* file = db == nullptr ? nullptr : sqlite3_db_filename(db, "main");
  const std::string_view place = file == nullptr || *file == '\0' ? "the cache" : file;
  return {kindOf(code), fmt::format("{}: {}", place, words(code)),
          fmt::format("{} [{}] {}", doing, code, db == nullptr ? sqlite3_errstr(code) : sqlite3_errmsg(db))};
}

Result<Database> openDatabase(const std::filesystem::path& file, int flags, Milliseconds busy_timeout) {
  sqlite3* raw = nullptr;
  const int code = sqlite3_open_v2(file.c_str(), &raw, flags, nullptr);
  Database db(raw);
  if (code != SQLITE_OK) {
    auto error = sqliteError(nullptr, code, "open");
    error.message = fmt::format("{}: {}", file.string(), words(code));
    return std::unexpected(std::move(error));
  }
  sqlite3_extended_result_codes(raw, 1);
  sqlite3_busy_timeout(raw, static_cast<int>(busy_timeout.count()));
  return db;
}

Status execute(sqlite3* db, const char* sql) {
  const int code = sqlite3_exec(db, sql, nullptr, nullptr, nullptr);
  if (code == SQLITE_OK) return {};
  return std::unexpected(sqliteError(db, code, sql));
}

Result<Statement> Statement::prepare(sqlite3* db, std::string_view sql) {
  sqlite3_stmt* raw = nullptr;
  const int code = sqlite3_prepare_v3(db, sql.data(), static_cast<int>(sql.size()), 0, &raw, nullptr);
  if (code != SQLITE_OK) return std::unexpected(sqliteError(db, code, sql));
  return Statement(raw);
}

Statement& Statement::keep(int code) {
  if (code != SQLITE_OK) refused_ = code;
  return *this;
}

Statement& Statement::bind(int index, std::int64_t value) {
  return keep(sqlite3_bind_int64(handle_.get(), index, value));
}

Statement& Statement::bind(int index, double value) {
  if (std::isnan(value)) return keep(sqlite3_bind_null(handle_.get(), index));
  return keep(sqlite3_bind_double(handle_.get(), index, value));
}

Statement& Statement::bind(int index, std::string_view value) {
  return keep(sqlite3_bind_text64(handle_.get(), index, value.empty() ? "" : value.data(), value.size(),
                                  SQLITE_TRANSIENT, SQLITE_UTF8));
}

Statement& Statement::bind(int index, sqlite3_value* value) {
  return keep(sqlite3_bind_value(handle_.get(), index, value));
}

Result<bool> Statement::step() {
  const int code = refused_ == SQLITE_OK ? sqlite3_step(handle_.get()) : refused_;
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  return std::unexpected(failed(code));
}

Error Statement::failed(int code) {
  auto error = sqliteError(sqlite3_db_handle(handle_.get()), code, sqlite3_sql(handle_.get()));
  refused_ = SQLITE_OK;
  reset();
  return error;
}

Status Statement::run() {
  if (auto done = eachRow([](const Statement&) {}); !done) return done;
  reset();
  return {};
}

double Statement::number(int column) const {
  const double value = sqlite3_column_double(handle_.get(), column);
  return value == 0 && isNull(column) ? kMissing : value;  // NULL comes as 0: mostly one call tells enough
}

std::string Statement::text(int column) const {
  const auto* bytes = sqlite3_column_text(handle_.get(), column);
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(handle_.get(), column));
  return bytes == nullptr ? std::string{} : std::string(reinterpret_cast<const char*>(bytes), size);
}

Result<std::optional<std::int64_t>> queryInteger(sqlite3* db, std::string_view sql) {
  auto statement = Statement::prepare(db, sql);
  if (!statement) return std::unexpected(statement.error());
  const auto row = statement->step();
  if (!row) return std::unexpected(row.error());
  if (!*row || statement->isNull(0)) return std::nullopt;
  return statement->integer(0);
}

}  // namespace perpscope::store
