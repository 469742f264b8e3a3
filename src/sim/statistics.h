// What the simulator counted, for benchmarks and `--stats`.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "sim/limits.h"

namespace perpscope::sim {

struct VenueStatistics {
  std::string venue;
  std::uint64_t requests = 0;  // all that came, but for broken ones
  std::uint64_t refused = 0;   // over a limit
  std::uint64_t faults = 0;    // struck by --fault
  std::vector<PoolStatistics> pools;
};

// {"binance": {"requests", "refused", "faults", "pools": {"spot": {"requests", "weight", "refused", "share",
// "windows": [{"length_ms", "allowance", "most_used", "mean_fill"}]}}}}; a share of no time is null.
[[nodiscard]] std::string asJson(std::span<const VenueStatistics> all);

}  // namespace perpscope::sim
