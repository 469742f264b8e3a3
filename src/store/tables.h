// Which table holds what. For this room only.
#pragma once

#include <string>

#include "store/sqlite.h"
#include "store/types.h"

namespace perpscope::store {

// Bars of a price kind: their table, and what narrows it down to the kind ("" or "price_kind = 'mark' AND ").
struct BarTable {
  const char* name;
  const char* narrowing;
  bool has_volume;
};

[[nodiscard]] BarTable barTable(PriceKind price);

[[nodiscard]] inline std::int64_t secondsOf(Interval interval) {
  return std::chrono::duration_cast<std::chrono::seconds>(nominalLength(interval)).count();
}
[[nodiscard]] std::optional<Interval> intervalOfSeconds(std::int64_t seconds);

// The instrument's row, if there is one.
[[nodiscard]] Result<std::optional<std::int64_t>> instrumentId(sqlite3* db, const Instrument& instrument);

// How coverage rows name a kind of data: "candles", "mark", …, "funding", "open-interest".
[[nodiscard]] std::string dataName(const SeriesKey& key);

}  // namespace perpscope::store
