// Bybit, simulated: /v5/market of spot, linear and inverse.
#pragma once

#include "sim/exchange.h"

namespace perpscope::sim::exchanges {

[[nodiscard]] const Exchange& bybit();

}  // namespace perpscope::sim::exchanges
