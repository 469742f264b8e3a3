#include "sim/exchanges/deribit.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "sim/exchanges/deribit_answers.h"

namespace perpscope::sim::exchanges {
namespace {

struct Route {
  std::string_view method;
  DeribitResult (*answer)(const DeribitCall&);
};

constexpr std::array kRoutes{
    Route{"public/get_time", deribitTime},
    Route{"public/status", deribitStatus},
    Route{"public/test", deribitTest},
    Route{"public/get_currencies", deribitCurrencies},
    Route{"public/get_instruments", deribitInstruments},
    Route{"public/get_instrument", deribitInstrument},
    Route{"public/ticker", deribitTicker},
    Route{"public/get_book_summary_by_instrument", deribitSummaryOfOne},
    Route{"public/get_book_summary_by_currency", deribitSummaryOfAll},
    Route{"public/get_index_price", deribitIndexPrice},
    Route{"public/get_tradingview_chart_data", deribitChart},
    Route{"public/get_funding_rate_history", deribitFundingHistory},
    Route{"public/get_funding_rate_value", deribitFundingValue},
};

// What a request asks: the method in its path, or a call as JSON in its body.
struct Asked {
  std::string method;
  std::map<std::string, std::string, std::less<>> params;
  Json id;
};

std::string plain(const Json& value) { return value.is_string() ? value.get<std::string>() : value.dump(); }

void readBody(Asked& asked, const std::string& body) {
  const auto json = Json::parse(body, nullptr, false);
  if (!json.is_object()) return;
  if (json.contains("id")) asked.id = json["id"];
  if (json.contains("method") && json["method"].is_string()) asked.method = json["method"].get<std::string>();
  if (!json.contains("params") || !json["params"].is_object()) return;
  for (const auto& [name, value] : json["params"].items()) asked.params[name] = plain(value);
}

Asked askedBy(const ServerRequest& request) {
  constexpr std::string_view kRoot = "/api/v2/";
  Asked asked;
  if (request.path.starts_with(kRoot)) asked.method = request.path.substr(kRoot.size());
  for (const auto& [name, value] : request.query) asked.params[name] = value;
  if (request.method == "POST") readBody(asked, request.body);
  return asked;
}

// Every answer carries when it was begun and done, in microseconds.
ServerResponse wrapped(std::string_view key, Json what, const Json& id, Time at, int status) {
  Json body{{"jsonrpc", "2.0"}};
  if (!id.is_null()) body["id"] = id;
  body[key] = std::move(what);
  body["usIn"] = toMs(at) * 1000;
  body["usOut"] = toMs(at) * 1000 + 500;
  body["usDiff"] = 500;
  body["testnet"] = false;
  return answerJson(body, status);
}

Json errorJson(const DeribitError& error) {
  Json json{{"message", error.message}};
  if (!error.reason.empty()) json["data"] = {{"reason", error.reason}, {"param", error.param}};
  json["code"] = error.code;
  return json;
}

class Deribit final : public Exchange {
 public:
  [[nodiscard]] std::string_view venue() const override { return "deribit"; }

  [[nodiscard]] std::span<const std::string_view> endpoints() const override {
    static constexpr std::array<std::string_view, 1> kEndpoints{"rest"};
    return kEndpoints;
  }

  [[nodiscard]] ServerResponse answer(const ServerRequest& request, const Dataset& market) const override {
    auto asked = askedBy(request);
    const auto route = std::ranges::find(kRoutes, asked.method, &Route::method);
    if (route == kRoutes.end())
      return wrapped("error", errorJson({-32601, "Method not found"}), asked.id, request.at, 400);
    auto result = route->answer({market, request.at, std::move(asked.params)});
    if (!result) return wrapped("error", errorJson(result.error()), asked.id, request.at, 400);
    return wrapped("result", *std::move(result), asked.id, request.at, 200);
  }

  // The rate for callers without an account is not published; this is what the venue is known to bear.
  [[nodiscard]] std::span<const venues::Pool> pools() const override {
    static const std::vector<venues::Pool> pools{{"rest", {{std::chrono::seconds{10}, 50}}}};
    return pools;
  }

  [[nodiscard]] std::vector<venues::Charge> cost(const ServerRequest&) const override {
    return {{"rest", 1}};
  }

  [[nodiscard]] ServerResponse overLimit(const PoolUse&) const override {
    return wrapped("error", errorJson({10028, "too_many_requests"}), Json{}, Time{}, 429);
  }
};

}  // namespace

const Exchange& deribit() {
  static const Deribit exchange;
  return exchange;
}

std::vector<Instrument> deribitProducts(const Dataset& market) {
  std::vector<Instrument> all;
  for (const auto& instrument : market.instruments())
    if (instrument.venue == "deribit") all.push_back(instrument);
  return all;
}

std::expected<Instrument, DeribitError> DeribitCall::instrument() const {
  const auto name = param("instrument_name");
  if (name.empty())
    return std::unexpected(DeribitError{.reason = "value required", .param = "instrument_name"});
  const auto all = deribitProducts(market);
  if (auto found = productNamed(all, name)) return *std::move(found);
  return std::unexpected(DeribitError{.reason = "instrument not found", .param = "instrument_name"});
}

std::expected<TimeRange, DeribitError> DeribitCall::range() const {
  TimeRange range;
  for (const auto& [name, bound] :
       {std::pair{"start_timestamp", &range.from}, std::pair{"end_timestamp", &range.to}}) {
    const auto ms = parseNumber<std::int64_t>(param(name));
    if (!ms)
      return std::unexpected(DeribitError{
          .reason = params.contains(name) ? "must be integer" : "value required", .param = name});
    *bound = timeFromMs(*ms);
  }
  range.to = std::min(range.to, at) + Milliseconds{1};
  return range;
}

}  // namespace perpscope::sim::exchanges
