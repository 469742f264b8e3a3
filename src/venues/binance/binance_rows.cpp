#include "venues/binance/binance_rows.h"

#include "base/text.h"

namespace perpscope::venues {
namespace {

constexpr Time kStampsArePeriodStarts = utc(2026, 6, 25);

// Milliseconds reach this in the year 5138.
constexpr std::int64_t kLeastMicroseconds = 100'000'000'000'000;

double positive(double amount) { return amount > 0 ? amount : kMissing; }

}  // namespace

Time binanceTime(Reading& reading, const Json& value, std::string_view field) {
  const auto whole = value.is_number_integer() ? std::optional(value.get<std::int64_t>())
                                               : parseNumber<std::int64_t>(text(value));
  const bool is_microseconds = whole && *whole >= kLeastMicroseconds;
  return is_microseconds ? reading.microseconds(value, field) : reading.milliseconds(value, field);
}

KlineVolumes klineVolumes(BinanceMarket market, PriceKind price) {
  if (price != PriceKind::Trade) return KlineVolumes::None;
  return market == BinanceMarket::CoinM ? KlineVolumes::ContractsAndBase : KlineVolumes::BaseAndQuote;
}

void setVolumes(Candle& candle, KlineVolumes volumes, double first, double second) {
  if (volumes == KlineVolumes::BaseAndQuote) {
    candle.volume = BaseQuantity{first};
    candle.volume_quote = QuoteQuantity{second};
  } else if (volumes == KlineVolumes::ContractsAndBase) {
    candle.volume_contracts = Contracts{first};
    candle.volume = BaseQuantity{second};
  }
}

Candle klineRow(Reading& reading, const Json& row, KlineVolumes volumes) {
  Candle candle;
  candle.time = binanceTime(reading, element(row, 0), "open time");
  candle.open = Price{reading.number(element(row, 1), "open")};
  candle.high = Price{reading.number(element(row, 2), "high")};
  candle.low = Price{reading.number(element(row, 3), "low")};
  candle.close = Price{reading.number(element(row, 4), "close")};
  if (volumes != KlineVolumes::None)
    setVolumes(candle, volumes, reading.number(element(row, 5), "volume"),
               reading.number(element(row, 7), "second volume"));
  return candle;
}

Funding fundingRow(Reading& reading, const Json& row) {
  Funding funding;
  funding.time = snappedToMinute(reading.milliseconds(member(row, "fundingTime"), "fundingTime"));
  funding.rate.fraction = reading.number(member(row, "fundingRate"), "fundingRate");
  return funding;
}

Time openInterestInstant(Time stamp, Milliseconds period) {
  return stamp < kStampsArePeriodStarts ? stamp : stamp + period;
}

OpenInterest openInterestRow(Reading& reading, const Json& row, BinanceMarket market, Milliseconds period) {
  OpenInterest sample;
  sample.time = openInterestInstant(reading.milliseconds(member(row, "timestamp"), "timestamp"), period);
  const double amount = positive(reading.number(member(row, "sumOpenInterest"), "sumOpenInterest"));
  const double value = positive(reading.number(member(row, "sumOpenInterestValue"), "sumOpenInterestValue"));
  if (market == BinanceMarket::CoinM) {
    sample.contracts = Contracts{amount};
    sample.base = BaseQuantity{value};
  } else {
    sample.base = BaseQuantity{amount};
    sample.usd = QuoteQuantity{value};
  }
  return sample;
}

}  // namespace perpscope::venues
