// What has to be asked for, given what is there. Pure.
#pragma once

#include <span>
#include <vector>

#include "feed/selection.h"

namespace perpscope::feed {

// A stretch of a series that was asked for and answered, by whom soever.
struct Known {
  std::vector<TimeRange> covered;
  std::vector<TimeRange> holes;  // inside it, and not known to be empty: to be asked for once more
};

struct Bounds {
  TimeRange range;             // as the person chose it
  std::optional<Time> listed;  // nothing older
  Time now;
};

// The last bars and samples that are fetched again at each refresh, since a venue may have corrected them.
inline constexpr int kRefreshed = 2;
// A venue's retention moves on while we fetch: what is about to fall out of it is not asked for.
inline constexpr Milliseconds kReachMargin = 2 * kMinute;

// Stamps of bars and samples that have ended by `now` lie before it; on the grid of the step (funding: the
// hour).
[[nodiscard]] Time closedBefore(const Need& need, Time now);

// In order, on the grid.
[[nodiscard]] std::vector<TimeRange> missing(const Need& need, const Bounds& bounds, const Known& known);

// The fewest ranges of at most a page each that hold all that is missing; several small holes may share one.
[[nodiscard]] std::vector<TimeRange> pagesFor(const Need& need, std::span<const TimeRange> missing);

// What a page answered with so many stamps leaves empty: before, between and behind them. Settlements and
// samples a usual step apart leave none.
[[nodiscard]] std::vector<TimeRange> emptyIn(TimeRange answered, std::span<const Time> stamps,
                                             Milliseconds step);

}  // namespace perpscope::feed
