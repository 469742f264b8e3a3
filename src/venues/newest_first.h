// Answers that list their newest rows, newest first, and are cut off behind so many. For this room only.
#pragma once

#include <algorithm>
#include <vector>

#include "venues/json.h"
#include "venues/rows.h"
#include "venues/venue.h"

namespace perpscope::venues {

// All rows of a list, oldest first whatever their order was.
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
  return rows;
}

// The rows of the query's range, each stamp once. A list as long as lists get (`limit`) that begins behind
// the range's begin leaves a rest; one that begins behind its end is no answer to the query.
template <class Row>
Result<Page> newestOf(const Query& query, const Json& list, Result<std::vector<Row>> rows,
                      std::vector<Row> Page::* into, std::size_t limit) {
  if (!rows) return std::unexpected(rows.error());
  Page page;
  const bool full = list.size() >= limit && !rows->empty();
  if (full && rows->front().time >= query.range.to)
    return fail(ErrorKind::BadInput, "rows are of another time than was asked for");
  if (full && rows->front().time > query.range.from)
    page.rest = TimeRange{query.range.from, rows->front().time};
  const auto repeated = std::ranges::unique(*rows, {}, &Row::time);
  rows->erase(repeated.begin(), repeated.end());
  page.*into = inRange(*std::move(rows), query.range);
  return page;
}

}  // namespace perpscope::venues
