// The simulated Coinbase: paging borders, error bodies, what client libraries ask for first.
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "sim/exchanges/coinbase.h"
#include "sim/made_market.h"
#include "sim/target.h"

namespace perpscope::sim {
namespace {

using nlohmann::json;

constexpr Time kNow = utc(2026, 11, 20, 13 * kHour + 37 * kMinute);

test::MadeMarket market() {
  return {{*standardInstrument("coinbase", MarketKind::Spot, "BTC"),
           *standardInstrument("coinbase", MarketKind::Perp, "BTC")},
          {utc(2026, 1, 1), kNow + Milliseconds{1}}};
}

ServerResponse ask(std::string endpoint, std::string_view target, bool with_agent = true) {
  const auto parsed = parseTarget(target);
  ServerRequest request{std::move(endpoint), "GET", parsed->path, parsed->query, {}, {}, kNow};
  if (with_agent) request.headers.push_back({"user-agent", "test"});
  return exchanges::coinbase().answer(request, market());
}

json spot(std::string_view target, int status = 200) {
  const auto answer = ask("exchange_rest", target);
  EXPECT_EQ(answer.status, status) << target << ' ' << answer.body;
  return json::parse(answer.body);
}

json intx(std::string_view target, int status = 200) {
  const auto answer = ask("intx_rest", target);
  EXPECT_EQ(answer.status, status) << target << ' ' << answer.body;
  return json::parse(answer.body);
}

TEST(CoinbaseExchange, WantsAUserAgent) {
  EXPECT_EQ(ask("exchange_rest", "/time", false).status, 400);
  EXPECT_EQ(ask("intx_rest", "/api/v1/instruments", false).status, 200);
}

TEST(CoinbaseExchange, CandlesAreNewestFirstWithLowBeforeHigh) {
  const auto rows =
      spot("/products/BTC-USD/candles?granularity=3600&start=2026-11-20T00:00:00Z&end=2026-11-20T02:00:00Z");
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(rows[0][0], toMs(utc(2026, 11, 20, 2 * kHour)) / 1000);
  EXPECT_EQ(rows[2][0], toMs(utc(2026, 11, 20)) / 1000);
  EXPECT_LT(rows[0][1], rows[0][2]);
  const auto bar = market().bars(market().instruments()[0], PriceKind::Trade, Interval::H1,
                                 {utc(2026, 11, 20), utc(2026, 11, 20, kHour)})[0];
  EXPECT_EQ(rows[2][3], bar.open.value());
  EXPECT_EQ(rows[2][4], bar.close.value());
  EXPECT_EQ(rows[2][5], bar.volume.value());
}

TEST(CoinbaseExchange, RefusesMoreThan300Candles) {
  const std::string path = "/products/BTC-USD/candles?granularity=60&start=1789999980&end=";
  EXPECT_EQ(spot(path + std::to_string(1'789'999'980 + 299 * 60)).size(), 300U);
  EXPECT_EQ(
      spot(path + std::to_string(1'789'999'980 + 300 * 60), 400)["message"],
      "granularity too small for the requested time range. Count of aggregations requested exceeds 300");
}

TEST(CoinbaseExchange, OneBoundAloneIsIgnored) {
  const auto rows = spot("/products/BTC-USD/candles?granularity=60&start=1770000000");
  ASSERT_EQ(rows.size(), 300U);
  EXPECT_EQ(rows[0][0], toMs(utc(2026, 11, 20, 13 * kHour + 37 * kMinute)) / 1000);
}

TEST(CoinbaseExchange, SixHoursAreMadeOfHours) {
  const auto rows =
      spot("/products/BTC-USD/candles?granularity=21600&start=2026-11-19T00:00:00Z&end=2026-11-19T23:00:00Z");
  ASSERT_EQ(rows.size(), 4U);
  EXPECT_EQ(rows[3][0], toMs(utc(2026, 11, 19)) / 1000);
}

TEST(CoinbaseExchange, RefusesBadParameters) {
  EXPECT_EQ(spot("/products/BTC-USD/candles?granularity=120", 400)["message"], "Unsupported granularity");
  spot("/products/BTC-USD/candles?granularity=60&start=soon&end=later", 400);
  spot("/products/BTC-USD/candles?granularity=60&start=1790000000&end=1780000000", 400);
  EXPECT_EQ(spot("/products/XXX-USD/candles?granularity=60", 404)["message"], "NotFound");
  EXPECT_EQ(spot("/products/BTC-USD/nonsense", 404)["message"], "NotFound");
  EXPECT_EQ(spot("/nonsense", 404)["message"], "NotFound");
  EXPECT_EQ(intx("/api/v1/instruments/XXX-PERP", 404)["title"], "Not Found");
  EXPECT_EQ(intx("/api/v2/instruments", 404)["status"], 404);
}

TEST(CoinbaseExchange, AnswersWhatLibrariesAskFirst) {
  EXPECT_EQ(spot("/time")["epoch"], static_cast<double>(toMs(kNow)) / 1000);
  EXPECT_EQ(spot("/products")[0]["id"], "BTC-USD");
  EXPECT_EQ(spot("/products/BTC-USD")["base_currency"], "BTC");
  EXPECT_EQ(spot("/products/BTC-USD/ticker")["time"], "2026-11-20T13:37:00Z");
  EXPECT_TRUE(spot("/products/spark-lines").contains("BTC-USD"));
  EXPECT_EQ(spot("/currencies").size(), 2U);
  EXPECT_EQ(intx("/api/v1/assets").size(), 2U);
  const auto instrument = intx("/api/v1/instruments")[0];
  EXPECT_EQ(instrument["funding_interval"], "3600000000000");
  EXPECT_EQ(intx("/api/v1/instruments/" + instrument["instrument_id"].get<std::string>()), instrument);
}

TEST(CoinbaseExchange, FundingIsPagedByPosition) {
  const auto newest = intx("/api/v1/instruments/BTC-PERP/funding");
  EXPECT_EQ(newest["pagination"]["result_limit"], 25);
  ASSERT_EQ(newest["results"].size(), 25U);
  EXPECT_EQ(newest["results"][0]["event_time"], "2026-11-20T13:00:00Z");
  const auto older = intx("/api/v1/instruments/BTC-PERP/funding?result_limit=1000&result_offset=24");
  ASSERT_EQ(older["results"].size(), 100U);
  EXPECT_EQ(older["results"][0], newest["results"][24]);
  const auto hours = (kNow - utc(2026, 1, 1)) / kHour + 1;
  const auto last = intx("/api/v1/instruments/BTC-PERP/funding?result_offset=" + std::to_string(hours - 1));
  ASSERT_EQ(last["results"].size(), 1U);
  EXPECT_EQ(last["results"][0]["event_time"], "2026-01-01T00:00:00Z");
  EXPECT_TRUE(
      intx("/api/v1/instruments/BTC-PERP/funding?result_offset=" + std::to_string(hours))["results"].empty());
  intx("/api/v1/instruments/BTC-PERP/funding?result_limit=0", 400);
  intx("/api/v1/instruments/BTC-PERP/funding?result_offset=-1", 400);
}

TEST(CoinbaseExchange, CandlesOfIntx) {
  const auto rows = intx(
      "/api/v1/instruments/BTC-PERP/candles?granularity=ONE_HOUR&start=2026-11-20T00:00:00Z&end="
      "2026-11-20T02:00:00Z")["aggregations"];
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_TRUE(rows[0]["open"].is_string());
  EXPECT_EQ(intx("/api/v1/instruments/BTC-PERP/candles?granularity=ONE_MINUTE&start=2026-11-01T00:00:00Z")
                ["aggregations"]
                    .size(),
            300U);
  intx("/api/v1/instruments/BTC-PERP/candles?granularity=3600&start=2026-11-01T00:00:00Z", 400);
  intx("/api/v1/instruments/BTC-PERP/candles?granularity=ONE_HOUR", 400);
}

TEST(CoinbaseExchange, SaysSlowDown) {
  const auto& exchange = exchanges::coinbase();
  const auto refused = exchange.overLimit({"exchange", {}, 11, Milliseconds{200}});
  EXPECT_EQ(refused.status, 429);
  EXPECT_EQ(json::parse(refused.body)["message"], "Public rate limit exceeded");
  EXPECT_EQ(exchange.overLimit({"intx", {}, 11, Milliseconds{200}}).status, 429);
}

}  // namespace
}  // namespace perpscope::sim
