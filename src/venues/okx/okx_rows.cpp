#include "venues/okx/okx_rows.h"

#include <algorithm>
#include <array>

namespace perpscope::venues::okx_v5 {
namespace {

struct IntervalName {
  Interval interval;
  std::string_view name;
};
constexpr std::array kIntervals{
    IntervalName{Interval::M1, "1m"},      IntervalName{Interval::M5, "5m"},
    IntervalName{Interval::M15, "15m"},    IntervalName{Interval::M30, "30m"},
    IntervalName{Interval::H1, "1H"},      IntervalName{Interval::H4, "4H"},
    IntervalName{Interval::H12, "12Hutc"}, IntervalName{Interval::D1, "1Dutc"},
    IntervalName{Interval::W1, "1Wutc"},   IntervalName{Interval::Mo1, "1Mutc"},
};

double zeroIsMissing(double amount) { return amount == 0 ? kMissing : amount; }

Volumes toldByRow(double volume, double base_or_quote, double quote) {
  if (volume == 0) return Volumes::Contract;  // zeros all over
  if (isMissing(base_or_quote) || base_or_quote == 0 || isMissing(quote)) return Volumes::Unknown;
  return base_or_quote == quote ? Volumes::Spot : Volumes::Contract;
}

void setVolumes(Candle& candle, Volumes volumes, double volume, double second, double third) {
  // Something was traded, so a zero beside it is no amount.
  if (volume > 0) second = zeroIsMissing(second);
  if (volume > 0) third = zeroIsMissing(third);
  if (volumes == Volumes::Unknown) volumes = toldByRow(volume, second, third);
  if (volumes == Volumes::Spot) {
    candle.volume = BaseQuantity{volume};
    candle.volume_quote = QuoteQuantity{isMissing(third) ? second : third};
  } else if (volumes == Volumes::Contract) {
    candle.volume_contracts = Contracts{volume};
    candle.volume = BaseQuantity{second};
    candle.volume_quote = QuoteQuantity{third};
  } else {
    candle.volume_quote = QuoteQuantity{third};
  }
}

}  // namespace

InstType typeOf(std::string_view inst_id) {
  const auto dashes = std::ranges::count(inst_id, '-');
  if (dashes >= 4) return InstType::Option;
  if (dashes <= 1) return InstType::Spot;
  return inst_id.ends_with("-SWAP") ? InstType::Swap : InstType::Futures;
}

std::string_view name(Interval interval) {
  const auto found = std::ranges::find(kIntervals, interval, &IntervalName::interval);
  return found == kIntervals.end() ? std::string_view{} : found->name;
}

std::optional<Interval> intervalNamed(std::string_view name) {
  const auto found = std::ranges::find(kIntervals, name, &IntervalName::name);
  return found == kIntervals.end() ? std::nullopt : std::optional(found->interval);
}

Volumes volumesOf(std::string_view inst_id) {
  if (inst_id.empty()) return Volumes::Unknown;
  return typeOf(inst_id) == InstType::Spot ? Volumes::Spot : Volumes::Contract;
}

Candle candleRow(Reading& reading, const Json& row, PriceKind price, Volumes volumes) {
  Candle candle;
  candle.time = reading.milliseconds(element(row, 0), "ts");
  candle.open = Price{reading.number(element(row, 1), "open")};
  candle.high = Price{reading.number(element(row, 2), "high")};
  candle.low = Price{reading.number(element(row, 3), "low")};
  candle.close = Price{reading.number(element(row, 4), "close")};
  if (price != PriceKind::Trade) return candle;
  if (element(row, 6).is_null()) reading.refuse("volCcy", "missing");
  setVolumes(candle, volumes, reading.optionalNumber(element(row, 5), "vol"),
             reading.optionalNumber(element(row, 6), "volCcy"),
             reading.optionalNumber(element(row, 7), "volCcyQuote"));
  return candle;
}

std::optional<bool> confirmed(const Json& row, PriceKind price) {
  const auto flag = text(element(row, price == PriceKind::Trade ? 8 : 5));
  return flag == "0" || flag == "1" ? std::optional(flag == "1") : std::nullopt;
}

bool isSettled(const Json& row) {
  const auto& rate = member(row, "realizedRate");
  return !rate.is_null() && rate != "";
}

Funding fundingRow(Reading& reading, const Json& row) {
  Funding funding;
  funding.time = snappedToMinute(reading.milliseconds(member(row, "fundingTime"), "fundingTime"));
  funding.rate.fraction = reading.number(member(row, "realizedRate"), "realizedRate");
  return funding;
}

OpenInterest openInterestRow(Reading& reading, const Json& row) {
  OpenInterest sample;
  sample.time = reading.milliseconds(element(row, 0), "ts");
  sample.contracts = Contracts{reading.number(element(row, 1), "oi")};
  const bool some = sample.contracts.value() > 0;
  const auto amount = [some](double value) { return some ? zeroIsMissing(value) : value; };
  sample.base = BaseQuantity{amount(reading.optionalNumber(element(row, 2), "oiCcy"))};
  sample.usd = QuoteQuantity{amount(reading.optionalNumber(element(row, 3), "oiUsd"))};
  return sample;
}

ContractSpec contractOf(Reading& reading, const Json& instrument) {
  const double value = reading.number(member(instrument, "ctVal"), "ctVal");
  const double multiplier = reading.optionalNumber(member(instrument, "ctMult"), "ctMult");
  const double size = isMissing(multiplier) ? value : value * multiplier;
  if (size <= 0) reading.refuse("ctVal", "not above zero");
  return {size, text(member(instrument, "ctType")) == "inverse"};
}

std::optional<Time> listedAt(Reading& reading, const Json& instrument) {
  const auto& listed = member(instrument, "listTime");
  return reading.optionalNumber(listed, "listTime") > 0
             ? std::optional(reading.milliseconds(listed, "listTime"))
             : std::nullopt;
}

}  // namespace perpscope::venues::okx_v5
