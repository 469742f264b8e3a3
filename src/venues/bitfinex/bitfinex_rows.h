// What rows of Bitfinex's answers and streams mean: arrays without names. For this folder only.
#pragma once

#include "market/records.h"
#include "venues/json.h"

namespace perpscope::venues {

// [ms, open, close, high, low, volume]
[[nodiscard]] Candle bitfinexCandleRow(Reading& reading, const Json& row);

// The state of a perpetual at an instant. Rows of old years end early: what they lack is missing.
struct DerivativeStatus {
  Time time;
  Price mark;
  double funding = kMissing;         // charged at next_funding; fixed since the settlement before it
  std::optional<Time> next_funding;  // the next settlement
  BaseQuantity open_interest;
};

// A row of the history or the stream, or one of the present, which begins with the contract's name.
[[nodiscard]] DerivativeStatus derivativeStatusRow(Reading& reading, const Json& row);

// What is a stamp in milliseconds of our days, and no price, amount or id.
[[nodiscard]] bool looksLikeStamp(const Json& value);

}  // namespace perpscope::venues
