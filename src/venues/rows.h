// Rows of a venue's history: read one by one, checked for order, cut to what was asked. For this room only.
#pragma once

#include <utility>
#include <vector>

#include "venues/json.h"

namespace perpscope::venues {

// All rows of the list, which must come oldest first; `read` makes one of them. A row that cannot be read
// makes the whole answer unusable.
template <class Row, class Read>
Result<std::vector<Row>> rowsOldestFirst(const Json& list, Read&& read) {
  Reading reading;
  std::vector<Row> rows;
  for (const auto& each : reading.array(list, "answer")) {
    rows.push_back(read(reading, each));
    if (!reading.ok()) return reading.error();
    if (rows.size() > 1 && rows.back().time < rows[rows.size() - 2].time)
      return fail(ErrorKind::BadInput, "rows are not in the order of time");
  }
  if (!reading.ok()) return reading.error();
  return rows;
}

template <class Row>
[[nodiscard]] std::vector<Row> inRange(std::vector<Row> rows, TimeRange range) {
  std::erase_if(rows, [range](const Row& row) { return !range.contains(row.time); });
  return rows;
}

}  // namespace perpscope::venues
