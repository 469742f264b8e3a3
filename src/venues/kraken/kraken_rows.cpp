#include "venues/kraken/kraken_rows.h"

#include "base/text.h"

namespace perpscope::venues {
namespace {

void setPrices(Reading& reading, Candle& bar, const Json& open, const Json& high, const Json& low,
               const Json& close) {
  bar.open = Price{reading.number(open, "open")};
  bar.high = Price{reading.number(high, "high")};
  bar.low = Price{reading.number(low, "low")};
  bar.close = Price{reading.number(close, "close")};
}

void setVolume(Candle& bar, double volume, KrakenUnit unit) {
  if (unit == KrakenUnit::Coins) {
    bar.volume = BaseQuantity{volume};
    return;
  }
  bar.volume_contracts = Contracts{volume};
  if (unit == KrakenUnit::Dollars) bar.volume_quote = QuoteQuantity{volume};
}

}  // namespace

KrakenUnit krakenUnit(std::string_view symbol) {
  if (symbol.starts_with("PF_") || symbol.starts_with("FF_")) return KrakenUnit::Coins;
  if (symbol.starts_with("PI_") || symbol.starts_with("FI_")) return KrakenUnit::Dollars;
  return KrakenUnit::Contracts;
}

Side krakenSide(Reading& reading, const Json& value) {
  const auto side = lowered(text(value));
  if (side == "b" || side == "buy") return Side::Buy;
  if (side != "s" && side != "sell") reading.refuse("side", "neither buy nor sell");
  return Side::Sell;
}

void readKrakenPrices(Reading& reading, const Json& row, Candle& bar) {
  setPrices(reading, bar, member(row, "open"), member(row, "high"), member(row, "low"), member(row, "close"));
}

Candle krakenSpotBar(Reading& reading, const Json& row) {
  Candle bar;
  bar.time = reading.seconds(element(row, 0), "time");
  setPrices(reading, bar, element(row, 1), element(row, 2), element(row, 3), element(row, 4));
  bar.volume = BaseQuantity{reading.number(element(row, 6), "volume")};
  return bar;
}

TradeEvent krakenSpotTrade(Reading& reading, const Json& row) {
  TradeEvent trade;
  trade.price = Price{reading.number(element(row, 0), "price")};
  trade.size = BaseQuantity{reading.number(element(row, 1), "volume")};
  trade.side = krakenSide(reading, element(row, 3));
  return trade;
}

TickerEvent krakenSpotTicker(Reading& reading, const Json& row) {
  TickerEvent ticker;
  ticker.last = Price{reading.number(element(member(row, "c"), 0), "c")};
  ticker.bid = Price{reading.optionalNumber(element(member(row, "b"), 0), "b")};
  ticker.ask = Price{reading.optionalNumber(element(member(row, "a"), 0), "a")};
  ticker.volume = BaseQuantity{reading.optionalNumber(element(member(row, "v"), 1), "v")};
  return ticker;
}

Candle krakenFuturesBar(Reading& reading, const Json& row, KrakenUnit unit, PriceKind price) {
  Candle bar;
  bar.time = reading.milliseconds(member(row, "time"), "time");
  readKrakenPrices(reading, row, bar);
  if (price == PriceKind::Trade) setVolume(bar, reading.number(member(row, "volume"), "volume"), unit);
  return bar;
}

Funding krakenFundingRow(Reading& reading, const Json& row) {
  Funding funding;
  funding.time = snappedToMinute(reading.iso(member(row, "timestamp"), "timestamp")) + kHour;
  funding.rate.fraction = reading.number(member(row, "relativeFundingRate"), "relativeFundingRate");
  funding.rate.interval = std::chrono::hours{1};
  return funding;
}

OpenInterestEvent krakenOpenInterest(double amount, KrakenUnit unit) {
  OpenInterestEvent interest;
  if (unit == KrakenUnit::Coins)
    interest.base = BaseQuantity{amount};
  else
    interest.contracts = Contracts{amount};
  if (unit == KrakenUnit::Dollars) interest.usd = QuoteQuantity{amount};
  return interest;
}

TradeEvent krakenFuturesTrade(double price, double amount, Side side, KrakenUnit unit) {
  TradeEvent trade{Price{price}, {}, {}, side};
  if (unit == KrakenUnit::Coins)
    trade.size = BaseQuantity{amount};
  else
    trade.contracts = Contracts{amount};
  if (unit == KrakenUnit::Dollars) trade.size = BaseQuantity{amount / price};
  return trade;
}

double krakenBucketClose(Reading& reading, const Json& bucket) {
  return reading.optionalNumber(bucket.is_array() ? element(bucket, 3) : bucket, "open interest");
}

const Json& krakenBuckets(const Json& data, std::string_view older_key) {
  return data.is_object() ? member(data, older_key) : data;
}

}  // namespace perpscope::venues
