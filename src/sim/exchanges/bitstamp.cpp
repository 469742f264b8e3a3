#include "sim/exchanges/bitstamp.h"

#include <algorithm>
#include <array>

#include "sim/exchanges/bitstamp_answers.h"

namespace perpscope::sim::exchanges {
namespace {

constexpr std::string_view kRoot = "/api/v2/";

enum class Market : std::uint8_t {
  None,      // the path names none
  Optional,  // and what there is not is as good as none
  Any,
  Perp,
};

struct Route {
  std::string_view name;
  Market market;
  ServerResponse (*answer)(const BitstampCall&);
};

constexpr std::array kRoutes{
    Route{"markets", Market::None, bitstampMarkets},
    Route{"currencies", Market::None, bitstampCurrencies},
    Route{"ticker", Market::Optional, bitstampTicker},
    Route{"ticker_hour", Market::Any, bitstampTicker},
    Route{"ohlc", Market::Any, bitstampBars},
    Route{"funding_rate", Market::Perp, bitstampFunding},
    Route{"funding_rate_history", Market::Perp, bitstampFundingHistory},
};

struct Asked {
  const Route* route = nullptr;
  std::string_view market;
};

// /api/v2/ohlc/btcusd/
Asked askedOf(std::string_view path) {
  if (!path.starts_with(kRoot)) return {};
  path.remove_prefix(kRoot.size());
  if (path.ends_with('/')) path.remove_suffix(1);
  const auto slash = path.find('/');
  const auto market = slash == std::string_view::npos ? std::string_view{} : path.substr(slash + 1);
  const auto route = std::ranges::find(kRoutes, path.substr(0, slash), &Route::name);
  if (route == kRoutes.end() || (route->market == Market::None && !market.empty())) return {};
  return {&*route, market};
}

ServerResponse notFound() {
  return {404,
          "<!DOCTYPE html>\n<html><head><title>Page not found</title></head><body></body></html>",
          "text/html; charset=utf-8",
          {}};
}

class Bitstamp final : public Exchange {
 public:
  [[nodiscard]] std::string_view venue() const override { return "bitstamp"; }

  [[nodiscard]] std::span<const std::string_view> endpoints() const override {
    static constexpr std::array<std::string_view, 1> kEndpoints{"rest"};
    return kEndpoints;
  }

  [[nodiscard]] ServerResponse answer(const ServerRequest& request, const Dataset& market) const override {
    const auto asked = askedOf(request.path);
    if (asked.route == nullptr) return notFound();
    if (request.method != "GET") return bitstampError("405.001", "GET method not allowed.", 405);
    BitstampCall call{request, market, {}};
    const auto products = call.products();
    const auto found = std::ranges::find(products, asked.market, bitstampMarket);
    if (found != products.end()) call.product = *found;
    if (needsMarket(asked.route->market)) {
      if (asked.market.empty()) return answerJson({{"message", "Not found."}}, 404);
      if (!call.product) return notFound();
      if (asked.route->market == Market::Perp && call.product->kind != MarketKind::Perp)
        return bitstampError("404.007", "Market not found for corresponding request.", 404);
    }
    return asked.route->answer(call);
  }

  [[nodiscard]] std::span<const venues::Pool> pools() const override {
    static const std::vector<venues::Pool> pools{
        {"rest", {{std::chrono::seconds{1}, 400}, {10 * kMinute, 10'000}}}};
    return pools;
  }

  [[nodiscard]] std::vector<venues::Charge> cost(const ServerRequest&) const override {
    return {{"rest", 1}};
  }

  // Not 429: the code in the body tells.
  [[nodiscard]] ServerResponse overLimit(const PoolUse&) const override {
    return bitstampError("400.002", "Request rejected due to exceeded rate limit.", 400);
  }

 private:
  static bool needsMarket(Market market) { return market == Market::Any || market == Market::Perp; }
};

}  // namespace

const Exchange& bitstamp() {
  static const Bitstamp exchange;
  return exchange;
}

}  // namespace perpscope::sim::exchanges
