#include "venues/registry.h"

#include <algorithm>
#include <array>

#include "venues/binance/binance.h"
#include "venues/bitfinex/bitfinex.h"
#include "venues/bitmex/bitmex.h"
#include "venues/bitstamp/bitstamp.h"
#include "venues/bybit/bybit.h"
#include "venues/coinbase/coinbase.h"
#include "venues/deribit/deribit.h"
#include "venues/hyperliquid/hyperliquid.h"
#include "venues/kraken/kraken.h"
#include "venues/okx/okx.h"

namespace perpscope::venues {

std::span<const Venue* const> all() {
  static const std::array kAll{
      &binance(), &bybit(),    &okx(),     &coinbase(),    &bitfinex(),
      &kraken(),  &bitstamp(), &deribit(), &hyperliquid(), &bitmex(),
  };
  return kAll;
}

const Venue* find(std::string_view id) {
  const auto found = std::ranges::find(all(), id, &Venue::id);
  return found == all().end() ? nullptr : *found;
}

}  // namespace perpscope::venues
