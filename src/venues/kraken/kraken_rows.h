// What rows of Kraken's REST answers and streams mean. For this folder only.
#pragma once

#include "venues/event.h"
#include "venues/json.h"

namespace perpscope::venues {

// What amounts of a futures product count: coins at PF and FF, dollars at PI and FI, which are contracts of
// one dollar; contracts of a size that rows do not say at the old PV and FV, and where the product is not
// known.
enum class KrakenUnit : std::uint8_t { Coins, Dollars, Contracts };

[[nodiscard]] KrakenUnit krakenUnit(std::string_view symbol);

// b, buy or Buy; s, sell or Sell: of the taker.
[[nodiscard]] Side krakenSide(Reading& reading, const Json& value);
// {"open", "high", "low", "close"}
void readKrakenPrices(Reading& reading, const Json& row, Candle& bar);

// [open time s, open, high, low, close, vwap, volume, trades]
[[nodiscard]] Candle krakenSpotBar(Reading& reading, const Json& row);
// [price, volume, time s, b or s, m or l, …]
[[nodiscard]] TradeEvent krakenSpotTrade(Reading& reading, const Json& row);
// {"a": [ask, …], "b": [bid, …], "c": [last, …], "v": [of today, of 24 hours], …}
[[nodiscard]] TickerEvent krakenSpotTicker(Reading& reading, const Json& row);

// {"time": open ms, "open", "high", "low", "close", "volume"}; only bars of trades have a volume.
[[nodiscard]] Candle krakenFuturesBar(Reading& reading, const Json& row, KrakenUnit unit, PriceKind price);
// {"timestamp", "relativeFundingRate", "fundingRate"}: stamped by the hour's start; the hour's end is when
// it has been charged.
[[nodiscard]] Funding krakenFundingRow(Reading& reading, const Json& row);
[[nodiscard]] OpenInterestEvent krakenOpenInterest(double amount, KrakenUnit unit);
// A trade's amount: base coins too, at a contract of dollars by the price it was traded at.
[[nodiscard]] TradeEvent krakenFuturesTrade(double price, double amount, Side side, KrakenUnit unit);

// The close of a bucket of open interest, which is a list of open, high, low and close, or one number. NaN
// where it is null.
[[nodiscard]] double krakenBucketClose(Reading& reading, const Json& bucket);
// The buckets of an analytics answer, whose shape differs by age: a list, or an object that holds one.
[[nodiscard]] const Json& krakenBuckets(const Json& data, std::string_view older_key);

}  // namespace perpscope::venues
