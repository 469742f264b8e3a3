// Binance, simulated: spot (/api/v3), USD-M (/fapi/v1), COIN-M (/dapi/v1) and /futures/data.
#pragma once

#include "sim/exchange.h"

namespace perpscope::sim::exchanges {

[[nodiscard]] const Exchange& binance();

}  // namespace perpscope::sim::exchanges
