// The first or the last rows of a range that may be as long as history, without reading the rest of it.
// `fetch` takes a TimeRange and gives its rows, oldest first; rows are about a `step` apart.
#pragma once

#include <algorithm>
#include <cstdint>

#include "base/time.h"

namespace perpscope::sim {

// The newest rows of a range, oldest first: looks further back as long as holes leave it short of `limit`,
// but no further than `oldest`.
template <class Fetch>
auto newestRows(TimeRange range, Time oldest, Milliseconds step, std::size_t limit, Fetch&& fetch) {
  decltype(fetch(range)) rows;
  const Time first = std::max(range.from, oldest);
  auto span = step * static_cast<std::int64_t>(limit);
  for (Time to = range.to; to > first && rows.size() < limit; span *= 2) {
    const Time from = to - first > span ? to - span : first;
    auto part = fetch(TimeRange{from, to});
    rows.insert(rows.begin(), part.begin(), part.end());
    to = from;
  }
  if (rows.size() > limit) rows.erase(rows.begin(), rows.end() - static_cast<std::ptrdiff_t>(limit));
  return rows;
}

// The oldest rows of a range. Nothing lies before `oldest`.
template <class Fetch>
auto oldestRows(TimeRange range, Time oldest, Milliseconds step, std::size_t limit, Fetch&& fetch) {
  decltype(fetch(range)) rows;
  auto span = step * static_cast<std::int64_t>(limit);
  for (Time from = std::max(range.from, oldest); from < range.to && rows.size() < limit; span *= 2) {
    const Time to = range.to - from > span ? from + span : range.to;
    auto part = fetch(TimeRange{from, to});
    rows.insert(rows.end(), part.begin(), part.end());
    from = to;
  }
  if (rows.size() > limit) rows.erase(rows.begin() + static_cast<std::ptrdiff_t>(limit), rows.end());
  return rows;
}

}  // namespace perpscope::sim
