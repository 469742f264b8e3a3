// What pieces of Deribit's answers and streams mean. For this folder only.
#pragma once

#include "venues/event.h"
#include "venues/json.h"

namespace perpscope::venues {

// Bars come as columns: {"ticks": [open ms, …], "open": […], …, "volume": [coins], "cost": [quote currency]}.
// None where the columns differ in length or are not there.
class DeribitColumns {
 public:
  DeribitColumns(Reading& reading, const Json& result);
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] Candle bar(Reading& reading, std::size_t i) const;

 private:
  const Json* result_;
  std::size_t size_ = 0;
};

// {"tick", "open", "high", "low", "close", "volume", "cost"} of a stream.
[[nodiscard]] Candle deribitBar(Reading& reading, const Json& row);

// {"timestamp": end of the hour, "interest_1h": charged over that hour, …}
[[nodiscard]] Funding deribitFundingRow(Reading& reading, const Json& row);

enum class DeribitProduct : std::uint8_t { Inverse, Linear, Spot, Option, Combo };
// By the instrument's name: BTC-PERPETUAL, BTC_USDC-PERPETUAL, BTC_USDC, BTC-27DEC24-50000-C, BTC-FS-….
[[nodiscard]] DeribitProduct deribitProductOf(std::string_view name);

// Amounts are in dollars at inverse products, in coins at all others; never in contracts.
[[nodiscard]] OpenInterestEvent deribitOpenInterest(double amount, DeribitProduct product);
[[nodiscard]] TradeEvent deribitTrade(Reading& reading, const Json& row, DeribitProduct product);

}  // namespace perpscope::venues
