// What the store is asked for and answers.
#pragma once

#include <string>
#include <vector>

#include "market/instrument.h"
#include "market/records.h"

namespace perpscope::store {

// A kind of data of one instrument. Bars of any price have an interval, samples and settlements have none.
enum class DataKind : std::uint8_t { Bars, OpenInterest, Funding };

struct SeriesKey {
  Instrument instrument;
  DataKind data = DataKind::Bars;
  PriceKind price = PriceKind::Trade;  // Bars
  Interval interval = Interval::D1;    // Bars
};

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
