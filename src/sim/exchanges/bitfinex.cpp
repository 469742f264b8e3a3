#include "sim/exchanges/bitfinex.h"

#include <algorithm>
#include <array>

#include "sim/exchanges/bitfinex_answers.h"

namespace perpscope::sim::exchanges {
namespace {

ServerResponse platformStatus(const BitfinexCall&) { return answerJson(Json::array({1})); }

struct Route {
  std::string_view folder;  // a whole path, or the begin of one where it ends with a slash
  ServerResponse (*answer)(const BitfinexCall& call);
  std::string_view pool;
};

constexpr std::array kRoutes{
    Route{"/v2/candles/", bitfinexCandles, "candles"},
    Route{"/v2/status/deriv", bitfinexStatusNow, "status"},
    Route{"/v2/status/deriv/", bitfinexStatusHistory, "status"},
    Route{"/v2/conf/", bitfinexConfiguration, "conf"},
    Route{"/v2/ticker/", bitfinexTicker, "ticker"},
    Route{"/v2/tickers", bitfinexTickers, "tickers"},
    Route{"/v2/platform/status", platformStatus, "platform"},
};

const Route* routeOf(std::string_view path) {
  const auto found = std::ranges::find_if(kRoutes, [path](const Route& route) {
    return route.folder.ends_with('/') ? path.starts_with(route.folder) : path == route.folder;
  });
  return found == kRoutes.end() ? nullptr : &*found;
}

class Bitfinex final : public Exchange {
 public:
  [[nodiscard]] std::string_view venue() const override { return "bitfinex"; }

  [[nodiscard]] std::span<const std::string_view> endpoints() const override {
    static constexpr std::array<std::string_view, 1> kEndpoints{"rest"};
    return kEndpoints;
  }

  [[nodiscard]] ServerResponse answer(const ServerRequest& request, const Dataset& market) const override {
    const Route* route = routeOf(request.path);
    if (route == nullptr || request.method != "GET")
      return answerJson(Json::array({"error", 10001, "unknown resource"}), 404);
    return route->answer({request, market, std::string_view(request.path).substr(route->folder.size())});
  }

  [[nodiscard]] std::span<const venues::Pool> pools() const override {
    static const std::vector<venues::Pool> pools{
        {"candles", {{kMinute, 30}}}, {"status", {{kMinute, 90}}},  {"conf", {{kMinute, 90}}},
        {"ticker", {{kMinute, 90}}},  {"tickers", {{kMinute, 30}}}, {"platform", {{kMinute, 30}}},
    };
    return pools;
  }

  [[nodiscard]] std::vector<venues::Charge> cost(const ServerRequest& request) const override {
    const Route* route = routeOf(request.path);
    if (route == nullptr) return {};
    return {{route->pool, 1}};
  }

  [[nodiscard]] ServerResponse overLimit(const PoolUse&) const override {
    return answerJson({{"error", "ERR_RATE_LIMIT"}}, 429);
  }
};

}  // namespace

ServerResponse bitfinexError(std::string_view what, int code) {
  return answerJson(Json::array({"error", code, what}), 500);
}

std::optional<Instrument> BitfinexCall::product(std::string_view symbol) const {
  if (const auto found = productNamed(spot(), symbol)) return found;
  return productNamed(perps(), symbol);
}

std::expected<BitfinexWindow, ServerResponse> bitfinexWindow(const BitfinexCall& call, std::int64_t usual,
                                                             std::int64_t most) {
  const auto& request = call.request;
  BitfinexWindow window;
  std::optional<std::int64_t> limit = usual;
  if (request.has("limit")) limit = wholeParam(request, "limit");
  if (!limit || *limit < 1 || *limit > most) return std::unexpected(bitfinexError("limit: invalid"));
  window.limit = static_cast<std::size_t>(*limit);
  window.oldest_first = request.param("sort") == "1";
  window.range = {Time{}, request.at + Milliseconds{1}};
  for (const std::string_view bound : {"start", "end"}) {
    if (!request.has(bound)) continue;
    const auto ms = wholeParam(request, bound);
    if (!ms || *ms < 0 || *ms > 10'000'000'000'000)
      return std::unexpected(bitfinexError(std::string(bound) + ": invalid"));
    if (bound == "start")
      window.range.from = timeFromMs(*ms);
    else
      window.range.to = std::min(window.range.to, timeFromMs(*ms + 1));
  }
  return window;
}

const Exchange& bitfinex() {
  static const Bitfinex exchange;
  return exchange;
}

}  // namespace perpscope::sim::exchanges
