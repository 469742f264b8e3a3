// Answers of the simulated Bitstamp. For this folder only.
#pragma once

#include "sim/exchanges/answers.h"

namespace perpscope::sim::exchanges {

// What is asked, and of which market where the path names one that there is.
struct BitstampCall {
  const ServerRequest& request;
  const Dataset& market;
  std::optional<Instrument> product;

  [[nodiscard]] std::vector<Instrument> products() const;
};

// BTC/USD-PERP -> btcusd-perp
[[nodiscard]] std::string bitstampMarket(const Instrument& product);
[[nodiscard]] ServerResponse bitstampError(std::string_view code, std::string_view explanation, int status);

[[nodiscard]] ServerResponse bitstampMarkets(const BitstampCall& call);
[[nodiscard]] ServerResponse bitstampCurrencies(const BitstampCall& call);
// A market that there is not is answered with all of them.
[[nodiscard]] ServerResponse bitstampTicker(const BitstampCall& call);
[[nodiscard]] ServerResponse bitstampBars(const BitstampCall& call);
[[nodiscard]] ServerResponse bitstampFunding(const BitstampCall& call);
[[nodiscard]] ServerResponse bitstampFundingHistory(const BitstampCall& call);

}  // namespace perpscope::sim::exchanges
