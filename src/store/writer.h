// Writing the cache: all in transactions. One writer per file at a time; a second one waits, then is told so.
#pragma once

#include <span>

#include "store/cache.h"

namespace perpscope::store {

// Everything written through one Transaction is stored at commit() or not at all: after a failed step it
// refuses all further ones, commit() included.
//
// A stored value that is missing (NULL) is always completed by a known one; a known value never becomes
// missing; where both are known and differ, OnEqualKey decides. Rows may come in any order. A row that holds
// no value at all is left out and counted nowhere.
class Transaction {
 public:
  [[nodiscard]] static Result<Transaction> begin(Cache& cache);
  Transaction(Transaction&& other) noexcept;
  Transaction& operator=(Transaction&&) = delete;
  ~Transaction();  // rolls back what was not committed

  // Intervals up to 1d; each bar stamped by the open of its interval.
  [[nodiscard]] Result<WriteOutcome> bars(const Instrument& instrument, PriceKind price, Interval interval,
                                          std::span<const Candle> rows, OnEqualKey on_equal);
  // Contracts are brought to base (linear) or USD (inverse) by the instrument's contract size.
  [[nodiscard]] Result<WriteOutcome> openInterest(const Instrument& instrument,
                                                  std::span<const OpenInterest> rows, OnEqualKey on_equal);
  // Stamps of settlements are snapped to the minute.
  [[nodiscard]] Result<WriteOutcome> funding(const Instrument& instrument, std::span<const Funding> rows,
                                             OnEqualKey on_equal);
  // Grows a stored range of the same series, answer and source that it touches.
  [[nodiscard]] Status cover(const Coverage& coverage);
  [[nodiscard]] Status note(std::string_view key, std::string_view value);

  [[nodiscard]] Status commit();

 private:
  explicit Transaction(sqlite3* db) : db_(db) {}
  template <class Step>
  [[nodiscard]] auto attempt(Step step) -> decltype(step());

  sqlite3* db_;  // null once committed or moved from
  bool failed_ = false;
};

}  // namespace perpscope::store
