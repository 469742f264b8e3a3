// Rows of Bitfinex to events, and REST bodies. For this folder only.
#pragma once

#include "venues/decoding.h"

namespace perpscope::venues {

// "trade:1m:tBTCUSD", as in the path of a request and in a subscription.
struct CandleSubject {
  std::string symbol;
  std::optional<Interval> interval;
  std::string other_interval;

  [[nodiscard]] static CandleSubject of(std::string_view key);
};

// Symbols of margin lending begin with f: fUSD.
[[nodiscard]] bool isLending(std::string_view symbol);

void bitfinexCandle(Events& events, const Json& row, const CandleSubject& subject);
// [id, ms, amount (negative: the taker sells), price]
void bitfinexTrade(Events& events, const Json& row, std::string_view symbol);
// [bid, size, ask, size, change, relative, last, volume, high, low]
void bitfinexTicker(Events& events, const Json& row, std::string_view symbol);
void bitfinexStatus(Events& events, const Json& row, std::string_view symbol);

// One row, or a list of rows, of which no channel and no path says what they are.
void bitfinexRowsByShape(Events& events, const Json& rows, std::string_view symbol);

void bitfinexRestBody(Events& events, const Json& body, std::string_view origin);

}  // namespace perpscope::venues
