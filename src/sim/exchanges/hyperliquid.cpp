#include "sim/exchanges/hyperliquid.h"

#include <algorithm>
#include <array>

#include "sim/exchanges/hyperliquid_answers.h"

namespace perpscope::sim::exchanges {
namespace {

ServerResponse status(const HyperliquidCall& call) {
  return answerJson({{"specialStatuses", nullptr}, {"time", toMs(call.at)}});
}

// The first dex has no name and no entry of its own; others are not simulated.
ServerResponse dexes(const HyperliquidCall&) { return answerJson(Json::array({nullptr})); }

struct Question {
  std::string_view type;
  ServerResponse (*answer)(const HyperliquidCall&);
  double weight = 20;
};

constexpr std::array kQuestions{
    Question{"meta", hyperliquidMeta},
    Question{"metaAndAssetCtxs", hyperliquidMetaAndContexts},
    Question{"spotMeta", hyperliquidSpotMeta},
    Question{"spotMetaAndAssetCtxs", hyperliquidSpotMetaAndContexts},
    Question{"allMids", hyperliquidMids, 2},
    Question{"l2Book", hyperliquidBook, 2},
    Question{"exchangeStatus", status, 2},
    Question{"perpDexs", dexes},
    Question{"predictedFundings", hyperliquidPredictions},
    Question{"candleSnapshot", hyperliquidBars},
    Question{"fundingHistory", hyperliquidFunding},
};

Json bodyOf(const ServerRequest& request) { return Json::parse(request.body, nullptr, false); }

const Question* questionOf(const Json& body) {
  if (!body.is_object() || !body.contains("type") || !body["type"].is_string()) return nullptr;
  const auto type = body["type"].get<std::string>();
  const auto found = std::ranges::find(kQuestions, type, &Question::type);
  return found == kQuestions.end() ? nullptr : &*found;
}

bool saysJson(const ServerRequest& request) {
  const auto found = std::ranges::find(request.headers, "content-type", &venues::Header::name);
  return found != request.headers.end() && found->value.starts_with("application/json");
}

ServerResponse plain(int code, std::string_view words) {
  return {code, std::string(words), "text/plain; charset=utf-8", {}};
}

class Hyperliquid final : public Exchange {
 public:
  [[nodiscard]] std::string_view venue() const override { return "hyperliquid"; }

  [[nodiscard]] std::span<const std::string_view> endpoints() const override {
    static constexpr std::array<std::string_view, 1> kEndpoints{"rest"};
    return kEndpoints;
  }

  [[nodiscard]] ServerResponse answer(const ServerRequest& request, const Dataset& market) const override {
    if (request.path != "/info") return plain(404, "");
    if (request.method != "POST") return plain(405, "");
    if (!saysJson(request)) return plain(415, "Expected request with `Content-Type: application/json`");
    auto body = bodyOf(request);
    const auto* question = questionOf(body);
    if (question == nullptr) return hyperliquidUnreadable();
    return question->answer({std::move(body), market, request.at});
  }

  [[nodiscard]] std::span<const venues::Pool> pools() const override {
    static const std::vector<venues::Pool> pools{{"info", {{kMinute, 1200}}}};
    return pools;
  }

  // One more for each 60 bars and each 20 settlements.
  [[nodiscard]] std::vector<venues::Charge> cost(const ServerRequest& request) const override {
    const auto body = bodyOf(request);
    const auto* question = questionOf(body);
    const auto rows = hyperliquidRows(body, request.at);
    const auto more = rows.bars / 60 + rows.settlements / 20;
    return {{"info", (question == nullptr ? 20 : question->weight) + static_cast<double>(more)}};
  }

  [[nodiscard]] ServerResponse overLimit(const PoolUse&) const override {
    return {429, "null", "application/json", {}};
  }
};

}  // namespace

const Exchange& hyperliquid() {
  static const Hyperliquid exchange;
  return exchange;
}

}  // namespace perpscope::sim::exchanges
