// Bitstamp, simulated: /api/v2 of spot and perpetuals.
#pragma once

#include "sim/exchange.h"

namespace perpscope::sim::exchanges {

[[nodiscard]] const Exchange& bitstamp();

}  // namespace perpscope::sim::exchanges
