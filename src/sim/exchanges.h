// All simulated exchanges.
#pragma once

#include <span>

#include "sim/exchange.h"

namespace perpscope::sim {

[[nodiscard]] std::span<const Exchange* const> allExchanges();

}  // namespace perpscope::sim
