#include "venues/coinbase/coinbase_rows.h"

#include "base/text.h"

namespace perpscope::venues {
namespace {

Time secondsOrIso(Reading& reading, const Json& value, std::string_view field) {
  return value.is_number() || parseNumber<std::int64_t>(text(value)) ? reading.seconds(value, field)
                                                                     : reading.iso(value, field);
}

}  // namespace

Candle coinbaseCandleRow(Reading& reading, const Json& row) {
  Candle candle;
  candle.time = reading.seconds(element(row, 0), "time");
  candle.low = Price{reading.number(element(row, 1), "low")};
  candle.high = Price{reading.number(element(row, 2), "high")};
  candle.open = Price{reading.number(element(row, 3), "open")};
  candle.close = Price{reading.number(element(row, 4), "close")};
  candle.volume = BaseQuantity{reading.number(element(row, 5), "volume")};
  return candle;
}

Candle coinbaseCandleObject(Reading& reading, const Json& row) {
  const auto& start = member(row, "start");
  Candle candle;
  candle.time = secondsOrIso(reading, start.is_null() ? member(row, "time") : start, "start");
  candle.open = Price{reading.number(member(row, "open"), "open")};
  candle.high = Price{reading.number(member(row, "high"), "high")};
  candle.low = Price{reading.number(member(row, "low"), "low")};
  candle.close = Price{reading.number(member(row, "close"), "close")};
  candle.volume = BaseQuantity{reading.optionalNumber(member(row, "volume"), "volume")};
  return candle;
}

Funding intxFundingRow(Reading& reading, const Json& row) {
  Funding funding;
  const Time event = reading.iso(member(row, "event_time"), "event_time");
  funding.time = std::chrono::floor<std::chrono::hours>(event);
  funding.rate.fraction = reading.number(member(row, "funding_rate"), "funding_rate");
  funding.rate.interval = std::chrono::hours{1};
  return funding;
}

}  // namespace perpscope::venues
