// What most venues mean by an HTTP status. For this room only.
#pragma once

#include <optional>
#include <string_view>

#include "venues/venue.h"

namespace perpscope::venues {

// Retry-After in seconds, where the answer has it.
[[nodiscard]] std::optional<Milliseconds> retryAfter(const Response& response);

// 2xx: nothing. 429 Slower, 418 Banned, 451 and a 403 that is a web page Blocked, 5xx Busy, everything else
// Bad, with `message` or else the status and the beginning of the body.
[[nodiscard]] std::optional<Refusal> refusalByStatus(const Response& response, std::string_view message = {});

[[nodiscard]] bool looksLikeWebPage(std::string_view body);

}  // namespace perpscope::venues
