// Answers that list their newest rows, newest first, and are cut off behind so many. For this room only.
#pragma once

#include <algorithm>
#include <vector>

#include "venues/json.h"
#include "venues/venue.h"

namespace perpscope::venues {

// All rows of a list, oldest first whatever their order was, each stamp once. `read` is (Reading&, const
// Json& row) -> row with a `time`.
template <class Row, class Read>
Result<std::vector<Row>> readRows(const Json& list, Read&& read) {
  Reading reading;
  std::vector<Row> rows;
  for (const auto& row : reading.array(list, "list of rows")) {
    rows.push_back(read(reading, row));
    if (!reading.ok()) break;
  }
  if (!reading.ok()) return reading.error();
  std::ranges::stable_sort(rows, {}, &Row::time);
  const auto repeated = std::ranges::unique(rows, {}, &Row::time);
  rows.erase(repeated.begin(), repeated.end());
  return rows;
}

// Keeps the rows of the range; a full page that begins behind the range's begin leaves a rest.
template <class Row>
void keepRange(Page& page, std::vector<Row>& into, const std::vector<Row>& rows, TimeRange range,
               std::size_t limit) {
  if (rows.size() >= limit && rows.front().time > range.from)
    page.rest = TimeRange{range.from, std::min(rows.front().time, range.to)};
  std::ranges::copy_if(rows, std::back_inserter(into),
                       [range](const Row& row) { return range.contains(row.time); });
}

}  // namespace perpscope::venues
