// What one message of a venue says, in one form for all venues. Fields that the message lacks are NaN or
// empty.
#pragma once

#include <optional>
#include <string>
#include <variant>

#include "market/records.h"

namespace perpscope::venues {

enum class Side : std::uint8_t { Buy, Sell };  // of the taker

struct CandleEvent {
  std::optional<Interval> interval;  // where message, subscription or path name it
  // Odd intervals that we do not chart (3m, 2h, 6h …), as the venue names them; `interval` is empty then.
  std::string other_interval;
  PriceKind price = PriceKind::Trade;
  Candle candle;               // stamped by its open
  std::optional<bool> closed;  // where the venue says so
};
struct TradeEvent {
  Price price;
  BaseQuantity size;  // base coins where they are known
  Contracts contracts;
  Side side = Side::Buy;
};
struct QuoteEvent {
  Price bid, ask;
};
struct TickerEvent {
  Price last, bid, ask;
  BaseQuantity volume;  // of 24 hours
  Contracts volume_contracts;
};
struct MarkEvent {
  Price mark, index;
};
struct FundingEvent {
  FundingRate rate;
  std::optional<Time> next_time;  // predicted: the settlement
  bool interval_known = true;     // false where rate.interval is only the usual one
};
struct OpenInterestEvent {  // one side only
  BaseQuantity base;
  QuoteQuantity usd;
  Contracts contracts;
};
struct PremiumIndexEvent {
  double value = kMissing;  // fraction
};
struct AckEvent {
  std::string what;  // the subscription, where the message names it
};
struct HeartbeatEvent {};
struct InstrumentEvent {
  std::string base, quote;  // as the venue writes them
  std::optional<double> contract_size;
  std::optional<Time> listed;
};
struct IgnoredEvent {
  std::string why;  // "order book", "liquidation", "private channel", "option" …
};
struct ErrorEvent {
  std::string why;  // a refusal in the venue's words, or what could not be used
};

struct Event {
  std::string symbol;  // the venue's own text; empty where neither message, subscription nor path names it
  std::optional<Time> time;  // what it describes
  std::variant<CandleEvent, TradeEvent, QuoteEvent, TickerEvent, MarkEvent, FundingEvent, OpenInterestEvent,
               PremiumIndexEvent, AckEvent, HeartbeatEvent, InstrumentEvent, IgnoredEvent, ErrorEvent>
      what;
};

}  // namespace perpscope::venues
