// What rows of OKX's answers and pushes mean. For this folder only.
#pragma once

#include "market/instrument.h"
#include "market/records.h"
#include "venues/json.h"

namespace perpscope::venues::okx_v5 {

enum class InstType : std::uint8_t { Spot, Swap, Futures, Option };

// BTC-USDT, BTC-USDT-SWAP, BTC-USD-220527, BTC-USD-220527-30000-C
[[nodiscard]] InstType typeOf(std::string_view inst_id);

// The `bar` and `period` of an interval: 1m … 1H 4H 12Hutc 1Dutc; empty for 8h and 3d. The names without utc
// open at midnight of UTC+8 from 6H on: they are other bars than ours.
[[nodiscard]] std::string_view name(Interval interval);
[[nodiscard]] std::optional<Interval> intervalNamed(std::string_view name);

// What the volume columns of a candle count.
enum class Volumes : std::uint8_t {
  Spot,      // base, quote, quote
  Contract,  // contracts, base, quote
  Unknown,   // told by the row: at spot the second equals the third
};
[[nodiscard]] Volumes volumesOf(std::string_view inst_id);

// [ts, open, high, low, close, vol, volCcy, volCcyQuote, confirm]; bars of mark and index have no volumes.
// Old rows end behind volCcy, or have zeros for what was not counted.
[[nodiscard]] Candle candleRow(Reading& reading, const Json& row, PriceKind price, Volumes volumes);
[[nodiscard]] std::optional<bool> confirmed(const Json& row, PriceKind price);

// The rate that was charged. A row without it has not been settled yet: see isSettled. The interval is left
// as it is: a row does not say it.
[[nodiscard]] Funding fundingRow(Reading& reading, const Json& row);
[[nodiscard]] bool isSettled(const Json& row);

// [ts, oi, oiCcy, oiUsd]: contracts, base coins, USD; one side.
[[nodiscard]] OpenInterest openInterestRow(Reading& reading, const Json& row);

// ctVal times ctMult, in quote currency where the contract is inverse. A refusal where they are missing.
[[nodiscard]] ContractSpec contractOf(Reading& reading, const Json& instrument);
// listTime, which may be empty.
[[nodiscard]] std::optional<Time> listedAt(Reading& reading, const Json& instrument);

}  // namespace perpscope::venues::okx_v5
