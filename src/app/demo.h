// Writes the simulated market into a cache.
#pragma once

#include <functional>

#include "base/clock.h"
#include "store/cache.h"

namespace perpscope::app {

struct DemoOptions {
  std::string asset = "BTC";
  std::uint64_t seed = 7;
};

// 1d since 2019, 1h for two years, 1m for the last 14 days, of every leg; funding, premium index, mark, index
// and open interest with them. `progress` gets 0…1.
[[nodiscard]] Status writeDemoMarket(store::Cache& cache, const DemoOptions& options, const Clock& clock,
                                     const std::function<void(double)>& progress);

}  // namespace perpscope::app
