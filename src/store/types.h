// What the store is asked for and answers.
#pragma once

#include <string>
#include <vector>

#include "market/series.h"

namespace perpscope::store {

using perpscope::DataKind;
using perpscope::SeriesKey;

struct SeriesInfo {
  SeriesKey key;
  Time first;  // stamp of the oldest and newest row
  Time last;
};

enum class OnEqualKey : std::uint8_t { KeepStored, Replace };

struct WriteOutcome {
  std::size_t stored = 0;    // new rows
  std::size_t equal = 0;     // key was there with the same values
  std::size_t kept = 0;      // key was there with other values, which stayed
  std::size_t replaced = 0;  // key was there with other values, which went
  WriteOutcome& operator+=(const WriteOutcome& more);
};

// A range that was asked for and answered.
struct Coverage {
  SeriesKey key;
  TimeRange range;
  bool known_empty = false;  // the source answered that it has nothing there
  std::string source;        // "import FILE", a venue's endpoint …
};

}  // namespace perpscope::store
