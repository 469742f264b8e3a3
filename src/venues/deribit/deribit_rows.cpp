#include "venues/deribit/deribit_rows.h"

#include <algorithm>
#include <array>

namespace perpscope::venues {
namespace {

constexpr std::array<std::string_view, 7> kColumns{"ticks", "open", "high", "low", "close", "volume", "cost"};

// `at` gives the value of a column.
template <class At>
Candle barOf(Reading& reading, std::string_view stamp, At&& at) {
  Candle bar;
  bar.time = reading.milliseconds(at(stamp), stamp);
  bar.open = Price{reading.number(at("open"), "open")};
  bar.high = Price{reading.number(at("high"), "high")};
  bar.low = Price{reading.number(at("low"), "low")};
  bar.close = Price{reading.number(at("close"), "close")};
  bar.volume = BaseQuantity{reading.number(at("volume"), "volume")};
  bar.volume_quote = QuoteQuantity{reading.optionalNumber(at("cost"), "cost")};
  return bar;
}

}  // namespace

DeribitColumns::DeribitColumns(Reading& reading, const Json& result) : result_(&result) {
  const auto size = reading.array(member(result, "ticks"), "ticks").size();
  for (const auto column : kColumns) {
    const auto& values = reading.array(member(result, column), column);
    if (values.size() != size) reading.refuse(column, "not one for each tick");
  }
  if (reading.ok()) size_ = size;
}

Candle DeribitColumns::bar(Reading& reading, std::size_t i) const {
  return barOf(reading, "ticks",
               [&](std::string_view column) -> const Json& { return element(member(*result_, column), i); });
}

Candle deribitBar(Reading& reading, const Json& row) {
  return barOf(reading, "tick", [&](std::string_view field) -> const Json& { return member(row, field); });
}

Funding deribitFundingRow(Reading& reading, const Json& row) {
  Funding funding;
  funding.time = snappedToMinute(reading.milliseconds(member(row, "timestamp"), "timestamp"));
  funding.rate.fraction = reading.number(member(row, "interest_1h"), "interest_1h");
  funding.rate.interval = std::chrono::hours{1};
  return funding;
}

DeribitProduct deribitProductOf(std::string_view name) {
  const auto dashes = std::ranges::count(name, '-');
  const bool pair = name.substr(0, name.find('-')).contains('_');
  if (dashes == 0) return DeribitProduct::Spot;
  if (dashes == 3 && (name.ends_with("-C") || name.ends_with("-P"))) return DeribitProduct::Option;
  if (dashes > 1) return DeribitProduct::Combo;
  return pair ? DeribitProduct::Linear : DeribitProduct::Inverse;
}

OpenInterestEvent deribitOpenInterest(double amount, DeribitProduct product) {
  OpenInterestEvent interest;
  if (product == DeribitProduct::Inverse)
    interest.usd = QuoteQuantity{amount};
  else
    interest.base = BaseQuantity{amount};
  return interest;
}

TradeEvent deribitTrade(Reading& reading, const Json& row, DeribitProduct product) {
  TradeEvent trade;
  const double amount = reading.number(member(row, "amount"), "amount");
  trade.price = Price{reading.number(member(row, "price"), "price")};
  trade.size = BaseQuantity{product == DeribitProduct::Inverse ? amount / trade.price.value() : amount};
  trade.contracts = Contracts{reading.optionalNumber(member(row, "contracts"), "contracts")};
  const auto side = text(member(row, "direction"));
  if (side != "buy" && side != "sell") reading.refuse("direction", "neither buy nor sell");
  trade.side = side == "sell" ? Side::Sell : Side::Buy;
  return trade;
}

}  // namespace perpscope::venues
