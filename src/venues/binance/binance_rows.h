// What rows of Binance's REST answers and streams mean. For this folder only.
#pragma once

#include "market/records.h"
#include "venues/json.h"

namespace perpscope::venues {

enum class BinanceMarket : std::uint8_t { Spot, UsdM, CoinM };

// Milliseconds, or microseconds where a connection asked for them; told apart by their size.
[[nodiscard]] Time binanceTime(Reading& reading, const Json& value, std::string_view field);

// What the two volume columns of a kline count.
enum class KlineVolumes : std::uint8_t {
  BaseAndQuote,      // spot and USD-M
  ContractsAndBase,  // COIN-M
  None,              // bars of mark, index and premium index
};

[[nodiscard]] KlineVolumes klineVolumes(BinanceMarket market, PriceKind price);
void setVolumes(Candle& candle, KlineVolumes volumes, double first, double second);

// [openTime, open, high, low, close, volume, closeTime, volume 2, …]
[[nodiscard]] Candle klineRow(Reading& reading, const Json& row, KlineVolumes volumes);

// The interval is left as it is: a row does not say it.
[[nodiscard]] Funding fundingRow(Reading& reading, const Json& row);

// The instant that a row of openInterestHist is of: up to 2026-06-24 rows carry it, from then on the period's
// start.
[[nodiscard]] Time openInterestInstant(Time stamp, Milliseconds period);
// Amounts are in base and USD at USD-M, in contracts and base at COIN-M; zero stands for missing.
[[nodiscard]] OpenInterest openInterestRow(Reading& reading, const Json& row, BinanceMarket market,
                                           Milliseconds period);

}  // namespace perpscope::venues
