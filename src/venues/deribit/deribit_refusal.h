// What Deribit's errors mean. For this folder only.
#pragma once

#include "venues/json.h"
#include "venues/venue.h"

namespace perpscope::venues {

[[nodiscard]] std::optional<Refusal> deribitRefusal(const Response& response);

// {"code": -32602, "message": "Invalid params", "data": {"reason", "param"}} in words.
[[nodiscard]] std::string deribitWords(const Json& error);

}  // namespace perpscope::venues
