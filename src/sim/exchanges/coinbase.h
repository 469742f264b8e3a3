// Coinbase, simulated: Exchange (spot) and International Exchange (INTX, perpetuals), public REST.
#pragma once

#include "sim/exchange.h"

namespace perpscope::sim::exchanges {

[[nodiscard]] const Exchange& coinbase();

}  // namespace perpscope::sim::exchanges
