// Rows of each kind into their tables, inside a transaction of the caller's. For this room only.
#pragma once

#include <span>

#include "store/sqlite.h"
#include "store/types.h"

namespace perpscope::store {

struct Target {
  sqlite3* db;
  const Instrument& instrument;
  OnEqualKey on_equal;
};

[[nodiscard]] Result<WriteOutcome> writeBars(const Target& target, PriceKind price, Interval interval,
                                             std::span<const Candle> rows);
[[nodiscard]] Result<WriteOutcome> writeOpenInterest(const Target& target,
                                                     std::span<const OpenInterest> rows);
[[nodiscard]] Result<WriteOutcome> writeFunding(const Target& target, std::span<const Funding> rows);

}  // namespace perpscope::store
