#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "venues/binance/binance_messages.h"
#include "venues/settlements.h"

namespace perpscope::venues {
namespace {

using Read = void (*)(const Json& body, const BinanceEvents& events);

bool has(const Json& body, std::string_view key) { return body.is_object() && body.contains(key); }

std::string symbolOf(const Json& body, const BinanceEvents& events) {
  const auto own = text(member(body, "symbol"));
  return events.symbolOr(own.empty() ? text(member(body, "pair")) : own);
}

PriceKind priceOf(std::string_view path) {
  if (path.ends_with("/markPriceKlines")) return PriceKind::Mark;
  if (path.ends_with("/indexPriceKlines")) return PriceKind::Index;
  if (path.ends_with("/premiumIndexKlines")) return PriceKind::PremiumIndex;
  return PriceKind::Trade;
}

void readKlineRow(const Json& row, const BinanceEvents& events) {
  const auto& address = events.address();
  Reading reading;
  CandleEvent event;
  event.price = priceOf(address.path);
  event.interval = parseInterval(address.interval);
  if (!event.interval) event.other_interval = address.interval;
  const auto symbol = events.symbolOr({});
  event.candle = klineRow(reading, row, klineVolumes(events.marketOf(symbol), event.price));
  const auto time = event.candle.time;
  events.add(reading, {symbol, time, std::move(event)});
}

void readPremiumIndex(const Json& body, const BinanceEvents& events) {
  Reading reading;
  const auto symbol = symbolOf(body, events);
  const auto time = optionalTime(reading, member(body, "time"), "time");
  const Price mark{reading.number(member(body, "markPrice"), "markPrice")};
  const Price index{reading.optionalNumber(member(body, "indexPrice"), "indexPrice")};
  events.add(reading, {symbol, time, MarkEvent{mark, index}});
  Reading funding;
  const double rate = funding.optionalNumber(member(body, "lastFundingRate"), "lastFundingRate");
  const auto next = settlementTime(funding, member(body, "nextFundingTime"), "nextFundingTime");
  if (!funding.ok() || (!isMissing(rate) && next))
    events.add(funding, {symbol, time, events.predicted(symbol, rate, next)});
}

Milliseconds periodOf(std::string_view name) {
  const auto interval = parseInterval(name);
  return interval ? nominalLength(*interval) : std::chrono::minutes{5};
}

void readOpenInterestRow(const Json& row, const BinanceEvents& events) {
  Reading reading;
  const auto symbol = symbolOf(row, events);
  const auto sample =
      openInterestRow(reading, row, events.marketOf(symbol), periodOf(events.address().interval));
  events.add(reading, {symbol, sample.time, OpenInterestEvent{sample.base, sample.usd, sample.contracts}});
}

void readOpenInterest(const Json& body, const BinanceEvents& events) {
  Reading reading;
  const auto symbol = symbolOf(body, events);
  const double amount = reading.number(member(body, "openInterest"), "openInterest");
  const auto time = optionalTime(reading, member(body, "time"), "time");
  OpenInterestEvent event;
  if (events.marketOf(symbol) == BinanceMarket::CoinM) {
    event.contracts = Contracts{amount};
    const auto size = events.knowledge().contract_sizes.find(symbol);
    if (size != events.knowledge().contract_sizes.end()) event.usd = QuoteQuantity{amount * size->second};
  } else {
    event.base = BaseQuantity{amount};
  }
  events.add(reading, {symbol, time, event});
}

void readTicker(const Json& body, const BinanceEvents& events) {
  Reading reading;
  TickerEvent event;
  event.last = Price{reading.number(member(body, "lastPrice"), "lastPrice")};
  event.bid = Price{reading.optionalNumber(member(body, "bidPrice"), "bidPrice")};
  event.ask = Price{reading.optionalNumber(member(body, "askPrice"), "askPrice")};
  const double volume = reading.optionalNumber(member(body, "volume"), "volume");
  if (has(body, "baseVolume")) {  // COIN-M
    event.volume = BaseQuantity{reading.number(member(body, "baseVolume"), "baseVolume")};
    event.volume_contracts = Contracts{volume};
  } else {
    event.volume = BaseQuantity{volume};
  }
  const auto time = optionalTime(reading, member(body, "closeTime"), "closeTime");
  events.add(reading, {symbolOf(body, events), time, event});
}

void readQuote(const Json& body, const BinanceEvents& events) {
  Reading reading;
  const QuoteEvent event{Price{reading.number(member(body, "bidPrice"), "bidPrice")},
                         Price{reading.number(member(body, "askPrice"), "askPrice")}};
  const auto time = optionalTime(reading, member(body, "time"), "time");
  events.add(reading, {symbolOf(body, events), time, event});
}

void readBareQuote(const Json& body, const BinanceEvents& events) {
  Reading reading;
  const QuoteEvent event{Price{reading.number(member(body, "b"), "b")},
                         Price{reading.number(member(body, "a"), "a")}};
  events.add(reading, {events.symbolOr(text(member(body, "s"))), {}, event});
}

void readPrice(const Json& body, const BinanceEvents& events) {
  Reading reading;
  TickerEvent event;
  event.last = Price{reading.number(member(body, "price"), "price")};
  const auto time = optionalTime(reading, member(body, "time"), "time");
  events.add(reading, {symbolOf(body, events), time, event});
}

// Names of the fields of a trade, long and short.
struct TradeFields {
  std::string_view price, amount, time, maker;
};

void readTradeBy(const TradeFields& fields, const Json& body, const BinanceEvents& events) {
  Reading reading;
  const auto symbol = symbolOf(body, events);
  const double price = reading.number(member(body, fields.price), fields.price);
  const double amount = reading.number(member(body, fields.amount), fields.amount);
  const auto time = binanceTime(reading, member(body, fields.time), fields.time);
  const auto& maker = member(body, fields.maker);
  if (!maker.is_boolean()) reading.refuse(fields.maker, "whether the buyer is the maker is missing");
  events.add(reading,
             {symbol, time, events.trade(symbol, price, amount, maker.is_boolean() && maker.get<bool>())});
}

void readTrade(const Json& body, const BinanceEvents& events) {
  readTradeBy({"price", "qty", "time", "isBuyerMaker"}, body, events);
}
void readAggregatedTrade(const Json& body, const BinanceEvents& events) {
  readTradeBy({"p", "q", "T", "m"}, body, events);
}

void readInstrument(const Json& entry, const BinanceEvents& events) {
  Reading reading;
  const auto symbol = reading.string(member(entry, "symbol"), "symbol");
  InstrumentEvent event{std::string(text(member(entry, "baseAsset"))),
                        std::string(text(member(entry, "quoteAsset"))), std::nullopt,
                        settlementTime(reading, member(entry, "onboardDate"), "onboardDate")};
  const double size = reading.optionalNumber(member(entry, "contractSize"), "contractSize");
  if (!isMissing(size)) event.contract_size = size;
  if (event.contract_size && reading.ok() && events.marketOf(symbol) == BinanceMarket::CoinM)
    events.knowledge().contract_sizes[symbol] = size;
  events.add(reading, {symbol, {}, std::move(event)});
}

void readInstruments(const Json& body, const BinanceEvents& events) {
  Reading reading;
  const auto& entries = reading.array(member(body, "symbols"), "symbols");
  if (!reading.ok()) return events.refuse(reading.error().error().message);
  if (entries.empty()) return events.ignore("no instruments");
  for (const auto& entry : entries) readInstrument(entry, events);
}

void readServerTime(const Json& body, const BinanceEvents& events) {
  Reading reading;
  const auto time = binanceTime(reading, member(body, "serverTime"), "serverTime");
  events.add(reading, {{}, time, IgnoredEvent{"server time"}});
}

void readFundingInterval(const Json& body, const BinanceEvents& events) {
  Reading reading;
  const auto symbol = symbolOf(body, events);
  const double hours = reading.number(member(body, "fundingIntervalHours"), "fundingIntervalHours");
  if (!(hours >= 1 && hours <= 24)) reading.refuse("fundingIntervalHours", "out of bounds");
  if (reading.ok() && !symbol.empty())
    events.knowledge().funding_intervals[symbol] =
        std::chrono::minutes{static_cast<std::int64_t>(hours * 60)};
  events.add(reading, {symbol, {}, IgnoredEvent{"funding interval and bounds"}});
}

void readRefusal(const Json& body, const BinanceEvents& events) {
  const auto& code = member(body, "code");
  const auto words = text(member(body, "msg"));
  const bool is_success = code == 200 || code == 0 || text(code) == "000000";
  if (is_success) return events.ignore(words);
  events.refuse(code.is_null() ? std::string(words) : fmt::format("{} ({})", words, code.dump()));
}

void readPrivate(const Json&, const BinanceEvents& events) { events.ignore("private"); }
void readPing(const Json&, const BinanceEvents& events) { events.ignore("answer to a ping"); }
void readBook(const Json& body, const BinanceEvents& events) {
  Reading reading;
  const auto stamp = optionalTime(reading, member(body, "E"), "E");
  events.ignore("order book", text(member(body, "symbol")), reading.ok() ? stamp : std::nullopt);
}
void readStatistic(const Json& body, const BinanceEvents& events) {
  Reading reading;
  const auto stamp = optionalTime(reading, member(body, "timestamp"), "timestamp");
  events.ignore("trading statistics", symbolOf(body, events), reading.ok() ? stamp : std::nullopt);
}
void readIndexParts(const Json& body, const BinanceEvents& events) {
  events.ignore("composition of an index", text(member(body, "symbol")));
}
void readAverage(const Json& body, const BinanceEvents& events) {
  events.ignore("average price", text(member(body, "symbol")));
}
void readSystemStatus(const Json& body, const BinanceEvents& events) {
  events.ignore(fmt::format("system status: {}", text(member(body, "msg"))));
}

// A body is known by what its members are called; the first row that fits counts.
struct Shape {
  std::string_view key;
  std::string_view other;  // wanted too, where not empty
  Read read;
};
constexpr std::array kShapes{
    Shape{"code", "msg", readRefusal},
    Shape{"orderId", "", readPrivate},
    Shape{"clientOrderId", "", readPrivate},
    Shape{"orderListId", "", readPrivate},
    Shape{"positionAmt", "", readPrivate},
    Shape{"walletBalance", "", readPrivate},
    Shape{"canTrade", "", readPrivate},
    Shape{"balances", "", readPrivate},
    Shape{"availableBalance", "", readPrivate},
    Shape{"algoId", "", readPrivate},
    Shape{"listenKey", "", readPrivate},
    Shape{"symbols", "", readInstruments},
    Shape{"fundingIntervalHours", "", readFundingInterval},
    Shape{"markPrice", "nextFundingTime", readPremiumIndex},
    Shape{"markPrice", "indexPrice", readPremiumIndex},
    Shape{"sumOpenInterest", "timestamp", readOpenInterestRow},
    Shape{"openInterest", "", readOpenInterest},
    Shape{"bids", "asks", readBook},
    Shape{"lastPrice", "", readTicker},
    Shape{"bidPrice", "askPrice", readQuote},
    Shape{"isBuyerMaker", "price", readTrade},
    Shape{"T", "m", readAggregatedTrade},
    Shape{"s", "b", readBareQuote},
    Shape{"mins", "price", readAverage},
    Shape{"longShortRatio", "", readStatistic},
    Shape{"buySellRatio", "", readStatistic},
    Shape{"takerBuyVol", "", readStatistic},
    Shape{"basisRate", "", readStatistic},
    Shape{"constituents", "", readIndexParts},
    Shape{"baseAssetList", "", readIndexParts},
    Shape{"bidBuffer", "", readIndexParts},
    Shape{"symbol", "price", readPrice},
    Shape{"serverTime", "", readServerTime},
    Shape{"status", "msg", readSystemStatus},
};

void readObject(const Json& body, const BinanceEvents& events) {
  if (has(body, "e")) return readBinanceFrame(body, events);
  if (body.empty()) return readPing(body, events);
  const auto fits = [&body](const Shape& shape) {
    return has(body, shape.key) && (shape.other.empty() || has(body, shape.other));
  };
  if (const auto shape = std::ranges::find_if(kShapes, fits); shape != kShapes.end())
    return shape->read(body, events);
  const auto& path = events.address().path;
  if (path.starts_with('/')) return events.ignore(fmt::format("an answer of {}", path));
  events.refuse("a message of no kind that is known");
}

// Settlements of one symbol: each interval is the gap to the one before.
void intervalsByGaps(std::vector<Funding>& rows, const std::string& symbol, BinanceKnowledge& knowledge) {
  const auto learned = knowledge.funding_intervals.find(symbol);
  const bool known = learned != knowledge.funding_intervals.end();
  std::ranges::stable_sort(rows, {}, &Funding::time);
  deriveIntervals(rows, known ? learned->second : std::chrono::hours{8});
  if (rows.size() > 1 && !symbol.empty()) knowledge.funding_intervals[symbol] = rows.back().rate.interval;
}

void readSettlements(const Json& body, const BinanceEvents& events) {
  std::map<std::string, std::vector<Funding>> by_symbol;
  for (const auto& row : body) {
    Reading reading;
    const auto symbol = symbolOf(row, events);
    const auto funding = fundingRow(reading, row);
    if (reading.ok())
      by_symbol[symbol].push_back(funding);
    else
      events.add(reading, {symbol, {}, {}});
  }
  for (auto& [symbol, rows] : by_symbol) {
    intervalsByGaps(rows, symbol, events.knowledge());
    const bool known = events.knowledge().funding_intervals.contains(symbol) || rows.size() > 1;
    for (const auto& row : rows) events.add({}, {symbol, row.time, FundingEvent{row.rate, {}, known}});
  }
}

}  // namespace

void readBinanceBody(const Json& body, const BinanceEvents& events) {
  if (events.address().path.starts_with("/eapi/")) return events.ignore("option");
  if (body.is_object())
    return has(body, "fundingTime") ? readSettlements(Json::array({body}), events) : readObject(body, events);
  if (!body.is_array()) return events.refuse("neither an object nor a list");
  if (body.empty()) return events.ignore("an empty list");
  if (has(body.front(), "fundingTime")) return readSettlements(body, events);
  const auto& path = events.address().path;
  for (const auto& entry : body) {
    if (entry.is_array())
      readKlineRow(entry, events);
    else if (entry.is_object())
      readObject(entry, events);
    else if (path.starts_with('/'))
      return events.ignore(fmt::format("an answer of {}", path));
    else
      return events.refuse("a list of neither objects nor rows");
  }
}

}  // namespace perpscope::venues
