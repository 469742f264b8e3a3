// Hyperliquid, simulated: POST /info of perps and spot.
#pragma once

#include "sim/exchange.h"

namespace perpscope::sim::exchanges {

[[nodiscard]] const Exchange& hyperliquid();

}  // namespace perpscope::sim::exchanges
