// Intervals that a venue names by their minutes. For this room only.
#pragma once

#include <optional>
#include <string_view>

#include "venues/event.h"

namespace perpscope::venues {

// The bar interval of so many minutes, up to a day; nothing where we chart none of that length.
[[nodiscard]] std::optional<Interval> intervalOfMinutes(std::int64_t minutes);
// Names the bar's interval by the venue's text for it: "60", "1440", and "1D".
void nameInterval(CandleEvent& bar, std::string_view minutes);
// "60": the text of intervalOfMinutes.
[[nodiscard]] std::int64_t minutesOf(Interval interval);

}  // namespace perpscope::venues
