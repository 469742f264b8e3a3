// Making events. For this room only.
#pragma once

#include <utility>

#include "venues/event.h"

namespace perpscope::venues {

[[nodiscard]] inline Event ignored(std::string why, std::string symbol = {}, std::optional<Time> time = {}) {
  return {std::move(symbol), time, IgnoredEvent{std::move(why)}};
}
[[nodiscard]] inline Event unusable(std::string why, std::string symbol = {}) {
  return {std::move(symbol), std::nullopt, ErrorEvent{std::move(why)}};
}

}  // namespace perpscope::venues
