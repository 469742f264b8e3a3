// Sets of stretches of time.
#pragma once

#include <span>
#include <vector>

#include "base/time.h"

namespace perpscope {

// In order, without overlaps; those that touch are one.
[[nodiscard]] std::vector<TimeRange> merged(std::vector<TimeRange> ranges);
// What of each range lies outside the cut.
[[nodiscard]] std::vector<TimeRange> without(std::span<const TimeRange> ranges, const TimeRange& cut);
[[nodiscard]] std::vector<TimeRange> without(std::vector<TimeRange> ranges, std::span<const TimeRange> cuts);
// What of each range lies inside the bounds.
[[nodiscard]] std::vector<TimeRange> within(std::span<const TimeRange> ranges, const TimeRange& bounds);

}  // namespace perpscope
