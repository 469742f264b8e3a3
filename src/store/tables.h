// Which table holds what. For this room only.
#pragma once

#include <string>

#include "store/sqlite.h"
#include "store/types.h"

namespace perpscope::store {

// Bars of a price kind: their table, and what narrows it down to the kind ("" or "price_kind = 'mark' AND ").
struct BarTable {
  const char* name;
  std::string_view narrowing;
  bool has_volume;

  [[nodiscard]] bool narrowed() const { return !narrowing.empty(); }
};

[[nodiscard]] BarTable barTable(PriceKind price);

[[nodiscard]] inline std::int64_t secondsOf(Interval interval) {
  return std::chrono::duration_cast<std::chrono::seconds>(nominalLength(interval)).count();
}
// 3d, 1w and 1M are built from days and never stored: an error that says so.
[[nodiscard]] Status mustBeStored(Interval interval);

// The instrument's row, if there is one.
[[nodiscard]] Result<std::optional<std::int64_t>> instrumentId(sqlite3* db, const Instrument& instrument);
// The same, made where there is none. A stored instrument keeps its margin, coins and contract.
[[nodiscard]] Result<std::int64_t> ensureInstrument(sqlite3* db, const Instrument& instrument);

// How coverage rows name a kind of data: "candles", "mark", …, "funding", "open-interest".
[[nodiscard]] std::string dataName(const SeriesKey& key);

}  // namespace perpscope::store
