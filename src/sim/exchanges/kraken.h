// Kraken, simulated: spot (/0/public) and Kraken Futures (/derivatives/api, /api/charts).
#pragma once

#include "sim/exchange.h"

namespace perpscope::sim::exchanges {

[[nodiscard]] const Exchange& kraken();

}  // namespace perpscope::sim::exchanges
