#include "venues/bybit/bybit_rows.h"

#include <algorithm>
#include <array>

namespace perpscope::venues::bybit_v5 {
namespace {

constexpr std::array<std::string_view, 4> kCategories{"spot", "linear", "inverse", "option"};

struct IntervalName {
  Interval interval;
  std::string_view name;
};
constexpr std::array kIntervals{
    IntervalName{Interval::M1, "1"},    IntervalName{Interval::M5, "5"},  IntervalName{Interval::M15, "15"},
    IntervalName{Interval::M30, "30"},  IntervalName{Interval::H1, "60"}, IntervalName{Interval::H4, "240"},
    IntervalName{Interval::H12, "720"}, IntervalName{Interval::D1, "D"},  IntervalName{Interval::W1, "W"},
    IntervalName{Interval::Mo1, "M"},
};

// Contracts of the quarter: BTCUSDH25.
bool isInverseFuture(std::string_view symbol) {
  if (symbol.size() < 7) return false;
  const auto tail = symbol.substr(symbol.size() - 6);
  return tail.starts_with("USD") && std::string_view("HMUZ").contains(tail[3]) && tail[4] >= '0' &&
         tail[4] <= '9' && tail[5] >= '0' && tail[5] <= '9';
}

// BTC-30DEC22-18000-C, BTC-30DEC22-18000-C-USDT
bool isOption(std::string_view symbol) {
  return std::ranges::count(symbol, '-') >= 3 && (symbol.ends_with("-C") || symbol.ends_with("-P") ||
                                                  symbol.contains("-C-") || symbol.contains("-P-"));
}

// One side's number under `single`, else half of the number of both under `both`.
double oneSide(Reading& reading, const Json& row, std::string_view single, std::string_view both) {
  const double one = reading.optionalNumber(member(row, single), single);
  return isMissing(one) ? reading.optionalNumber(member(row, both), both) / 2 : one;
}

}  // namespace

std::string_view label(Category category) { return kCategories.at(static_cast<std::size_t>(category)); }

std::optional<Category> categoryNamed(std::string_view text) {
  const auto found = std::ranges::find(kCategories, text);
  if (found == kCategories.end()) return std::nullopt;
  return static_cast<Category>(found - kCategories.begin());
}

Category categoryOf(const Instrument& instrument) {
  if (instrument.kind == MarketKind::Spot) return Category::Spot;
  return instrument.margin == Margin::Inverse ? Category::Inverse : Category::Linear;
}

Category categoryOf(std::string_view symbol) {
  if (isOption(symbol)) return Category::Option;
  return symbol.ends_with("USD") || isInverseFuture(symbol) ? Category::Inverse : Category::Linear;
}

std::string_view name(Interval interval) {
  const auto found = std::ranges::find(kIntervals, interval, &IntervalName::interval);
  return found == kIntervals.end() ? std::string_view{} : found->name;
}

std::optional<Interval> intervalNamed(std::string_view name) {
  const auto found = std::ranges::find(kIntervals, name, &IntervalName::name);
  return found == kIntervals.end() ? std::nullopt : std::optional(found->interval);
}

void setVolumes(Candle& candle, Category category, double volume, double turnover) {
  if (category == Category::Inverse) {
    candle.volume = BaseQuantity{turnover};
    candle.volume_quote = QuoteQuantity{volume};
    candle.volume_contracts = Contracts{volume};
  } else {
    candle.volume = BaseQuantity{volume};
    candle.volume_quote = QuoteQuantity{turnover};
  }
}

Candle klineRow(Reading& reading, const Json& row, Category category, PriceKind price) {
  Candle candle;
  candle.time = reading.milliseconds(element(row, 0), "start");
  candle.open = Price{reading.number(element(row, 1), "open")};
  candle.high = Price{reading.number(element(row, 2), "high")};
  candle.low = Price{reading.number(element(row, 3), "low")};
  candle.close = Price{reading.number(element(row, 4), "close")};
  if (price != PriceKind::Trade) return candle;
  if (element(row, 6).is_null()) reading.refuse("turnover", "missing");
  setVolumes(candle, category, reading.optionalNumber(element(row, 5), "volume"),
             reading.optionalNumber(element(row, 6), "turnover"));
  return candle;
}

Funding fundingRow(Reading& reading, const Json& row) {
  Funding funding;
  funding.time =
      snappedToMinute(reading.milliseconds(member(row, "fundingRateTimestamp"), "fundingRateTimestamp"));
  funding.rate.fraction = reading.number(member(row, "fundingRate"), "fundingRate");
  return funding;
}

OpenInterest openInterestOf(Reading& reading, const Json& row, Category category) {
  const double amount = oneSide(reading, row, "singleOpenInterest", "openInterest");
  const double value = oneSide(reading, row, "singleOpenInterestValue", "openInterestValue");
  if (category == Category::Inverse)
    return {{}, BaseQuantity{value}, QuoteQuantity{amount}, Contracts{amount}};
  return {{}, BaseQuantity{amount}, QuoteQuantity{value}, {}};
}

}  // namespace perpscope::venues::bybit_v5
