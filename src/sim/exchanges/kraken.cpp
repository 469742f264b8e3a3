#include "sim/exchanges/kraken.h"

#include <array>

#include "sim/exchanges/kraken_answers.h"

namespace perpscope::sim::exchanges {
namespace {

constexpr std::string_view kSpotRoot = "/0/public/";
constexpr std::string_view kDerivativesRoot = "/derivatives/api/";
constexpr std::string_view kChartsRoot = "/api/charts/v1";

ServerResponse notFound() { return {404, "404 page not found", "text/plain", {}}; }

ServerResponse spotAnswer(const KrakenCall& call) {
  const std::string_view path = call.request.path;
  if (!path.starts_with(kSpotRoot)) return krakenSpotError("EGeneral:Unknown method");
  return krakenSpotAnswer(call, path.substr(kSpotRoot.size()));
}

ServerResponse futuresAnswer(const KrakenCall& call) {
  const std::string_view path = call.request.path;
  if (path.starts_with(kDerivativesRoot))
    return krakenDerivativesAnswer(call, path.substr(kDerivativesRoot.size()));
  if (path.starts_with(kChartsRoot)) return krakenChartsAnswer(call, path.substr(kChartsRoot.size()));
  return notFound();
}

class Kraken final : public Exchange {
 public:
  [[nodiscard]] std::string_view venue() const override { return "kraken"; }

  [[nodiscard]] std::span<const std::string_view> endpoints() const override {
    static constexpr std::array<std::string_view, 2> kEndpoints{"spot_rest", "futures_rest"};
    return kEndpoints;
  }

  [[nodiscard]] ServerResponse answer(const ServerRequest& request, const Dataset& market) const override {
    const KrakenCall call{request, market};
    return request.endpoint == "spot_rest" ? spotAnswer(call) : futuresAnswer(call);
  }

  // Public calls of /derivatives cost nothing.
  [[nodiscard]] std::span<const venues::Pool> pools() const override {
    static const std::vector<venues::Pool> pools{
        {"spot", {{std::chrono::seconds{10}, 10}}},
        {"charts", {{std::chrono::seconds{10}, 15}}},
    };
    return pools;
  }

  [[nodiscard]] std::vector<venues::Charge> cost(const ServerRequest& request) const override {
    if (request.path.starts_with(kSpotRoot)) return {{"spot", 1}};
    if (request.path.starts_with(kChartsRoot)) return {{"charts", 1}};
    return {};
  }

  [[nodiscard]] ServerResponse overLimit(const PoolUse& use) const override {
    if (use.pool == "spot") return krakenSpotError("EAPI:Rate limit exceeded");
    return krakenChartsError("apiLimitExceeded", 429);
  }
};

}  // namespace

const Exchange& kraken() {
  static const Kraken exchange;
  return exchange;
}

}  // namespace perpscope::sim::exchanges
