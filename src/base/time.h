// Time is UTC in milliseconds everywhere; this is the one place that turns it into text and back.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"

namespace perpscope {

using Milliseconds = std::chrono::milliseconds;
using Time = std::chrono::sys_time<Milliseconds>;

inline constexpr Milliseconds kMinute = std::chrono::minutes{1};
inline constexpr Milliseconds kHour = std::chrono::hours{1};
inline constexpr Milliseconds kDay = std::chrono::days{1};

// Half open: from <= t < to.
struct TimeRange {
  Time from = Time::min();
  Time to = Time::max();

  [[nodiscard]] constexpr bool contains(Time t) const { return from <= t && t < to; }
  [[nodiscard]] constexpr bool empty() const { return from >= to; }
  friend constexpr bool operator==(const TimeRange&, const TimeRange&) = default;
};

[[nodiscard]] constexpr Time timeFromMs(std::int64_t ms) { return Time{Milliseconds{ms}}; }
[[nodiscard]] constexpr std::int64_t toMs(Time t) { return t.time_since_epoch().count(); }
[[nodiscard]] constexpr Time utc(int year, unsigned month, unsigned day,
                                 Milliseconds of_day = Milliseconds{0}) {
  return Time{std::chrono::sys_days{std::chrono::year{year} / std::chrono::month{month} /
                                    std::chrono::day{day}}} +
         of_day;
}

// 2024-03-01T08:00:00Z, with milliseconds only where there are some.
[[nodiscard]] std::string isoTime(Time t);
// 2024-03-01
[[nodiscard]] std::string isoDate(Time t);

// What an ISO-8601 text says, before a zone is applied to it.
struct WallTime {
  std::chrono::local_time<Milliseconds> local;
  std::optional<std::chrono::seconds> offset;  // of the text itself: Z, +00, +03:00; absent where it has none
};

// A date alone, or date and time parted by T or a blank; seconds and fractions may be absent.
[[nodiscard]] std::optional<WallTime> parseWallTime(std::string_view text);

// parseWallTime with UTC for a text without offset.
[[nodiscard]] Result<Time> parseTime(std::string_view text);

}  // namespace perpscope
