#include "sim/exchanges/binance.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "sim/exchanges/binance_answers.h"

namespace perpscope::sim::exchanges {
namespace {

struct Api {
  std::string_view endpoint;
  std::string_view root;
  MarketKind kind;
  Margin margin;
  std::string_view pool;
};

constexpr std::array kApis{
    Api{"spot_rest", "/api/v3", MarketKind::Spot, Margin::None, "spot"},
    Api{"usdm_rest", "/fapi/v1", MarketKind::Perp, Margin::Linear, "futures"},
    Api{"coinm_rest", "/dapi/v1", MarketKind::Perp, Margin::Inverse, "futures"},
};

struct Route {
  std::string_view path;  // behind the root; a whole path where it begins with /futures
  bool spot;
  bool futures;
  BinanceAnswer answer;
  double weight;
};

constexpr std::array kRoutes{
    Route{"/ping", true, true, binancePing, 1},
    Route{"/time", true, true, binanceTime, 1},
    Route{"/exchangeInfo", true, true, binanceExchangeInfo, 1},
    Route{"/klines", true, true, binanceKlines, 2},
    Route{"/markPriceKlines", false, true, binanceKlines, 2},
    Route{"/indexPriceKlines", false, true, binanceKlines, 2},
    Route{"/premiumIndexKlines", false, true, binanceKlines, 2},
    Route{"/continuousKlines", false, true, binanceKlines, 2},
    Route{"/fundingRate", false, true, binanceFunding, 1},
    Route{"/fundingInfo", false, true, binanceFundingInfo, 1},
    Route{"/openInterest", false, true, binanceOpenInterest, 1},
    Route{"/premiumIndex", false, true, binancePremiumIndex, 1},
    Route{"/ticker/24hr", true, true, binanceTicker, 2},
    Route{"/ticker/price", true, true, binancePrice, 2},
    Route{"/ticker/bookTicker", true, true, binanceBookTicker, 2},
    Route{"/futures/data/openInterestHist", false, true, binanceOpenInterestHistory, 0},
};

const Api* apiOf(const ServerRequest& request) {
  const auto found = std::ranges::find(kApis, request.endpoint, &Api::endpoint);
  return found == kApis.end() ? nullptr : &*found;
}

const Route* routeOf(const Api& api, std::string_view path) {
  const bool spot = api.kind == MarketKind::Spot;
  for (const auto& route : kRoutes) {
    if (spot ? !route.spot : !route.futures) continue;
    if (path == route.path && path.starts_with("/futures")) return &route;
    if (path.starts_with(api.root) && path.substr(api.root.size()) == route.path) return &route;
  }
  return nullptr;
}

// The futures' weight of a kline request grows with its rows.
double klineWeight(const ServerRequest& request) {
  const auto limit = wholeParam(request, "limit").value_or(500);
  if (limit < 100) return 1;
  if (limit < 500) return 2;
  return limit <= 1000 ? 5 : 10;
}

double weightOf(const Api& api, const Route& route, const ServerRequest& request) {
  if (api.kind == MarketKind::Spot) return route.answer == binanceExchangeInfo ? 20 : route.weight;
  if (route.answer == binanceKlines) return klineWeight(request);
  if (route.answer == binancePremiumIndex && !request.has("symbol")) return 10;
  return route.weight;
}

class Binance final : public Exchange {
 public:
  [[nodiscard]] std::string_view venue() const override { return "binance"; }

  [[nodiscard]] std::span<const std::string_view> endpoints() const override {
    static constexpr std::array<std::string_view, 3> kEndpoints{"spot_rest", "usdm_rest", "coinm_rest"};
    return kEndpoints;
  }

  [[nodiscard]] ServerResponse answer(const ServerRequest& request, const Dataset& market) const override {
    const Api* api = apiOf(request);
    const Route* route = api == nullptr ? nullptr : routeOf(*api, request.path);
    if (route == nullptr) return {404, "<html><body><h2>404 Not found</h2></body></html>", "text/html", {}};
    if (request.method != "GET") return binanceError(-1000, "Request method is not supported.", 405);
    return route->answer({request, market, api->kind, api->margin});
  }

  [[nodiscard]] std::span<const venues::Pool> pools() const override {
    static const std::vector<venues::Pool> pools{
        {"spot", {{kMinute, 6000}}},
        {"futures", {{kMinute, 2400}}},
        {"futures-data", {{5 * kMinute, 1000}}},
        {"funding", {{5 * kMinute, 500}}},
    };
    return pools;
  }

  [[nodiscard]] std::vector<venues::Charge> cost(const ServerRequest& request) const override {
    const Api* api = apiOf(request);
    const Route* route = api == nullptr ? nullptr : routeOf(*api, request.path);
    if (route == nullptr) return {};
    if (route->answer == binanceOpenInterestHistory) return {{"futures-data", 1}};
    std::vector<venues::Charge> charges{{api->pool, weightOf(*api, *route, request)}};
    if (route->answer == binanceFunding || route->answer == binanceFundingInfo)
      charges.push_back({"funding", 1});
    return charges;
  }

  [[nodiscard]] ServerResponse overLimit(const PoolUse& use) const override {
    auto refused = binanceError(-1003, "Too many requests; current limit is exceeded.", 429);
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(use.until_free).count();
    refused.headers.push_back({"retry-after", std::to_string(seconds)});
    return refused;
  }

  [[nodiscard]] std::vector<venues::Header> usageHeaders(std::span<const PoolUse> uses) const override {
    std::vector<venues::Header> headers;
    for (const auto& use : uses)
      if (use.pool == "spot" || use.pool == "futures")
        headers.push_back({"x-mbx-used-weight-1m", fmt::format("{:.0f}", use.used)});
    return headers;
  }
};

}  // namespace

const Exchange& binance() {
  static const Binance exchange;
  return exchange;
}

}  // namespace perpscope::sim::exchanges
