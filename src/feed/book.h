// What the cache knows of a series, and how an answer is written into it.
#pragma once

#include "feed/plan.h"
#include "store/cache.h"
#include "venues/venue.h"

namespace perpscope::feed {

// Under which name an answer is noted in the coverage table. Samples name their step: coarse ones do not
// answer for finer ones.
[[nodiscard]] std::string sourceOf(const Need& need);

[[nodiscard]] Result<Known> knownOf(store::Cache& cache, const Need& need, const Instrument& instrument);

// One range of a series, answered whole.
struct Answer {
  Instrument instrument;
  Need need;
  TimeRange range;
  venues::Page rows;
};

// Rows that have ended by `now`, and the coverage of the range up to then: empty stretches are noted as such.
// All of it or nothing.
[[nodiscard]] Result<store::WriteOutcome> record(store::Cache& cache, const Answer& answer, Time now);
// Notes a range as asked for and empty, without an answer of its own: before a product was listed.
[[nodiscard]] Status recordEmpty(store::Cache& cache, const Need& need, const Instrument& instrument,
                                 TimeRange range);

}  // namespace perpscope::feed
