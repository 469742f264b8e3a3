#include "store/writer.h"

#include <utility>

#include "store/coverage.h"
#include "store/series_writer.h"

namespace perpscope::store {

Transaction::Transaction(Transaction&& other) noexcept
    : db_(std::exchange(other.db_, nullptr)), failed_(other.failed_) {}

Transaction::~Transaction() {
  if (db_ != nullptr) sqlite3_exec(db_, "ROLLBACK", nullptr, nullptr, nullptr);
}

Result<Transaction> Transaction::begin(Cache& cache) {
  // SQLite itself would begin, and refuse the first row.
  if (sqlite3_db_readonly(cache.handle(), "main") == 1)
    return std::unexpected(sqliteError(cache.handle(), SQLITE_READONLY, "begin"));
  if (auto begun = execute(cache.handle(), "BEGIN IMMEDIATE"); !begun) return std::unexpected(begun.error());
  return Transaction(cache.handle());
}

// Some errors (a full disk) make SQLite roll back by itself; a step after one would be stored on its own.
template <class Step>
auto Transaction::attempt(Step step) -> decltype(step()) {
  if (db_ == nullptr) return fail(ErrorKind::Usage, "this transaction is over");
  if (failed_)
    return fail(ErrorKind::Usage, "a step before this one failed: nothing of the transaction is stored");
  auto done = step();
  failed_ = !done.has_value();
  return done;
}

Result<WriteOutcome> Transaction::bars(const Instrument& instrument, PriceKind price, Interval interval,
                                       std::span<const Candle> rows, OnEqualKey on_equal) {
  return attempt([&] { return writeBars({db_, instrument, on_equal}, price, interval, rows); });
}

Result<WriteOutcome> Transaction::openInterest(const Instrument& instrument,
                                               std::span<const OpenInterest> rows, OnEqualKey on_equal) {
  return attempt([&] { return writeOpenInterest({db_, instrument, on_equal}, rows); });
}

Result<WriteOutcome> Transaction::funding(const Instrument& instrument, std::span<const Funding> rows,
                                          OnEqualKey on_equal) {
  return attempt([&] { return writeFunding({db_, instrument, on_equal}, rows); });
}

Status Transaction::cover(const Coverage& coverage) {
  return attempt([&] { return addCoverage(db_, coverage); });
}

Status Transaction::note(std::string_view key, std::string_view value) {
  return attempt([&]() -> Status {
    auto statement = Statement::prepare(db_, "INSERT OR REPLACE INTO notes (key, value) VALUES (?, ?)");
    if (!statement) return std::unexpected(statement.error());
    return statement->bindAll(key, value).run();
  });
}

Status Transaction::commit() {
  auto done = attempt([&] { return execute(db_, "COMMIT"); });
  if (done) db_ = nullptr;
  return done;
}

}  // namespace perpscope::store
