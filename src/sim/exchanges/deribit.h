// Deribit, simulated: JSON-RPC over GET and POST under /api/v2.
#pragma once

#include "sim/exchange.h"

namespace perpscope::sim::exchanges {

[[nodiscard]] const Exchange& deribit();

}  // namespace perpscope::sim::exchanges
