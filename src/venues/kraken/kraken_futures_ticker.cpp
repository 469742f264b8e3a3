#include "venues/kraken/kraken_decoder.h"
#include "venues/kraken/kraken_rows.h"

namespace perpscope::venues {
namespace {

constexpr std::chrono::minutes kFundingInterval{60};

// REST and streams name the same field in two styles.
const Json& either(const Json& row, std::string_view camel, std::string_view snake) {
  const auto& value = member(row, camel);
  return value.is_null() ? member(row, snake) : value;
}

// What this hour costs is fixed and charged at its end; the prediction is of the hour behind it.
struct Hours {
  std::optional<Time> current, following;
};

Hours settlements(Reading& reading, const Json& row, std::optional<Time> now) {
  std::optional<Time> end;
  if (const auto& next = member(row, "next_funding_rate_time"); !next.is_null())
    end = reading.milliseconds(next, "next_funding_rate_time");
  else if (now)
    end = std::chrono::floor<std::chrono::hours>(*now) + kHour;
  return end ? Hours{*end, *end + kHour} : Hours{};
}

// The absolute rate is in quote currency for one contract of a coin, in coins for one of a dollar.
double relative(double absolute, double index, KrakenUnit unit) {
  return unit == KrakenUnit::Coins ? absolute / index : absolute * index;
}

struct Forming {
  std::string_view relative, camel, snake;
};

double fractionOf(Reading& reading, const Json& row, const Forming& names, KrakenUnit unit) {
  const double fraction = reading.optionalNumber(member(row, names.relative), names.relative);
  if (!isMissing(fraction) || unit == KrakenUnit::Contracts) return fraction;
  const double index = reading.optionalNumber(either(row, "indexPrice", "index"), "index");
  return relative(reading.optionalNumber(either(row, names.camel, names.snake), names.camel), index, unit);
}

void fundingOf(Events& events, Reading& reading, const Json& row, std::string_view symbol,
               std::optional<Time> time) {
  constexpr Forming kCurrent{"relative_funding_rate", "fundingRate", "funding_rate"};
  constexpr Forming kFollowing{"relative_funding_rate_prediction", "fundingRatePrediction",
                               "funding_rate_prediction"};
  const auto unit = krakenUnit(symbol);
  const auto hours = settlements(reading, row, time);
  const auto add = [&](const Forming& names, std::optional<Time> settlement) {
    const double fraction = fractionOf(reading, row, names, unit);
    if (isMissing(fraction)) return;
    events.add(symbol, time, FundingEvent{{fraction, kFundingInterval, FundingKind::Predicted}, settlement});
  };
  add(kCurrent, hours.current);
  add(kFollowing, hours.following);
}

TickerEvent lastPrices(Reading& reading, const Json& row, KrakenUnit unit) {
  TickerEvent ticker;
  ticker.last = Price{reading.optionalNumber(member(row, "last"), "last")};
  ticker.bid = Price{reading.optionalNumber(member(row, "bid"), "bid")};
  ticker.ask = Price{reading.optionalNumber(member(row, "ask"), "ask")};
  const double volume = reading.optionalNumber(either(row, "vol24h", "volume"), "volume");
  if (unit == KrakenUnit::Coins)
    ticker.volume = BaseQuantity{volume};
  else
    ticker.volume_contracts = Contracts{volume};
  return ticker;
}

}  // namespace

void decodeKrakenFuturesTicker(Events& events, Reading& reading, const Json& row, std::optional<Time> now) {
  const auto symbol = reading.string(either(row, "symbol", "product_id"), "symbol");
  const auto unit = krakenUnit(symbol);
  if (const auto ticker = lastPrices(reading, row, unit); !ticker.last.missing())
    events.add(symbol, now, ticker);
  else if (!ticker.bid.missing() || !ticker.ask.missing())
    events.add(symbol, now, QuoteEvent{ticker.bid, ticker.ask});
  const MarkEvent mark{Price{reading.optionalNumber(member(row, "markPrice"), "markPrice")},
                       Price{reading.optionalNumber(either(row, "indexPrice", "index"), "index")}};
  if (!mark.mark.missing() || !mark.index.missing()) events.add(symbol, now, mark);
  const double interest = reading.optionalNumber(member(row, "openInterest"), "openInterest");
  if (!isMissing(interest)) events.add(symbol, now, krakenOpenInterest(interest, unit));
  fundingOf(events, reading, row, symbol, now);
}

}  // namespace perpscope::venues
