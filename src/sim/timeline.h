// The model counts time in whole minutes and hours since its first instant.
#pragma once

#include "base/time.h"

namespace perpscope::sim {

inline constexpr Time kModelStart = utc(2019, 1, 1);
// Bounds the memory that a clock gone wrong can ask for.
inline constexpr Time kModelEnd = utc(2100, 1, 1);

[[nodiscard]] constexpr std::int64_t minuteOf(Time t) {
  return std::chrono::floor<std::chrono::minutes>(t - kModelStart).count();
}
[[nodiscard]] constexpr std::int64_t hourOf(Time t) {
  return std::chrono::floor<std::chrono::hours>(t - kModelStart).count();
}
[[nodiscard]] constexpr Time timeOfMinute(std::int64_t minute) { return kModelStart + minute * kMinute; }
[[nodiscard]] constexpr Time timeOfHour(std::int64_t hour) { return kModelStart + hour * kHour; }

// The first multiple of the step at or after t, which is not before 1970.
[[nodiscard]] constexpr Time nextMultiple(Time t, Milliseconds step) {
  return Time{(t.time_since_epoch() + step - Milliseconds{1}) / step * step};
}

// How busy the hour of the day and the day of the week is; the mean over a week is about 1.
[[nodiscard]] double seasonOfHour(std::int64_t hour);
// How lively the market of those years is: 1.35 in 2019, falling towards 0.7 as it grows up.
[[nodiscard]] double eraOfHour(std::int64_t hour);

}  // namespace perpscope::sim
