#include "sim/exchanges.h"

#include <array>

#include "sim/exchanges/binance.h"
#include "sim/exchanges/bitstamp.h"
#include "sim/exchanges/coinbase.h"
#include "sim/exchanges/hyperliquid.h"

namespace perpscope::sim {

std::span<const Exchange* const> allExchanges() {
  static const std::array kAll{
      &exchanges::binance(),
      &exchanges::coinbase(),
      &exchanges::bitstamp(),
      &exchanges::hyperliquid(),
  };
  return kAll;
}

}  // namespace perpscope::sim
