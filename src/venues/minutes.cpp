#include "venues/minutes.h"

#include "base/text.h"

namespace perpscope::venues {

std::int64_t minutesOf(Interval interval) { return nominalLength(interval) / kMinute; }

std::optional<Interval> intervalOfMinutes(std::int64_t minutes) {
  for (const auto interval : kAllIntervals)
    if (!isBuiltFromDays(interval) && minutesOf(interval) == minutes) return interval;
  return std::nullopt;
}

void nameInterval(CandleEvent& bar, std::string_view minutes) {
  const auto count =
      minutes == "1D" ? std::optional<std::int64_t>(24 * 60) : parseNumber<std::int64_t>(minutes);
  if (count) bar.interval = intervalOfMinutes(*count);
  if (!bar.interval) bar.other_interval = minutes;
}

}  // namespace perpscope::venues
