// A leg as somebody types it, in the venue's own way of writing or in a charting site's.
#pragma once

#include "market/instrument.h"

namespace perpscope::studies {

// The base asset of a symbol: what is left without .P, -PERP, -SWAP, _PERP, USDT, USDC, USD, / and -.
// "BTCUSDT.P", "BTC-USDT-SWAP", "XBT/USD" -> BTC (XBT is BTC).
[[nodiscard]] std::string strippedBase(std::string_view symbol);

// `venue:SYMBOL` in any case: the venue's instrument of that symbol, contract suffix or not; where it does
// not write it so, its own product for the same base and quote. Another contract is refused.
[[nodiscard]] Result<Instrument> manualLeg(std::string_view typed, MarketKind role);

}  // namespace perpscope::studies
