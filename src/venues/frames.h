// Telling what a frame is without building a document of it: order books are most of what venues send. For
// this room only.
#pragma once

#include <optional>
#include <string_view>

#include "base/time.h"

namespace perpscope::venues {

// One object or list whose brackets and quotes close exactly at its end: not cut off, nothing behind it.
[[nodiscard]] bool isClosedJson(std::string_view bytes);

// The text between the first `before` and the quote that follows it; empty where there is none.
[[nodiscard]] std::string_view quotedAfter(std::string_view bytes, std::string_view before);

// The digits behind the last `before` as milliseconds.
[[nodiscard]] std::optional<Time> stampAfterLast(std::string_view bytes, std::string_view before);

}  // namespace perpscope::venues
