#include "venues/bitfinex/bitfinex_rows.h"

namespace perpscope::venues {
namespace {

constexpr Time kFirstStamp = utc(2009, 1, 1);

Time stamp(Reading& reading, const Json& value) {
  const Time time = reading.milliseconds(value, "time");
  if (reading.ok() && time < kFirstStamp) reading.refuse("time", "no time in milliseconds");
  return time;
}

}  // namespace

bool looksLikeStamp(const Json& value) {
  constexpr double kEarliest = 1'230'000'000'000;  // 2008
  constexpr double kLatest = 10'000'000'000'000;
  if (!value.is_number()) return false;
  const double ms = value.get<double>();
  return ms > kEarliest && ms < kLatest;
}

Candle bitfinexCandleRow(Reading& reading, const Json& row) {
  Candle candle;
  candle.time = stamp(reading, element(row, 0));
  candle.open = Price{reading.number(element(row, 1), "open")};
  candle.close = Price{reading.number(element(row, 2), "close")};
  candle.high = Price{reading.number(element(row, 3), "high")};
  candle.low = Price{reading.number(element(row, 4), "low")};
  candle.volume = BaseQuantity{reading.number(element(row, 5), "volume")};
  return candle;
}

DerivativeStatus derivativeStatusRow(Reading& reading, const Json& row) {
  const bool named = element(row, 0).is_string();
  const std::size_t first = named ? 1 : 0;
  // The document's example of the history has one null too many before the mark price.
  constexpr std::size_t kNamedLength = 24;
  const std::size_t second = !named && row.size() == kNamedLength ? 1 : first;
  DerivativeStatus status;
  status.time = stamp(reading, element(row, first));
  const auto& next = element(row, first + 7);
  if (!next.is_null()) status.next_funding = stamp(reading, next);
  status.funding = reading.optionalNumber(element(row, first + 11), "current funding");
  status.mark = Price{reading.optionalNumber(element(row, second + 14), "mark price")};
  status.open_interest = BaseQuantity{reading.optionalNumber(element(row, second + 17), "open interest")};
  return status;
}

}  // namespace perpscope::venues
