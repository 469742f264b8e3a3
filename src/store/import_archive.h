// What path and name of an archive of data.binance.vision tell, and the import options that follow. For this
// room only. Layout: venues/binance.md section 7.
#pragma once

#include <filesystem>

#include "store/import_csv.h"
#include "store/import_spec.h"

namespace perpscope::store {

struct Archive {
  enum class Kind : std::uint8_t { Klines, MarkPrice, IndexPrice, PremiumIndex, FundingRate, Metrics };
  enum class Market : std::uint8_t { Spot, UsdM, CoinM };

  Kind kind = Kind::Klines;
  bool kind_is_guess = false;  // an interval in the name and no folder that says which price its bars are of
  Market market = Market::Spot;
  std::string symbol;                // as the name has it; index prices of COIN-M are by pair: BTCUSD
  Interval interval = Interval::M5;  // of bars
  Time first_day;
};

// `market` is the option: spot, um, cm, or empty. BadInput for a name that is none of an archive, Usage where
// the market cannot be told, Unsupported for archives that hold nothing to store (trades, 1s and 1mo bars,
// dated futures).
[[nodiscard]] Result<Archive> archiveOf(const std::filesystem::path& file, std::string_view market);

[[nodiscard]] Result<ImportSpec> specOf(const Archive& archive, bool has_header, OnEqualKey on_equal);

}  // namespace perpscope::store
