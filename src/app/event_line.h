// Events as lines of JSON: the output of `perpscope decode`. docs/recording.md names the keys. For this room
// only.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "venues/event.h"

namespace perpscope::app {

struct EventPlace {
  std::string_view venue;
  std::optional<Time> recv;
  std::size_t line = 0;  // of the input
};

// Appends one object and the end of its line. What is missing is left out.
void appendEventLine(const venues::Event& event, const EventPlace& place, std::string& into);

}  // namespace perpscope::app
