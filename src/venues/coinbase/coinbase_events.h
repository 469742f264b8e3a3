// Messages of Coinbase's three interfaces to events. For this folder only.
#pragma once

#include "venues/decoding.h"

namespace perpscope::venues {

// Where a REST body came from, as far as its path says.
struct CoinbasePath {
  std::string symbol;  // of /products/BTC-USD/…, /instruments/BTC-PERP/…
  std::optional<Interval> interval;
  std::string other_interval;

  [[nodiscard]] static CoinbasePath of(std::string_view origin);
};

// Seconds (3600) or names (ONE_HOUR) of a granularity, into interval or other_interval.
void readGranularity(CoinbasePath& path, std::string_view granularity);

[[nodiscard]] CandleEvent coinbaseCandle(const CoinbasePath& path, const Candle& candle);
// Coinbase's trades tell the side of the maker, "buy" or "BUY".
[[nodiscard]] Side takerAgainst(Reading& reading, const Json& maker_side);

// {"channels": [{"name": "ticker", "product_ids": ["BTC-USD"]}, …]}: all that is subscribed to, at Exchange
// and at INTX.
void coinbaseSubscriptions(Events& events, const Json& frame);

// Exchange: a frame by its "type", and REST bodies.
void exchangeFrame(Events& events, const Json& frame);
void exchangeTrade(Events& events, const Json& row, const CoinbasePath& path);
void exchangeProduct(Events& events, const Json& row);
void exchangeTicker(Events& events, const Json& body, const CoinbasePath& path);

// Advanced Trade: a frame by its "channel", and REST bodies.
void advancedFrame(Events& events, const Json& frame);
void advancedTrade(Events& events, const Json& row);
void advancedProduct(Events& events, const Json& row);

// INTX: a frame by its "channel", which it writes in capitals, and REST bodies.
void intxFrame(Events& events, const Json& frame);
void intxInstrument(Events& events, const Json& body);
void intxQuote(Events& events, const Json& quote, std::string_view symbol);
void intxFundings(Events& events, const Json& results, const CoinbasePath& path);

void coinbaseRestBody(Events& events, const Json& body, std::string_view origin);

}  // namespace perpscope::venues
