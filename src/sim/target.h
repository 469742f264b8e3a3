// What stands behind the host in a request: /api/v3/klines?symbol=BTCUSDT, taken apart.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/error.h"

namespace perpscope::sim {

struct Target {
  std::string path;                               // decoded
  std::multimap<std::string, std::string> query;  // decoded; + is a blank
};

// Fails with BadInput for what does not begin with a slash and for a broken percent-encoding.
[[nodiscard]] Result<Target> parseTarget(std::string_view text);

}  // namespace perpscope::sim
