// Writing the cache: all in transactions. One writer per file at a time; a second one waits, then is told so.
#pragma once

#include <span>

#include "store/cache.h"

namespace perpscope::store {

// Everything written through one Transaction is stored at commit() or not at all.
class Transaction {
 public:
  [[nodiscard]] static Result<Transaction> begin(Cache& cache);
  Transaction(Transaction&& other) noexcept;
  Transaction& operator=(Transaction&&) = delete;
  ~Transaction();  // rolls back what was not committed

  [[nodiscard]] Result<WriteOutcome> bars(const Instrument& instrument, PriceKind price, Interval interval,
                                          std::span<const Candle> rows, OnEqualKey on_equal);
  // Contracts are brought to base and USD by the instrument's contract size where the price allows it.
  [[nodiscard]] Result<WriteOutcome> openInterest(const Instrument& instrument,
                                                  std::span<const OpenInterest> rows, OnEqualKey on_equal);
  [[nodiscard]] Result<WriteOutcome> funding(const Instrument& instrument, std::span<const Funding> rows,
                                             OnEqualKey on_equal);
  [[nodiscard]] Status cover(const Coverage& coverage);
  [[nodiscard]] Status note(std::string_view key, std::string_view value);

  [[nodiscard]] Status commit();

 private:
  struct Statements;
  explicit Transaction(Cache& cache);
  Cache* cache_;
  std::unique_ptr<Statements> statements_;
};

}  // namespace perpscope::store
