// Bitfinex, simulated: the public REST side of API v2.
#pragma once

#include "sim/exchange.h"

namespace perpscope::sim::exchanges {

[[nodiscard]] const Exchange& bitfinex();

}  // namespace perpscope::sim::exchanges
