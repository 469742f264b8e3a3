#include "sim/exchanges/bybit.h"

#include <algorithm>
#include <array>

#include "sim/exchanges/bybit_answers.h"

namespace perpscope::sim::exchanges {
namespace {

struct Category {
  std::string_view name;
  MarketKind kind;
  Margin margin;
};
constexpr std::array kCategories{
    Category{"spot", MarketKind::Spot, Margin::None},
    Category{"linear", MarketKind::Perp, Margin::Linear},
    Category{"inverse", MarketKind::Perp, Margin::Inverse},
};

struct Route {
  std::string_view path;
  BybitAnswer answer;
  // Which categories it has.
  bool spot, linear, inverse;
};
constexpr std::array kRoutes{
    Route{"/v5/market/instruments-info", bybitInstruments, true, true, true},
    Route{"/v5/market/kline", bybitKlines, true, true, true},
    Route{"/v5/market/mark-price-kline", bybitKlines, false, true, true},
    Route{"/v5/market/index-price-kline", bybitKlines, false, true, true},
    Route{"/v5/market/premium-index-price-kline", bybitKlines, false, true, false},
    Route{"/v5/market/funding/history", bybitFunding, false, true, true},
    Route{"/v5/market/open-interest", bybitOpenInterest, false, true, true},
    Route{"/v5/market/tickers", bybitTickers, true, true, true},
};

bool has(const Route& route, const Category& category) {
  if (category.kind == MarketKind::Spot) return route.spot;
  return category.margin == Margin::Inverse ? route.inverse : route.linear;
}

ServerResponse routed(const Route& route, const ServerRequest& request, const Dataset& market) {
  const auto named = request.param("category");
  // Options are listed, and there are none.
  if (named == "option")
    return bybitResult({request, market, named},
                       {{"category", named}, {"list", Json::array()}, {"nextPageCursor", ""}});
  const auto category = std::ranges::find(kCategories, named, &Category::name);
  if (category == kCategories.end() || !has(route, *category))
    return bybitError(request, 10001, "params error: Category is invalid");
  return route.answer({request, market, category->name, category->kind, category->margin});
}

class Bybit final : public Exchange {
 public:
  [[nodiscard]] std::string_view venue() const override { return "bybit"; }

  [[nodiscard]] std::span<const std::string_view> endpoints() const override {
    static constexpr std::array<std::string_view, 1> kEndpoints{"rest"};
    return kEndpoints;
  }

  [[nodiscard]] ServerResponse answer(const ServerRequest& request, const Dataset& market) const override {
    if (request.path == "/v5/market/time") return bybitTime({request, market, {}});
    if (request.path == "/v5/system/status") return bybitStatus({request, market, {}});
    const auto route = std::ranges::find(kRoutes, request.path, &Route::path);
    if (route == kRoutes.end() || request.method != "GET")
      return {404, "404 page not found", "text/plain", {}};
    return routed(*route, request, market);
  }

  [[nodiscard]] std::span<const venues::Pool> pools() const override {
    static const std::vector<venues::Pool> pools{{"ip", {{std::chrono::seconds{5}, 600}}}};
    return pools;
  }

  [[nodiscard]] std::vector<venues::Charge> cost(const ServerRequest&) const override { return {{"ip", 1}}; }

  // No Retry-After: whoever reads it has to stop for ten minutes.
  [[nodiscard]] ServerResponse overLimit(const PoolUse&) const override {
    return {403, "access too frequent", "text/plain", {}};
  }
};

}  // namespace

const Exchange& bybit() {
  static const Bybit exchange;
  return exchange;
}

}  // namespace perpscope::sim::exchanges
