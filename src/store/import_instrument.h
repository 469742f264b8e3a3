// Whose data a file holds, by options or by an archive's name. For this room only.
#pragma once

#include <string>
#include <string_view>

#include "market/instrument.h"

namespace perpscope::store {

// What is known of it; empty texts and Margin::None where nothing was said.
struct InstrumentChoice {
  std::string_view venue;
  MarketKind kind = MarketKind::Spot;
  Margin margin = Margin::None;
  std::string_view asset;
  std::string_view symbol;
};

struct ChosenInstrument {
  Instrument instrument;
  bool contract_known = true;  // false for products that the catalogue does not have
};

// By symbol, else the venue's usual product for the asset (BTC where none is given). Refuses what contradicts
// the catalogue. A symbol that the catalogue does not have is taken if the asset is given: its quote is what
// the symbol ends in, its contract size is not known.
[[nodiscard]] Result<ChosenInstrument> chooseInstrument(const InstrumentChoice& choice);

// The quote currency a symbol ends in, or nothing: USDT in SOLUSDT and in SOL-USDT-SWAP.
[[nodiscard]] std::string_view quoteIn(std::string_view symbol);

}  // namespace perpscope::store
