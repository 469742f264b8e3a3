#include "sim/exchanges/okx.h"

#include <algorithm>
#include <array>

#include "sim/exchanges/okx_answers.h"

namespace perpscope::sim::exchanges {
namespace {

struct Route {
  std::string_view path;  // behind /api/v5
  OkxAnswer answer;
  std::string_view pool;
  double allowance;  // in two seconds
};
constexpr std::array kRoutes{
    Route{"/public/time", okxTime, "time", 10},
    Route{"/system/status", okxStatus, "status", 1},
    Route{"/public/instruments", okxInstruments, "instruments", 20},
    Route{"/market/ticker", okxTicker, "ticker", 20},
    Route{"/market/tickers", okxTickers, "tickers", 20},
    Route{"/market/index-tickers", okxIndexTickers, "index-tickers", 20},
    Route{"/market/candles", okxCandles, "candles", 40},
    Route{"/market/history-candles", okxCandles, "history-candles", 20},
    Route{"/market/mark-price-candles", okxCandles, "mark-price-candles", 20},
    Route{"/market/history-mark-price-candles", okxCandles, "history-mark-price-candles", 10},
    Route{"/market/index-candles", okxCandles, "index-candles", 20},
    Route{"/market/history-index-candles", okxCandles, "history-index-candles", 10},
    Route{"/public/mark-price", okxMarkPrice, "mark-price", 10},
    Route{"/public/funding-rate", okxFundingRate, "funding-rate", 10},
    Route{"/public/funding-rate-history", okxFundingHistory, "funding-rate-history", 10},
    Route{"/public/open-interest", okxOpenInterest, "open-interest", 20},
    Route{"/rubik/stat/contracts/open-interest-history", okxOpenInterestHistory, "open-interest-history", 10},
    Route{"/rubik/stat/contracts/open-interest-volume", okxCoinOpenInterest, "open-interest-volume", 5},
};

const Route* routeOf(std::string_view path) {
  constexpr std::string_view kRoot = "/api/v5";
  if (!path.starts_with(kRoot)) return nullptr;
  const auto found = std::ranges::find(kRoutes, path.substr(kRoot.size()), &Route::path);
  return found == kRoutes.end() ? nullptr : &*found;
}

// The guard before the exchange turns away clients that do not say who they are.
bool isNameless(const ServerRequest& request) {
  return !request.headers.empty() &&
         std::ranges::find(request.headers, "user-agent", &venues::Header::name) == request.headers.end();
}

class Okx final : public Exchange {
 public:
  [[nodiscard]] std::string_view venue() const override { return "okx"; }

  [[nodiscard]] std::span<const std::string_view> endpoints() const override {
    static constexpr std::array<std::string_view, 1> kEndpoints{"rest"};
    return kEndpoints;
  }

  [[nodiscard]] ServerResponse answer(const ServerRequest& request, const Dataset& market) const override {
    if (isNameless(request))
      return {403, "<!DOCTYPE html><html><body>Access denied</body></html>", "text/html", {}};
    const auto* route = routeOf(request.path);
    if (route == nullptr) return okxError("50404", "Not Found", 404);
    if (request.method != "GET") return okxError("50115", "Invalid request method", 405);
    return route->answer({request, market});
  }

  // Those that are per instrument too are counted over all instruments.
  [[nodiscard]] std::span<const venues::Pool> pools() const override {
    static const std::vector<venues::Pool> pools = [] {
      std::vector<venues::Pool> made;
      for (const auto& route : kRoutes)
        made.push_back({route.pool, {{std::chrono::seconds{2}, route.allowance}}});
      return made;
    }();
    return pools;
  }

  [[nodiscard]] std::vector<venues::Charge> cost(const ServerRequest& request) const override {
    const auto* route = routeOf(request.path);
    if (route == nullptr) return {};
    return {{route->pool, 1}};
  }

  [[nodiscard]] ServerResponse overLimit(const PoolUse&) const override {
    return okxError("50011", "Too Many Requests", 429);
  }
};

}  // namespace

const Exchange& okx() {
  static const Okx exchange;
  return exchange;
}

}  // namespace perpscope::sim::exchanges
