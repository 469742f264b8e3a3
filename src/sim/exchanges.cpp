#include "sim/exchanges.h"

#include <array>

#include "sim/exchanges/binance.h"

namespace perpscope::sim {

std::span<const Exchange* const> allExchanges() {
  static const std::array kAll{
      &exchanges::binance(),
  };
  return kAll;
}

}  // namespace perpscope::sim
