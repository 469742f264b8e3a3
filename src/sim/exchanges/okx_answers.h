// Answers of the simulated OKX. For this folder only.
#pragma once

#include <expected>

#include "sim/exchanges/answers.h"

namespace perpscope::sim::exchanges {

struct OkxCall {
  const ServerRequest& request;
  const Dataset& market;

  [[nodiscard]] std::string_view param(std::string_view name) const { return request.param(name); }
};

using OkxAnswer = ServerResponse (*)(const OkxCall& call);

// {"code": "0", "msg": "", "data": […]}
[[nodiscard]] ServerResponse okxData(const Json& data);
[[nodiscard]] ServerResponse okxError(std::string_view code, std::string_view message, int status = 200);

// Spot and swaps, all of them.
[[nodiscard]] std::vector<Instrument> okxProducts(const Dataset& market);
[[nodiscard]] bool isSwap(const Instrument& product);
// BTC-USDT of BTC-USDT-SWAP.
[[nodiscard]] std::string underlyingOf(const Instrument& product);
// The product of the parameter `instId`, or the refusal.
[[nodiscard]] std::expected<Instrument, ServerResponse> okxProduct(const OkxCall& call);
// As okxProduct; spot has no funding, mark and open interest.
[[nodiscard]] std::expected<Instrument, ServerResponse> okxSwap(const OkxCall& call);

// Contracts, base coins and USD; what the market does not say follows from the contract and the price.
struct OkxOpenInterest {
  double contracts = 0, base = 0, usd = 0;
};
[[nodiscard]] OkxOpenInterest okxOpenInterestOf(const Dataset& market, const Instrument& product,
                                                const OpenInterest& sample);

// History.
[[nodiscard]] ServerResponse okxCandles(const OkxCall& call);
[[nodiscard]] ServerResponse okxFundingHistory(const OkxCall& call);
[[nodiscard]] ServerResponse okxOpenInterestHistory(const OkxCall& call);
[[nodiscard]] ServerResponse okxCoinOpenInterest(const OkxCall& call);
// What there is, and now.
[[nodiscard]] ServerResponse okxTime(const OkxCall& call);
[[nodiscard]] ServerResponse okxStatus(const OkxCall& call);
[[nodiscard]] ServerResponse okxInstruments(const OkxCall& call);
[[nodiscard]] ServerResponse okxTicker(const OkxCall& call);
[[nodiscard]] ServerResponse okxTickers(const OkxCall& call);
[[nodiscard]] ServerResponse okxIndexTickers(const OkxCall& call);
[[nodiscard]] ServerResponse okxMarkPrice(const OkxCall& call);
[[nodiscard]] ServerResponse okxFundingRate(const OkxCall& call);
[[nodiscard]] ServerResponse okxOpenInterest(const OkxCall& call);

}  // namespace perpscope::sim::exchanges
