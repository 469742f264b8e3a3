#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "venues/binance/binance_messages.h"

namespace perpscope::venues {
namespace {

const Json& firstOf(const Json& frame, std::string_view one, std::string_view other) {
  const auto& found = member(frame, one);
  return found.is_null() ? member(frame, other) : found;
}

void setInterval(CandleEvent& event, std::string_view name) {
  event.interval = parseInterval(name);
  if (!event.interval) event.other_interval = name;
}

void readKline(const Json& frame, const BinanceEvents& events, PriceKind price) {
  Reading reading;
  const auto& bar = member(frame, "k");
  // Continuous contracts and index prices go by their pair.
  const auto& own = firstOf(bar, "s", "ps");
  const auto symbol = events.symbolOr(text(own.is_null() ? firstOf(frame, "s", "ps") : own));
  CandleEvent event;
  event.price = price;
  setInterval(event, text(member(bar, "i")));
  event.candle.time = binanceTime(reading, member(bar, "t"), "t");
  event.candle.open = Price{reading.number(member(bar, "o"), "o")};
  event.candle.high = Price{reading.number(member(bar, "h"), "h")};
  event.candle.low = Price{reading.number(member(bar, "l"), "l")};
  event.candle.close = Price{reading.number(member(bar, "c"), "c")};
  const auto volumes = klineVolumes(events.marketOf(symbol), price);
  if (volumes != KlineVolumes::None)
    setVolumes(event.candle, volumes, reading.number(member(bar, "v"), "v"),
               reading.number(member(bar, "q"), "q"));
  if (const auto& closed = member(bar, "x"); closed.is_boolean()) event.closed = closed.get<bool>();
  const auto time = event.candle.time;
  events.add(reading, {symbol, time, std::move(event)});
}

void readTradeBars(const Json& frame, const BinanceEvents& events) {
  readKline(frame, events, PriceKind::Trade);
}
void readMarkBars(const Json& frame, const BinanceEvents& events) {
  readKline(frame, events, PriceKind::Mark);
}
void readIndexBars(const Json& frame, const BinanceEvents& events) {
  readKline(frame, events, PriceKind::Index);
}

void readTrade(const Json& frame, const BinanceEvents& events) {
  Reading reading;
  const auto symbol = events.symbolOr(text(member(frame, "s")));
  const auto time = binanceTime(reading, member(frame, "T"), "T");
  const double price = reading.number(member(frame, "p"), "p");
  const double amount = reading.number(member(frame, "q"), "q");
  const auto& maker = member(frame, "m");
  if (!maker.is_boolean()) reading.refuse("m", "whether the buyer is the maker is missing");
  const bool buyer_is_maker = maker.is_boolean() && maker.get<bool>();
  events.add(reading, {symbol, time, events.trade(symbol, price, amount, buyer_is_maker)});
}

void readQuote(const Json& frame, const BinanceEvents& events) {
  Reading reading;
  QuoteEvent event{Price{reading.number(member(frame, "b"), "b")},
                   Price{reading.number(member(frame, "a"), "a")}};
  const auto time = optionalTime(reading, firstOf(frame, "T", "E"), "T");
  events.add(reading, {events.symbolOr(text(member(frame, "s"))), time, event});
}

void readTicker(const Json& frame, const BinanceEvents& events) {
  Reading reading;
  const auto symbol = events.symbolOr(text(member(frame, "s")));
  TickerEvent event;
  event.last = Price{reading.number(member(frame, "c"), "c")};
  event.bid = Price{reading.optionalNumber(member(frame, "b"), "b")};
  event.ask = Price{reading.optionalNumber(member(frame, "a"), "a")};
  const double volume = reading.optionalNumber(member(frame, "v"), "v");
  const double second = reading.optionalNumber(member(frame, "q"), "q");
  const bool coin_m = events.marketOf(symbol) == BinanceMarket::CoinM;
  event.volume = BaseQuantity{coin_m ? second : volume};
  if (coin_m) event.volume_contracts = Contracts{volume};
  const auto time = optionalTime(reading, member(frame, "E"), "E");
  events.add(reading, {symbol, time, event});
}

void readMark(const Json& frame, const BinanceEvents& events) {
  Reading reading;
  const auto symbol = events.symbolOr(text(member(frame, "s")));
  const auto time = optionalTime(reading, member(frame, "E"), "E");
  const Price mark{reading.number(member(frame, "p"), "p")};
  const Price index{reading.optionalNumber(member(frame, "i"), "i")};
  events.add(reading, {symbol, time, MarkEvent{mark, index}});
  Reading funding;
  const double rate = funding.optionalNumber(member(frame, "r"), "r");
  const auto next = settlementTime(funding, member(frame, "T"), "T");
  // A contract with a delivery date has none.
  if (!funding.ok() || (!isMissing(rate) && next))
    events.add(funding, {symbol, time, events.predicted(symbol, rate, next)});
}

void readIndex(const Json& frame, const BinanceEvents& events) {
  Reading reading;
  const Price index{reading.number(member(frame, "p"), "p")};
  const auto time = optionalTime(reading, member(frame, "E"), "E");
  events.add(reading, {events.symbolOr(text(member(frame, "i"))), time, MarkEvent{{}, index}});
}

void readContract(const Json& frame, const BinanceEvents& events) {
  Reading reading;
  InstrumentEvent event;
  event.listed = settlementTime(reading, member(frame, "ot"), "ot");
  const auto time = optionalTime(reading, member(frame, "E"), "E");
  events.add(reading, {events.symbolOr(text(member(frame, "s"))), time, std::move(event)});
}

struct Kind {
  std::string_view name;
  void (*read)(const Json& frame, const BinanceEvents& events);
};
constexpr std::array kKinds{
    Kind{"bookTicker", readQuote},
    Kind{"aggTrade", readTrade},
    Kind{"trade", readTrade},
    Kind{"kline", readTradeBars},
    Kind{"continuous_kline", readTradeBars},
    Kind{"markPrice_kline", readMarkBars},
    Kind{"indexPrice_kline", readIndexBars},
    Kind{"markPriceUpdate", readMark},
    Kind{"indexPriceUpdate", readIndex},
    Kind{"24hrTicker", readTicker},
    Kind{"24hrMiniTicker", readTicker},
    Kind{"1hTicker", readTicker},
    Kind{"4hTicker", readTicker},
    Kind{"1dTicker", readTicker},
    Kind{"contractInfo", readContract},
};

struct Ignored {
  std::string_view name;
  std::string_view why;
};
constexpr std::array kIgnored{
    Ignored{"depthUpdate", "order book"},
    Ignored{"forceOrder", "liquidation"},
    Ignored{"assetIndexUpdate", "rates of collateral"},
    Ignored{"compositeIndex", "composition of an index"},
    Ignored{"avgPrice", "average price"},
    Ignored{"referencePrice", "reference price"},
    Ignored{"tradingSession", "trading session"},
    Ignored{"serverShutdown", "the venue restarts soon"},
    Ignored{"executionReport", "private channel"},
    Ignored{"outboundAccountPosition", "private channel"},
    Ignored{"balanceUpdate", "private channel"},
    Ignored{"externalLockUpdate", "private channel"},
    Ignored{"listStatus", "private channel"},
    Ignored{"listenKeyExpired", "private channel"},
    Ignored{"eventStreamTerminated", "private channel"},
    Ignored{"userLiabilityChange", "private channel"},
    Ignored{"marginLevelStatusChange", "private channel"},
    // Futures name all of theirs in capitals; see readBinanceFrame.
};

bool isCapitals(std::string_view name) {
  return std::ranges::all_of(name, [](char c) { return (c >= 'A' && c <= 'Z') || c == '_'; });
}

}  // namespace

void readBinanceFrame(const Json& frame, const BinanceEvents& events) {
  const auto name = text(member(frame, "e"));
  if (const auto kind = std::ranges::find(kKinds, name, &Kind::name); kind != kKinds.end())
    return kind->read(frame, events);
  Reading reading;
  const auto stamp = optionalTime(reading, member(frame, "E"), "E");
  const auto time = reading.ok() ? stamp : std::nullopt;
  const auto& order = member(frame, "o");
  const auto symbol = text(order.is_object() ? member(order, "s") : member(frame, "s"));
  const auto ignored = std::ranges::find(kIgnored, name, &Ignored::name);
  if (ignored != kIgnored.end()) return events.ignore(ignored->why, symbol, time);
  events.ignore(isCapitals(name) ? std::string("private channel") : fmt::format("a kind not known: {}", name),
                symbol, time);
}

}  // namespace perpscope::venues
