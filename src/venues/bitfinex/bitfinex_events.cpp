#include "venues/bitfinex/bitfinex_events.h"

#include "venues/bitfinex/bitfinex_rows.h"

namespace perpscope::venues {
namespace {

constexpr std::string_view kLending = "margin lending";
constexpr std::size_t kTickerFields = 10;
constexpr std::size_t kLendingTickerFields = 16;

std::optional<Interval> intervalOf(std::string_view timeframe) {
  if (timeframe == "1D") return Interval::D1;
  if (timeframe == "1W" || timeframe == "7D") return Interval::W1;
  return timeframe == "1M" ? std::optional(Interval::Mo1) : parseInterval(timeframe);
}

using ReadRow = void (*)(Events& events, const Json& row, std::string_view symbol);

void candle(Events& events, const Json& row, std::string_view symbol) {
  bitfinexCandle(events, row, {std::string(symbol), {}, {}});
}
void book(Events& events, const Json&, std::string_view symbol) { events.ignore("order book", symbol); }
void lending(Events& events, const Json&, std::string_view symbol) { events.ignore(kLending, symbol); }
void unknown(Events& events, const Json&, std::string_view symbol) {
  events.fail("a row of no known shape", symbol);
}

// What a row of numbers is, by its length and where a stamp stands.
ReadRow readerOf(const Json& row) {
  const auto size = row.size();
  const bool dated = looksLikeStamp(element(row, 0));
  if (size == 3) return book;
  if (size == 4) return looksLikeStamp(element(row, 1)) ? bitfinexTrade : book;
  if (size == 5 && looksLikeStamp(element(row, 1))) return lending;
  if (size == 6 && dated) return candle;
  if (size >= 12 && dated) return bitfinexStatus;
  if (size >= kLendingTickerFields) return lending;
  return size >= kTickerFields ? bitfinexTicker : unknown;
}

}  // namespace

CandleSubject CandleSubject::of(std::string_view key) {
  const auto first = key.find(':');
  const auto second = key.find(':', first + 1);
  if (first == std::string_view::npos || second == std::string_view::npos) return {};
  const auto timeframe = key.substr(first + 1, second - first - 1);
  CandleSubject subject{std::string(key.substr(second + 1)), intervalOf(timeframe), {}};
  if (!subject.interval) subject.other_interval = timeframe;
  return subject;
}

bool isLending(std::string_view symbol) { return symbol.starts_with('f'); }

void bitfinexCandle(Events& events, const Json& row, const CandleSubject& subject) {
  if (isLending(subject.symbol)) return events.ignore(kLending, subject.symbol);
  events.one(row, [&](Reading& reading, const Json& each) {
    const auto candle = bitfinexCandleRow(reading, each);
    events.add(subject.symbol, candle.time,
               CandleEvent{subject.interval, subject.other_interval, PriceKind::Trade, candle, {}});
  });
}

void bitfinexTrade(Events& events, const Json& row, std::string_view symbol) {
  if (isLending(symbol)) return events.ignore(kLending, symbol);
  events.one(row, [&](Reading& reading, const Json& each) {
    const double amount = reading.number(element(each, 2), "amount");
    TradeEvent trade;
    trade.price = Price{reading.number(element(each, 3), "price")};
    trade.size = BaseQuantity{std::abs(amount)};
    trade.side = amount < 0 ? Side::Sell : Side::Buy;
    events.add(symbol, reading.milliseconds(element(each, 1), "time"), trade);
  });
}

void bitfinexTicker(Events& events, const Json& row, std::string_view symbol) {
  if (isLending(symbol) || row.size() >= kLendingTickerFields) return events.ignore(kLending, symbol);
  events.one(row, [&](Reading& reading, const Json& each) {
    TickerEvent ticker;
    ticker.bid = Price{reading.optionalNumber(element(each, 0), "bid")};
    ticker.ask = Price{reading.optionalNumber(element(each, 2), "ask")};
    ticker.last = Price{reading.number(element(each, 6), "last")};
    ticker.volume = BaseQuantity{reading.number(element(each, 7), "volume")};
    events.add(symbol, std::nullopt, ticker);
  });
}

// The spot price in the row is a thin book's or a copy of the mark, and left out.
void bitfinexStatus(Events& events, const Json& row, std::string_view symbol) {
  events.one(row, [&](Reading& reading, const Json& each) {
    const auto status = derivativeStatusRow(reading, each);
    if (!status.mark.missing()) events.add(symbol, status.time, MarkEvent{status.mark, {}});
    if (!isMissing(status.funding))
      events.add(
          symbol, status.time,
          FundingEvent{
              {status.funding, std::chrono::hours{8}, FundingKind::Predicted}, status.next_funding, true});
    if (!status.open_interest.missing())
      events.add(symbol, status.time, OpenInterestEvent{status.open_interest, {}, {}});
  });
}

void bitfinexRowsByShape(Events& events, const Json& rows, std::string_view symbol) {
  if (!element(rows, 0).is_array()) return readerOf(rows)(events, rows, symbol);
  // A book is one event, however many levels it has.
  if (readerOf(rows[0]) == book) return events.ignore("order book", symbol);
  for (const auto& row : rows) readerOf(row)(events, row, symbol);
}

}  // namespace perpscope::venues
