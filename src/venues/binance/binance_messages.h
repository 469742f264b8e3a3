// What Binance's messages have in common, REST bodies and stream frames alike. For this folder only.
#pragma once

#include <map>
#include <span>
#include <vector>

#include "venues/binance/binance_rows.h"
#include "venues/event.h"

namespace perpscope::venues {

// What earlier messages of a session taught.
struct BinanceKnowledge {
  std::map<std::string, double, std::less<>> contract_sizes;  // COIN-M: USD
  std::map<std::string, std::chrono::minutes, std::less<>> funding_intervals;
};

// What the address of a message says about it; empty where there is none.
struct BinanceAddress {
  std::string_view path;      // /fapi/v1/klines
  std::string_view symbol;    // or pair
  std::string_view interval;  // or period
  std::string stream;         // btcusdt@depth5
  bool coin_m = false;

  [[nodiscard]] static BinanceAddress of(std::string_view url);
  // The stream's, in capitals.
  [[nodiscard]] std::string streamSymbol() const;
};

// Where the events of one message gather.
class BinanceEvents {
 public:
  BinanceEvents(BinanceKnowledge& knowledge, const BinanceAddress& address, std::vector<Event>& out)
      : knowledge_(knowledge), address_(address), out_(out) {}

  [[nodiscard]] BinanceKnowledge& knowledge() const { return knowledge_; }
  [[nodiscard]] const BinanceAddress& address() const { return address_; }

  // One event of a message; an error where a field could not be read.
  void add(const Reading& reading, Event event) const;
  void ignore(std::string_view why, std::string_view symbol = {}, std::optional<Time> time = {}) const;
  void refuse(std::string why) const;

  // The message's own symbol, else the address's.
  [[nodiscard]] std::string symbolOr(std::string_view own) const;
  [[nodiscard]] BinanceMarket marketOf(std::string_view symbol) const;
  [[nodiscard]] FundingEvent predicted(std::string_view symbol, double fraction,
                                       std::optional<Time> next) const;
  // Base coins, or contracts where their size is not known.
  [[nodiscard]] TradeEvent trade(std::string_view symbol, double price, double amount,
                                 bool buyer_is_maker) const;

 private:
  BinanceKnowledge& knowledge_;
  const BinanceAddress& address_;
  std::vector<Event>& out_;
};

// A stamp, or nothing where the message has none.
[[nodiscard]] std::optional<Time> optionalTime(Reading& reading, const Json& value, std::string_view field);
// A stamp, or nothing where it is absent or zero: no settlement is ahead.
[[nodiscard]] std::optional<Time> settlementTime(Reading& reading, const Json& value, std::string_view field);

// A frame that names its kind ("e").
void readBinanceFrame(const Json& frame, const BinanceEvents& events);
// Anything else: a REST body, or a frame without "e".
void readBinanceBody(const Json& body, const BinanceEvents& events);

}  // namespace perpscope::venues
