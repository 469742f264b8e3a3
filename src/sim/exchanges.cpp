#include "sim/exchanges.h"

#include <array>

#include "sim/exchanges/binance.h"
#include "sim/exchanges/bitfinex.h"
#include "sim/exchanges/bitstamp.h"
#include "sim/exchanges/bybit.h"
#include "sim/exchanges/coinbase.h"
#include "sim/exchanges/deribit.h"
#include "sim/exchanges/hyperliquid.h"
#include "sim/exchanges/kraken.h"
#include "sim/exchanges/okx.h"

namespace perpscope::sim {

std::span<const Exchange* const> allExchanges() {
  static const std::array kAll{
      &exchanges::binance(),  &exchanges::bybit(),    &exchanges::okx(),
      &exchanges::coinbase(), &exchanges::bitfinex(), &exchanges::kraken(),
      &exchanges::bitstamp(), &exchanges::deribit(),  &exchanges::hyperliquid(),
  };
  return kAll;
}

}  // namespace perpscope::sim
