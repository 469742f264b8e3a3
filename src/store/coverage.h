// The table that says which ranges were asked for and answered. For this room only.
#pragma once

#include "store/sqlite.h"
#include "store/types.h"

namespace perpscope::store {

// Ranges of the same series, answer and source that overlap or touch become one.
[[nodiscard]] Status addCoverage(sqlite3* db, const Coverage& coverage);

// By their beginnings; ranges of several sources may overlap.
[[nodiscard]] Result<std::vector<Coverage>> readCoverage(sqlite3* db, const SeriesKey& key);

}  // namespace perpscope::store
