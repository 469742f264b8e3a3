#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "sim/exchanges/bitstamp.h"
#include "sim/in_process.h"
#include "sim/made_market.h"

namespace perpscope::sim {
namespace {

using nlohmann::json;
using testing::HasSubstr;

constexpr Time kNow = utc(2026, 3, 10, 12 * kHour + 30 * kMinute);
constexpr Time kListed = utc(2026, 1, 1);

std::string seconds(Time t) { return std::to_string(toMs(t) / 1000); }

class BitstampExchange : public testing::Test {
 protected:
  [[nodiscard]] venues::Response get(const std::string& target) const {
    return test::asked(exchanges::bitstamp(), market_, {"rest", target, "GET", {}, {}}, kNow);
  }
  [[nodiscard]] json bars(const std::string& query) const {
    const auto answer = get("/api/v2/ohlc/btcusd/?" + query);
    EXPECT_EQ(answer.status, 200) << answer.body;
    return json::parse(answer.body)["data"]["ohlc"];
  }
  [[nodiscard]] json settlements(const std::string& query) const {
    return json::parse(
        get("/api/v2/funding_rate_history/btcusd-perp/?" + query).body)["funding_rate_history"];
  }

  test::MadeMarket market_{{*standardInstrument("bitstamp", MarketKind::Spot, "BTC"),
                            *standardInstrument("bitstamp", MarketKind::Perp, "BTC"),
                            *standardInstrument("bitstamp", MarketKind::Spot, "ETH")},
                           {kListed, kNow + Milliseconds{1}}};
};

TEST_F(BitstampExchange, BarsAreTextsStampedInSeconds) {
  const auto answer =
      json::parse(get("/api/v2/ohlc/btcusd/?step=3600&limit=1&start=" + seconds(kListed)).body);
  EXPECT_EQ(answer["data"]["pair"], "BTC/USD");
  const auto& row = answer["data"]["ohlc"][0];
  EXPECT_EQ(row["timestamp"], "1767225600");
  for (const char* field : {"open", "high", "low", "close", "volume"})
    EXPECT_TRUE(row[field].is_string()) << field;
}

TEST_F(BitstampExchange, AStartAloneCountsForwards) {
  const auto rows = bars("step=3600&limit=3&start=" + seconds(kListed + 5 * kHour));
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(rows[0]["timestamp"], seconds(kListed + 5 * kHour));
  EXPECT_EQ(rows[2]["timestamp"], seconds(kListed + 7 * kHour));
  // Before the market began, it counts from there.
  EXPECT_EQ(bars("step=3600&limit=3&start=1000000000")[0]["timestamp"], seconds(kListed));
  EXPECT_EQ(bars("step=3600&limit=3&start=" + seconds(kNow + kHour)).size(), 0U);
}

TEST_F(BitstampExchange, HolesDoNotCount) {
  market_.addHole({kListed + kHour, kListed + 100 * kHour});
  const auto rows = bars("step=3600&limit=3&start=" + seconds(kListed));
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(rows[1]["timestamp"], seconds(kListed + 100 * kHour));
}

TEST_F(BitstampExchange, TheEndCountsWhereBothAreGiven) {
  const auto span = "&start=" + seconds(kListed) + "&end=" + seconds(kListed + 9 * kHour);
  const auto cut = bars("step=3600&limit=3" + span);
  ASSERT_EQ(cut.size(), 3U);
  EXPECT_EQ(cut[0]["timestamp"], seconds(kListed + 7 * kHour));
  EXPECT_EQ(cut[2]["timestamp"], seconds(kListed + 9 * kHour));
  EXPECT_EQ(bars("step=3600&limit=1000" + span).size(), 10U);
}

TEST_F(BitstampExchange, WithoutBothTheNewestBarsCome) {
  const auto rows = bars("step=3600&limit=2");
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[1]["timestamp"], seconds(utc(2026, 3, 10, 12 * kHour)));
  const auto closed = bars("step=3600&limit=2&exclude_current_candle=true");
  EXPECT_EQ(closed.back()["timestamp"], seconds(utc(2026, 3, 10, 11 * kHour)));
}

TEST_F(BitstampExchange, OddStepsAreThereToo) {
  const auto rows = bars("step=7200&limit=1&start=" + seconds(kListed));
  const auto hours = bars("step=3600&limit=2&start=" + seconds(kListed));
  EXPECT_EQ(rows[0]["open"], hours[0]["open"]);
  EXPECT_EQ(rows[0]["close"], hours[1]["close"]);
  EXPECT_EQ(rows[0]["timestamp"], seconds(kListed));
}

TEST_F(BitstampExchange, RefusesBadParameters) {
  const auto code = [this](const std::string& query) {
    const auto answer = get("/api/v2/ohlc/btcusd/?" + query);
    EXPECT_EQ(answer.status, 400) << query;
    return json::parse(answer.body)["response_code"];
  };
  EXPECT_EQ(code("limit=10"), "400.001");
  EXPECT_EQ(code("step=28800&limit=10"), "400.001");  // there are no 8-hour bars
  EXPECT_EQ(code("step=3600"), "400.011");
  EXPECT_EQ(code("step=3600&limit=0"), "400.011");
  EXPECT_EQ(code("step=3600&limit=1001"), "400.011");
}

TEST_F(BitstampExchange, UnknownMarketsAndPaths) {
  const auto page = get("/api/v2/ohlc/abcusd/?step=3600&limit=10");
  EXPECT_EQ(page.status, 404);
  EXPECT_THAT(page.body, HasSubstr("<html>"));
  EXPECT_EQ(get("/api/v3/ohlc/btcusd/").status, 404);
  EXPECT_EQ(get("/").status, 404);
  EXPECT_EQ(get("/api/v2/funding_rate/").body, R"({"message":"Not found."})");
  EXPECT_EQ(json::parse(get("/api/v2/funding_rate/btcusd/").body)["response_code"], "404.007");
}

TEST_F(BitstampExchange, FundingReachesBack30DaysAndHoldsAHundredRows) {
  const auto rows = settlements("limit=100&since_timestamp=0");
  ASSERT_EQ(rows.size(), 90U);
  EXPECT_GE(std::stoll(rows[0]["timestamp"].get<std::string>()), toMs(kNow - 30 * kDay) / 1000);
  EXPECT_EQ(settlements("").size(), 100U);
  EXPECT_EQ(settlements("limit=7").size(), 7U);
  EXPECT_LT(rows[0]["timestamp"], rows[1]["timestamp"]);
  const auto now = json::parse(get("/api/v2/funding_rate/btcusd-perp/").body);
  EXPECT_EQ(now["market"], "BTC/USD-PERP");
  EXPECT_EQ(now["next_funding_time"], seconds(utc(2026, 3, 10, 16 * kHour)));
}

TEST_F(BitstampExchange, TickersOfPerpetualsKnowOpenInterest) {
  const auto perp = json::parse(get("/api/v2/ticker/btcusd-perp/").body);
  EXPECT_EQ(perp["market"], "BTC/USD-PERP");
  EXPECT_TRUE(perp["open_interest"].is_string());
  EXPECT_TRUE(perp["mark_price"].is_string());
  EXPECT_FALSE(json::parse(get("/api/v2/ticker/btcusd/").body).contains("open_interest"));
  // What there is not is answered with all there is.
  EXPECT_EQ(json::parse(get("/api/v2/ticker/abcusd/").body).size(), 3U);
  EXPECT_EQ(json::parse(get("/api/v2/ticker/").body).size(), 3U);
}

TEST_F(BitstampExchange, ListsMarkets) {
  const auto markets = json::parse(get("/api/v2/markets/").body);
  ASSERT_EQ(markets.size(), 3U);
  EXPECT_EQ(markets[0]["market_symbol"], "btcusd");
  EXPECT_EQ(markets[2]["market_symbol"], "btcusd-perp");
  EXPECT_EQ(markets[2]["contract_size"], "1.00000000");
  EXPECT_EQ(markets[2]["market_type"], "PERPETUAL");
}

TEST_F(BitstampExchange, OverTheLimitIsNot429) {
  const auto refused = exchanges::bitstamp().overLimit({});
  EXPECT_EQ(refused.status, 400);
  EXPECT_EQ(json::parse(refused.body)["response_code"], "400.002");
}

}  // namespace
}  // namespace perpscope::sim
