// What venues and files tell us, one value at a time. Missing fields are NaN.
#pragma once

#include <optional>

#include "base/quantity.h"
#include "market/interval.h"

namespace perpscope {

// Which price the bars of a series are of. Trade bars are the market's own candles; Mid is a single mid price
// where a source has no candles; PremiumIndex is a fraction (0.0001 = 1 bp), the others are prices.
enum class PriceKind : std::uint8_t { Trade, Mark, Index, Mid, PremiumIndex };

[[nodiscard]] std::string_view label(PriceKind kind);  // candles mark index mid premium-index
[[nodiscard]] std::optional<PriceKind> parsePriceKind(std::string_view text);

// One bar, stamped by its open. For PremiumIndex bars the four values are fractions, not prices.
struct Candle {
  Time time;
  Price open, high, low, close;
  BaseQuantity volume;         // base coins
  QuoteQuantity volume_quote;  // turnover in quote currency
  Contracts volume_contracts;
};

enum class FundingKind : std::uint8_t {
  Settled,    // charged at `time`
  Predicted,  // formed or fixed, not yet charged; `time` is when the venue said so
};

struct FundingRate {
  double fraction = kMissing;             // of the position's value per interval; positive: longs pay
  std::chrono::minutes interval{8 * 60};  // what one rate covers
  FundingKind kind = FundingKind::Settled;

  [[nodiscard]] double perEightHours() const {
    return fraction * (480.0 / static_cast<double>(interval.count()));
  }
  [[nodiscard]] double perYear() const {
    return fraction * (8760.0 * 60.0 / static_cast<double>(interval.count()));
  }
};

struct Funding {
  Time time;  // settled: the settlement, snapped to the minute; predicted: the message's time
  FundingRate rate;
  std::optional<Time> next_time;  // predicted: when it will be charged
};

// One side only: a contract held long by one and short by another counts once.
struct OpenInterest {
  Time time;  // the instant the number is of
  BaseQuantity base;
  QuoteQuantity usd;
  Contracts contracts;
};

// Stamps of settlements carry some milliseconds of jitter.
[[nodiscard]] Time snappedToMinute(Time t);

}  // namespace perpscope
