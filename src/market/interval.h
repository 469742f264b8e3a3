// Bar intervals and the calendar. A bar is known by its number: consecutive bars of an interval have
// consecutive numbers, so time <-> bar is arithmetic at any depth of history. All in UTC.
//
// 1w opens Monday 00:00, 1M on the 1st; 3d groups the days of a year by (day of year - 1) div 3 and starts
// afresh each 1 January, so the last 3d bar of a year is a short one except in leap years.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "base/time.h"

namespace perpscope {

enum class Interval : std::uint8_t { M1, M5, M15, M30, H1, H4, H8, H12, D1, D3, W1, Mo1 };

inline constexpr std::array kAllIntervals{Interval::M1, Interval::M5, Interval::M15, Interval::M30,
                                          Interval::H1, Interval::H4, Interval::H8,  Interval::H12,
                                          Interval::D1, Interval::D3, Interval::W1,  Interval::Mo1};

// 1m 5m 15m 30m 1h 4h 8h 12h 1d 3d 1w 1M
[[nodiscard]] std::string_view label(Interval interval);
[[nodiscard]] std::optional<Interval> parseInterval(std::string_view text);
// parseInterval, or a message that lists what there is.
[[nodiscard]] Result<Interval> intervalNamed(std::string_view text);

// The usual length: 3 days for 3d, 30 days for 1M. Use barEnd where the exact one matters.
[[nodiscard]] Milliseconds nominalLength(Interval interval);
// True up to 1w: every bar has the same length (3d has not).
[[nodiscard]] bool isFixedLength(Interval interval);
// 3d, 1w and 1M: built from 1d by us, never fetched.
[[nodiscard]] bool isBuiltFromDays(Interval interval);
// True when bars of `small` tile each bar of `large` exactly, and small < large.
[[nodiscard]] bool divides(Interval small, Interval large);
// How many bars a span of time holds, at least `least`.
[[nodiscard]] int barsIn(Milliseconds span, Interval interval, int least = 1);

// The number of the bar that contains t.
[[nodiscard]] std::int64_t barNumber(Time t, Interval interval);
[[nodiscard]] Time barOpen(std::int64_t number, Interval interval);
[[nodiscard]] inline Time barEnd(std::int64_t number, Interval interval) {
  return barOpen(number + 1, interval);
}

// A stretch of consecutive bars.
struct Grid {
  Interval interval = Interval::D1;
  std::int64_t first = 0;  // number of bar 0
  std::size_t size = 0;

  // The bars that touch the range.
  [[nodiscard]] static Grid covering(TimeRange range, Interval interval);

  [[nodiscard]] Time open(std::size_t bar) const {
    return barOpen(first + static_cast<std::int64_t>(bar), interval);
  }
  [[nodiscard]] Time end(std::size_t bar) const {
    return barEnd(first + static_cast<std::int64_t>(bar), interval);
  }
  [[nodiscard]] TimeRange range() const { return {open(0), open(size)}; }
  // Signed: before the grid is negative, behind it is size or more.
  [[nodiscard]] std::int64_t indexOf(Time t) const { return barNumber(t, interval) - first; }
  [[nodiscard]] bool holds(std::int64_t index) const {
    return index >= 0 && index < static_cast<std::int64_t>(size);
  }
  friend bool operator==(const Grid&, const Grid&) = default;
};

}  // namespace perpscope
