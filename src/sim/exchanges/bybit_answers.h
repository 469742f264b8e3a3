// Answers of the simulated Bybit. For this folder only.
#pragma once

#include <expected>

#include "sim/exchanges/answers.h"

namespace perpscope::sim::exchanges {

struct BybitCall {
  const ServerRequest& request;
  const Dataset& market;
  std::string_view category;  // of the parameter; empty where the path needs none
  MarketKind kind = MarketKind::Spot;
  Margin margin = Margin::None;

  [[nodiscard]] std::vector<Instrument> products() const {
    return exchanges::products(market, "bybit", kind, margin);
  }
  [[nodiscard]] bool spot() const { return kind == MarketKind::Spot; }
  [[nodiscard]] bool inverse() const { return margin == Margin::Inverse; }
};

using BybitAnswer = ServerResponse (*)(const BybitCall& call);

// {"retCode": 0, "retMsg": "OK", "result": …, "retExtInfo": {}, "time": …}
[[nodiscard]] ServerResponse bybitResult(const BybitCall& call, const Json& result);
// Errors come with status 200.
[[nodiscard]] ServerResponse bybitError(const ServerRequest& request, int code, std::string_view message);
// The product of the parameter `symbol`, or the refusal.
[[nodiscard]] std::expected<Instrument, ServerResponse> bybitProduct(const BybitCall& call);

// History.
[[nodiscard]] ServerResponse bybitKlines(const BybitCall& call);
[[nodiscard]] ServerResponse bybitFunding(const BybitCall& call);
[[nodiscard]] ServerResponse bybitOpenInterest(const BybitCall& call);
// What there is, and now.
[[nodiscard]] ServerResponse bybitTime(const BybitCall& call);
[[nodiscard]] ServerResponse bybitStatus(const BybitCall& call);
[[nodiscard]] ServerResponse bybitInstruments(const BybitCall& call);
[[nodiscard]] ServerResponse bybitTickers(const BybitCall& call);

// One side's open interest in base coins and in USD, each from the other by the mark where it is not stored.
struct OneSide {
  double base = kMissing;
  double usd = kMissing;
};
[[nodiscard]] OneSide oneSideOf(const Dataset& market, const Instrument& product, const OpenInterest& sample);

}  // namespace perpscope::sim::exchanges
