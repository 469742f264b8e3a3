// Answers of the simulated Binance. For this folder only.
#pragma once

#include "sim/exchanges/answers.h"

namespace perpscope::sim::exchanges {

// One of the three APIs, and what is asked of it.
struct BinanceCall {
  const ServerRequest& request;
  const Dataset& market;
  MarketKind kind;
  Margin margin;

  [[nodiscard]] std::vector<Instrument> products() const {
    return exchanges::products(market, "binance", kind, margin);
  }
  [[nodiscard]] bool spot() const { return kind == MarketKind::Spot; }
  [[nodiscard]] bool coinMargined() const { return margin == Margin::Inverse; }
};

using BinanceAnswer = ServerResponse (*)(const BinanceCall& call);

// {"code": …, "msg": …}
[[nodiscard]] ServerResponse binanceError(int code, std::string_view message, int status = 400);
// The product of the parameter `symbol`, or the refusal.
[[nodiscard]] std::expected<Instrument, ServerResponse> binanceProduct(const BinanceCall& call);

// History.
[[nodiscard]] ServerResponse binanceKlines(const BinanceCall& call);
[[nodiscard]] ServerResponse binanceFunding(const BinanceCall& call);
[[nodiscard]] ServerResponse binanceOpenInterestHistory(const BinanceCall& call);
// What there is, and now.
[[nodiscard]] ServerResponse binancePing(const BinanceCall& call);
[[nodiscard]] ServerResponse binanceTime(const BinanceCall& call);
[[nodiscard]] ServerResponse binanceExchangeInfo(const BinanceCall& call);
[[nodiscard]] ServerResponse binanceFundingInfo(const BinanceCall& call);
[[nodiscard]] ServerResponse binanceTicker(const BinanceCall& call);
[[nodiscard]] ServerResponse binancePrice(const BinanceCall& call);
[[nodiscard]] ServerResponse binanceBookTicker(const BinanceCall& call);
[[nodiscard]] ServerResponse binancePremiumIndex(const BinanceCall& call);
[[nodiscard]] ServerResponse binanceOpenInterest(const BinanceCall& call);

}  // namespace perpscope::sim::exchanges
