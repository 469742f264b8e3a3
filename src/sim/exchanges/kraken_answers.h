// Answers of the simulated Kraken. For this folder only.
#pragma once

#include "sim/exchanges/answers.h"

namespace perpscope::sim::exchanges {

struct KrakenCall {
  const ServerRequest& request;
  const Dataset& market;
};

// Spot: {"error": […]}, and the method behind /0/public/.
[[nodiscard]] ServerResponse krakenSpotError(std::string_view error);
[[nodiscard]] ServerResponse krakenSpotAnswer(const KrakenCall& call, std::string_view method);
[[nodiscard]] ServerResponse krakenOhlc(const KrakenCall& call);

// How spot writes a pair: XXBTZUSD with the altname XBTUSD and the wsname XBT/USD.
struct KrakenPair {
  Instrument instrument;
  std::string key, altname, base, quote;
};
[[nodiscard]] std::vector<KrakenPair> krakenPairs(const Dataset& market);
// By key, altname or wsname; BTC for XBT is understood.
[[nodiscard]] std::optional<KrakenPair> krakenPairNamed(const Dataset& market, std::string_view name);

// Futures: linear and inverse perpetuals.
[[nodiscard]] std::vector<Instrument> krakenContracts(const Dataset& market);
// Open interest as it is written: coins at a linear, dollars at an inverse contract.
[[nodiscard]] double krakenAmount(const Dataset& market, const Instrument& contract,
                                  const OpenInterest& sample);
// {"result": "error", …} of /derivatives, and {"errors": […]} of the charts.
[[nodiscard]] ServerResponse krakenFuturesError(std::string_view error, Time at, int status = 200);
[[nodiscard]] ServerResponse krakenChartsError(std::string_view message, int status);
// The path behind /derivatives/api/, and behind /api/charts/v1.
[[nodiscard]] ServerResponse krakenDerivativesAnswer(const KrakenCall& call, std::string_view path);
[[nodiscard]] ServerResponse krakenChartsAnswer(const KrakenCall& call, std::string_view path);

}  // namespace perpscope::sim::exchanges
