#include "venues/bybit/bybit_bodies.h"

#include <functional>

#include "base/text.h"
#include "venues/bybit/bybit_trades.h"
#include "venues/decoding.h"

namespace perpscope::venues::bybit_v5 {
namespace {

constexpr std::chrono::minutes kUsualFunding{480};

// What the rows of one answer share.
struct Answer {
  const Json& list;
  Origin origin;
  std::string symbol;
  Category category = Category::Linear;
  std::optional<Time> time;  // when it was sent
};

std::string firstOf(std::string_view a, std::string_view b) { return std::string(a.empty() ? b : a); }

Answer answerOf(const Json& body, const Origin& origin) {
  const auto& result = member(body, "result");
  Answer answer{member(result, "list"),
                origin,
                firstOf(text(member(result, "symbol")), origin.param("symbol")),
                {},
                {}};
  const auto named = categoryNamed(firstOf(text(member(result, "category")), origin.param("category")));
  answer.category = named.value_or(categoryOf(answer.symbol));
  Reading reading;
  const auto sent = reading.milliseconds(member(body, "time"), "time");
  if (reading.ok()) answer.time = sent;
  return answer;
}

// One event for each row; a row that cannot be used does not spoil the others.
std::vector<Event> eachRow(const Answer& answer, const std::function<Event(Reading&, const Json&)>& read) {
  std::vector<Event> events;
  for (const auto& row : answer.list) {
    Reading reading;
    auto event = read(reading, row);
    if (!reading.ok()) event = unusable(reading.error().error().message, answer.symbol);
    events.push_back(std::move(event));
  }
  return events;
}

// Rows of seven columns are the market's own; which of the other prices five columns are of, only the path
// says.
std::optional<PriceKind> priceOf(const Answer& answer) {
  const auto path = answer.origin.path;
  if (path.contains("premium-index")) return PriceKind::PremiumIndex;
  if (path.contains("mark-price")) return PriceKind::Mark;
  if (path.contains("index-price")) return PriceKind::Index;
  if (element(answer.list, 0).size() >= 7) return PriceKind::Trade;
  return std::nullopt;
}

std::vector<Event> klines(const Answer& answer) {
  const auto price = priceOf(answer);
  if (!price)
    return {
        ignored("bars of mark, index or premium: only the path of the request says which", answer.symbol)};
  const auto name = std::string(answer.origin.param("interval"));
  const auto interval = intervalNamed(name);
  return eachRow(answer, [&](Reading& reading, const Json& row) {
    CandleEvent event{interval,
                      interval ? std::string{} : name,
                      *price,
                      klineRow(reading, row, answer.category, *price),
                      {}};
    return Event{answer.symbol, event.candle.time, event};
  });
}

std::vector<Event> settlements(const Answer& answer) {
  auto events = eachRow(answer, [&](Reading& reading, const Json& row) {
    const auto funding = fundingRow(reading, row);
    return Event{std::string(text(member(row, "symbol"))), funding.time,
                 FundingEvent{funding.rate, {}, false}};
  });
  tellIntervals(events, kUsualFunding);
  return events;
}

std::vector<Event> openInterest(const Answer& answer) {
  return eachRow(answer, [&](Reading& reading, const Json& row) {
    const auto sample = openInterestOf(reading, row, answer.category);
    const auto time = reading.milliseconds(member(row, "timestamp"), "timestamp");
    return Event{answer.symbol, time, OpenInterestEvent{sample.base, sample.usd, sample.contracts}};
  });
}

std::vector<Event> trades(const Answer& answer) {
  return eachRow(answer, [&](Reading& reading, const Json& row) {
    return tradeEvent(reading, row, {"symbol", "price", "size", "side", "time"}, answer.category);
  });
}

std::vector<Event> instruments(const Answer& answer) {
  return eachRow(answer, [&](Reading& reading, const Json& row) {
    const std::string symbol(text(member(row, "symbol")));
    if (!member(row, "optionsType").is_null()) return ignored("option", symbol);
    InstrumentEvent event{reading.string(member(row, "baseCoin"), "baseCoin"),
                          reading.string(member(row, "quoteCoin"), "quoteCoin"),
                          {},
                          {}};
    const auto& launch = member(row, "launchTime");
    if (reading.optionalNumber(launch, "launchTime") > 0)
      event.listed = reading.milliseconds(launch, "launchTime");
    return Event{symbol, {}, event};
  });
}

std::vector<Event> tickersOf(const Answer& answer, Tickers& tickers) {
  std::vector<Event> events;
  for (const auto& row : answer.list)
    std::ranges::move(tickers.events(row, answer.category, answer.time), std::back_inserter(events));
  return events;
}

// Which list it is shows in its first row.
std::vector<Event> rowsOf(const Answer& answer, Tickers& tickers) {
  const auto& first = element(answer.list, 0);
  const auto has = [&first](std::string_view field) { return first.is_object() && first.contains(field); };
  if (answer.category == Category::Option) return {ignored("option", answer.symbol)};
  if (first.is_array()) return klines(answer);
  if (has("fundingRateTimestamp")) return settlements(answer);
  if (has("lastPrice")) return tickersOf(answer, tickers);
  if (has("openInterest") || has("singleOpenInterest")) return openInterest(answer);
  if (has("execId") && has("side")) return trades(answer);
  if (has("baseCoin") && has("quoteCoin")) return instruments(answer);
  return {ignored("a list of another kind")};
}

}  // namespace

std::vector<Event> bodyEvents(const Json& body, std::string_view origin, Tickers& tickers) {
  const auto& result = member(body, "result");
  const auto answer = answerOf(body, Origin::of(origin));
  if (member(body, "retCode") != 0)
    return {unusable(firstOf(text(member(body, "retMsg")), "refused without words"), answer.symbol)};
  if (result.contains("timeNano") || result.contains("timeSecond"))
    return {ignored("server time", {}, answer.time)};
  if (result.contains("b") && result.contains("a"))
    return {ignored("order book", std::string(text(member(result, "s"))), answer.time)};
  if (!answer.list.is_array()) return {ignored("an answer of another kind")};
  if (answer.list.empty()) return {ignored("an empty list", answer.symbol)};
  return rowsOf(answer, tickers);
}

}  // namespace perpscope::venues::bybit_v5
