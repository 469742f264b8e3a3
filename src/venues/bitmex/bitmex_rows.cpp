#include "venues/bitmex/bitmex_rows.h"

#include <algorithm>
#include <array>

namespace perpscope::venues {
namespace {

constexpr std::array kBins{Interval::M1, Interval::M5, Interval::H1, Interval::D1};
constexpr double kSatoshis = 1e8;

Time settledAt(Reading& reading, const Json& row) {
  return reading.iso(member(row, "timestamp"), "timestamp");
}

}  // namespace

std::optional<ContractSpec> bitmexContract(Reading& reading, const Json& instrument) {
  if (member(instrument, "isQuanto") == true) return std::nullopt;
  if (member(instrument, "isInverse") == true) {
    const auto& multiplier = member(instrument, "multiplier");
    if (multiplier.is_null()) return std::nullopt;
    return ContractSpec{std::abs(reading.number(multiplier, "multiplier")) / kSatoshis, true};
  }
  const auto per_coin = reading.optionalNumber(member(instrument, "underlyingToPositionMultiplier"),
                                               "underlyingToPositionMultiplier");
  if (isMissing(per_coin)) return std::nullopt;
  if (per_coin <= 0) reading.refuse("underlyingToPositionMultiplier", "not positive");
  return ContractSpec{1 / per_coin, false};
}

Candle bitmexBar(Reading& reading, const Json& row, Milliseconds length) {
  const auto price = [&](std::string_view field) {
    return Price{reading.optionalNumber(member(row, field), field)};
  };
  Candle bar;
  bar.time = reading.iso(member(row, "timestamp"), "timestamp") - length;
  bar.open = price("open");
  bar.high = price("high");
  bar.low = price("low");
  bar.close = price("close");
  bar.volume = BaseQuantity{reading.optionalNumber(member(row, "homeNotional"), "homeNotional")};
  bar.volume_quote = QuoteQuantity{reading.optionalNumber(member(row, "foreignNotional"), "foreignNotional")};
  bar.volume_contracts = Contracts{reading.optionalNumber(member(row, "volume"), "volume")};
  return bar;
}

std::chrono::minutes bitmexInterval(Reading& reading, const Json& stamp) {
  const auto clock = reading.iso(stamp, "fundingInterval") - utc(2000, 1, 1);
  if (clock > Milliseconds{0} && clock <= kDay) return std::chrono::floor<std::chrono::minutes>(clock);
  reading.refuse("fundingInterval", "no interval up to a day");
  return std::chrono::hours{8};
}

Funding bitmexSettlement(Reading& reading, const Json& row) {
  Funding funding;
  funding.time = snappedToMinute(settledAt(reading, row));
  funding.rate.fraction = reading.number(member(row, "fundingRate"), "fundingRate");
  funding.rate.interval = bitmexInterval(reading, member(row, "fundingInterval"));
  return funding;
}

PriceKind bitmexPriceKind(std::string_view symbol) {
  if (!symbol.starts_with('.')) return PriceKind::Trade;
  return symbol.ends_with("PI8H") || symbol.ends_with("PI") ? PriceKind::PremiumIndex : PriceKind::Index;
}

std::optional<Interval> bitmexBin(std::string_view name) {
  const auto interval = parseInterval(name);
  const bool known = interval && std::ranges::find(kBins, *interval) != kBins.end();
  return known ? interval : std::nullopt;
}

}  // namespace perpscope::venues
