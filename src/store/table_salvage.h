// Reads what can be read of one table of a damaged file. For this room only.
#pragma once

#include <variant>
#include <vector>

#include "store/sqlite.h"

namespace perpscope::store {

struct Salvaged {
  std::size_t rows = 0;
  bool whole = true;  // no part of the table was unreadable
};

// Tables that are short and needed for the rest: from both ends, up to the first bad page on each side.
struct ShortTable {
  const char* name;
  const char* key;
};
[[nodiscard]] Result<Salvaged> salvageShortTable(sqlite3* from, sqlite3* into, const ShortTable& table);

using KeyValue = std::variant<std::int64_t, std::string_view>;

// One series of a table: the values of all key columns but the last, which is the time.
struct SeriesRows {
  std::vector<KeyValue> key;
  Milliseconds smallest_gap;  // a gap between saved rows shorter than this is given up
};

struct SeriesTable {
  const char* name;
  std::vector<const char*> key;  // without the time
};

// Each series from both ends; between them every gap is halved and tried again, so that a bad page costs its
// own rows and few others.
[[nodiscard]] Result<Salvaged> salvageSeriesTable(sqlite3* from, sqlite3* into, const SeriesTable& table,
                                                  const std::vector<SeriesRows>& series);

}  // namespace perpscope::store
