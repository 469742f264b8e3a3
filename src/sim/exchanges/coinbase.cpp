#include "sim/exchanges/coinbase.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/text.h"
#include "sim/exchanges/coinbase_answers.h"

namespace perpscope::sim::exchanges {
namespace {

constexpr std::string_view kIntxRoot = "/api/v1";

bool hasUserAgent(const ServerRequest& request) {
  const auto found = std::ranges::find(request.headers, "user-agent", &venues::Header::name);
  return found != request.headers.end() && !found->value.empty();
}

ServerResponse time(Time at) {
  return answerJson({{"iso", isoTime(at)}, {"epoch", static_cast<double>(toMs(at)) / 1000}});
}

ServerResponse exchangeAnswer(const ServerRequest& request, const Dataset& market) {
  constexpr std::string_view kProducts = "/products";
  if (!hasUserAgent(request)) return coinbaseError("User-Agent header is required.");
  if (request.path == "/time") return time(request.at);
  if (request.path == "/currencies") return exchangeCurrencies(market);
  if (request.path == kProducts || request.path.starts_with("/products/"))
    return exchangeProducts(request, market, std::string_view(request.path).substr(kProducts.size()));
  return coinbaseError("NotFound", 404);
}

class Coinbase final : public Exchange {
 public:
  [[nodiscard]] std::string_view venue() const override { return "coinbase"; }

  [[nodiscard]] std::span<const std::string_view> endpoints() const override {
    static constexpr std::array<std::string_view, 2> kEndpoints{"exchange_rest", "intx_rest"};
    return kEndpoints;
  }

  [[nodiscard]] ServerResponse answer(const ServerRequest& request, const Dataset& market) const override {
    const bool intx = request.endpoint == "intx_rest";
    if (request.method != "GET")
      return intx ? intxError("Method not allowed", 405) : coinbaseError("MethodNotAllowed", 405);
    if (!intx) return exchangeAnswer(request, market);
    if (!request.path.starts_with(kIntxRoot)) return intxError("Not Found", 404);
    return intxAnswer(request, market, std::string_view(request.path).substr(kIntxRoot.size()));
  }

  [[nodiscard]] std::span<const venues::Pool> pools() const override {
    static const std::vector<venues::Pool> pools{
        {"exchange", {{std::chrono::seconds{1}, 10}}},
        // Nothing is published for callers without a key; what collectors were seen to keep to.
        {"intx", {{std::chrono::seconds{1}, 5}}},
    };
    return pools;
  }

  [[nodiscard]] std::vector<venues::Charge> cost(const ServerRequest& request) const override {
    return {{request.endpoint == "intx_rest" ? "intx" : "exchange", 1}};
  }

  [[nodiscard]] ServerResponse overLimit(const PoolUse& use) const override {
    if (use.pool == "intx") return intxError("Too Many Requests", 429);
    return coinbaseError("Public rate limit exceeded", 429);
  }
};

}  // namespace

ServerResponse coinbaseError(std::string_view message, int status) {
  return answerJson({{"message", message}}, status);
}

ServerResponse intxError(std::string_view title, int status) {
  return answerJson({{"title", title}, {"status", status}}, status);
}

std::optional<Time> isoOrSeconds(std::string_view text) {
  if (const auto seconds = parseNumber<double>(text))
    return std::abs(*seconds) < 1e11 ? std::optional(timeFromMs(std::llround(*seconds * 1000)))
                                     : std::nullopt;
  const auto time = parseTime(text);
  return time ? std::optional(*time) : std::nullopt;
}

const Exchange& coinbase() {
  static const Coinbase exchange;
  return exchange;
}

}  // namespace perpscope::sim::exchanges
