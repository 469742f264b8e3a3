#include "venues/bybit/bybit_tickers.h"

#include <cmath>

#include "venues/decoding.h"

namespace perpscope::venues::bybit_v5 {
namespace {

constexpr std::chrono::minutes kUsualFunding{480};
constexpr int kMostTerms = 10'000;

std::optional<Event> tickerOf(Reading& reading, const Json& ticker, Category category) {
  const auto read = [&](std::string_view field) {
    return reading.optionalNumber(member(ticker, field), field);
  };
  TickerEvent event;
  event.last = Price{read("lastPrice")};
  const double volume = read("volume24h");
  const double turnover = read("turnover24h");
  event.volume = BaseQuantity{category == Category::Inverse ? turnover : volume};
  if (category == Category::Inverse) event.volume_contracts = Contracts{volume};
  if (event.last.missing() && event.volume.missing() && event.volume_contracts.missing()) return std::nullopt;
  if (!event.last.missing()) {
    event.bid = Price{read("bid1Price")};
    event.ask = Price{read("ask1Price")};
  }
  return Event{{}, {}, event};
}

// Best prices that change without a trade.
std::optional<Event> quoteOf(Reading& reading, const Json& ticker) {
  if (!isMissing(reading.optionalNumber(member(ticker, "lastPrice"), "lastPrice"))) return std::nullopt;
  const QuoteEvent quote{Price{reading.optionalNumber(member(ticker, "bid1Price"), "bid1Price")},
                         Price{reading.optionalNumber(member(ticker, "ask1Price"), "ask1Price")}};
  return quote.bid.missing() && quote.ask.missing() ? std::nullopt : std::optional(Event{{}, {}, quote});
}

std::optional<Event> markOf(Reading& reading, const Json& ticker) {
  const MarkEvent mark{Price{reading.optionalNumber(member(ticker, "markPrice"), "markPrice")},
                       Price{reading.optionalNumber(member(ticker, "indexPrice"), "indexPrice")}};
  return mark.mark.missing() && mark.index.missing() ? std::nullopt : std::optional(Event{{}, {}, mark});
}

std::optional<Event> openInterestEvent(Reading& reading, const Json& ticker, Category category) {
  const auto sample = openInterestOf(reading, ticker, category);
  if (sample.base.missing() && sample.usd.missing()) return std::nullopt;
  return Event{{}, {}, OpenInterestEvent{sample.base, sample.usd, sample.contracts}};
}

// "0" and "" say that there is no funding: a dated future.
std::optional<Time> settlementOf(Reading& reading, const Json& ticker) {
  const auto& next = member(ticker, "nextFundingTime");
  const double ms = reading.optionalNumber(next, "nextFundingTime");
  return ms > 0 ? std::optional(reading.milliseconds(next, "nextFundingTime")) : std::nullopt;
}

void learn(Reading& reading, const Json& ticker, FundingTerms& terms) {
  if (const auto next = settlementOf(reading, ticker)) terms.next_time = next;
  const double hours = reading.optionalNumber(member(ticker, "fundingIntervalHour"), "fundingIntervalHour");
  if (hours > 0 && hours <= 24) terms.interval = std::chrono::minutes{std::lround(hours * 60)};
}

// A delta of the settlement's time alone has no rate.
std::optional<Event> fundingOf(Reading& reading, const Json& ticker, const FundingTerms& terms,
                               std::optional<Time> time) {
  const double rate = reading.optionalNumber(member(ticker, "fundingRate"), "fundingRate");
  const bool moved = settlementOf(reading, ticker).has_value();
  if (!moved && isMissing(rate)) return std::nullopt;
  FundingEvent event{{rate, terms.interval.value_or(kUsualFunding), FundingKind::Predicted},
                     terms.next_time,
                     terms.interval.has_value()};
  return Event{{}, time, event};
}

}  // namespace

std::vector<Event> Tickers::events(const Json& ticker, Category category, std::optional<Time> time) {
  const std::string symbol(text(member(ticker, "symbol")));
  if (category == Category::Option || categoryOf(symbol) == Category::Option)
    return {ignored("option", symbol, time)};
  if (terms_.size() > kMostTerms) terms_.clear();
  Reading reading;
  auto& terms = terms_[symbol];
  learn(reading, ticker, terms);
  std::vector<Event> events;
  for (auto& event : {tickerOf(reading, ticker, category), quoteOf(reading, ticker), markOf(reading, ticker),
                      fundingOf(reading, ticker, terms, time), openInterestEvent(reading, ticker, category)})
    if (event) events.push_back(*event);
  if (!reading.ok()) return {unusable(reading.error().error().message, symbol)};
  if (events.empty()) return {ignored("no price, funding or open interest changed", symbol, time)};
  for (auto& event : events) {
    event.symbol = symbol;
    event.time = time;
  }
  return events;
}

}  // namespace perpscope::venues::bybit_v5
