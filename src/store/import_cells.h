// What single cells say. For this room only.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace perpscope::store {

// A number as files write it: NaN for empty, NULL and nan in any case; a trailing % divides by 100; nothing
// for anything else, infinities included.
[[nodiscard]] std::optional<double> parseCell(std::string_view cell);

// "8h", "8" (hours), "480m", "1d", "PT8H", or BitMEX's 2000-01-01T08:00:00Z, whose distance from the start of
// 2000 is meant. Whole minutes, up to a week.
[[nodiscard]] std::optional<std::chrono::minutes> parseSettlementInterval(std::string_view text);

}  // namespace perpscope::store
