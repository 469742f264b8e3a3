// OKX, simulated: /api/v5 of spot and swaps.
#pragma once

#include "sim/exchange.h"

namespace perpscope::sim::exchanges {

[[nodiscard]] const Exchange& okx();

}  // namespace perpscope::sim::exchanges
