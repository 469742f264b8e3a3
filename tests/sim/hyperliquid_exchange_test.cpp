#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "sim/exchanges/hyperliquid.h"
#include "sim/in_process.h"
#include "sim/made_market.h"

namespace perpscope::sim {
namespace {

using nlohmann::json;
using testing::HasSubstr;

constexpr Time kNow = utc(2026, 3, 10, 12 * kHour + 30 * kMinute);
constexpr Time kListed = utc(2025, 1, 1);

class HyperliquidExchange : public testing::Test {
 protected:
  [[nodiscard]] venues::Response post(const std::string& body) const {
    return test::asked(exchanges::hyperliquid(), market_, {"rest", "/info", "POST", body, {}}, kNow);
  }
  [[nodiscard]] json answer(const json& question) const {
    const auto answer = post(question.dump());
    EXPECT_EQ(answer.status, 200) << answer.body;
    return json::parse(answer.body);
  }
  [[nodiscard]] static json bars(const std::string& coin, const std::string& interval, Time from, Time to) {
    return {
        {"type", "candleSnapshot"},
        {"req", {{"coin", coin}, {"interval", interval}, {"startTime", toMs(from)}, {"endTime", toMs(to)}}}};
  }
  [[nodiscard]] static double weight(const json& question) {
    const auto costs =
        exchanges::hyperliquid().cost(test::served({"rest", "/info", "POST", question.dump(), {}}, kNow));
    return costs.at(0).weight;
  }

  test::MadeMarket market_{{*standardInstrument("hyperliquid", MarketKind::Perp, "BTC"),
                            *standardInstrument("hyperliquid", MarketKind::Perp, "ETH"),
                            *standardInstrument("hyperliquid", MarketKind::Spot, "BTC"),
                            *standardInstrument("hyperliquid", MarketKind::Spot, "HYPE")},
                           {kListed, kNow + Milliseconds{1}}};
};

TEST_F(HyperliquidExchange, Bars) {
  const auto rows = answer(bars("BTC", "1h", kNow - 3 * kHour, kNow));
  ASSERT_EQ(rows.size(), 3U);
  const Time open = utc(2026, 3, 10, 10 * kHour);
  EXPECT_EQ(rows[0]["t"], toMs(open));
  EXPECT_EQ(rows[0]["T"], toMs(open + kHour) - 1);
  EXPECT_EQ(rows[0]["s"], "BTC");
  EXPECT_EQ(rows[0]["i"], "1h");
  EXPECT_TRUE(rows[0]["o"].is_string());
  EXPECT_GT(rows[2]["T"], toMs(kNow));
}

TEST_F(HyperliquidExchange, OnlyTheNewest5000BarsExist) {
  const auto hours = answer(bars("BTC", "1h", kListed, kNow));
  ASSERT_EQ(hours.size(), 5000U);
  EXPECT_EQ(hours.back()["t"], toMs(utc(2026, 3, 10, 12 * kHour)));
  EXPECT_EQ(answer(bars("BTC", "1m", kListed, kNow - 5000 * kMinute)).size(), 0U);
  EXPECT_EQ(answer(bars("BTC", "1d", kListed, kNow)).size(), 434U);
}

TEST_F(HyperliquidExchange, WeeksMonthsAndOddBars) {
  const auto weeks = answer(bars("BTC", "1w", kNow - 20 * kDay, kNow));
  ASSERT_EQ(weeks.size(), 3U);
  EXPECT_EQ(weeks.back()["t"], toMs(utc(2026, 3, 9)));
  const auto months = answer(bars("BTC", "1M", kNow - 40 * kDay, kNow));
  ASSERT_EQ(months.size(), 2U);
  EXPECT_EQ(months[0]["t"], toMs(utc(2026, 2, 1)));
  EXPECT_EQ(months[0]["T"], toMs(utc(2026, 3, 1)) - 1);
  EXPECT_EQ(months[1]["t"], toMs(utc(2026, 3, 1)));
  EXPECT_EQ(answer(bars("BTC", "2h", kNow - 4 * kHour, kNow)).size(), 2U);
}

TEST_F(HyperliquidExchange, FundingComes500RowsFromTheStart) {
  const json question{{"type", "fundingHistory"}, {"coin", "BTC"}, {"startTime", toMs(kListed)}};
  const auto rows = answer(question);
  ASSERT_EQ(rows.size(), 500U);
  const auto late = rows[0]["time"].get<std::int64_t>() - toMs(kListed);
  EXPECT_GE(late, 1);
  EXPECT_LE(late, 118);
  const json short_range{{"type", "fundingHistory"},
                         {"coin", "BTC"},
                         {"startTime", toMs(kNow - 2 * kHour)},
                         {"endTime", toMs(kNow)}};
  EXPECT_EQ(answer(short_range).size(), 2U);
}

TEST_F(HyperliquidExchange, WhatCannotBeRead) {
  for (const char* body :
       {"{", "[]", "{}", R"({"type":"nothing"})", R"({"type":7})",
        R"({"type":"fundingHistory","coin":"BTC"})", R"({"type":"candleSnapshot"})",
        R"({"type":"fundingHistory","coin":"BTC","startTime":-1})",
        R"({"type":"candleSnapshot","req":{"coin":"BTC","interval":"6h","startTime":1}})",
        R"({"type":"candleSnapshot","req":{"coin":"BTC","interval":"1h","startTime":-5}})"}) {
    const auto answer = post(body);
    EXPECT_EQ(answer.status, 422) << body;
    EXPECT_THAT(answer.body, HasSubstr("Failed to deserialize"));
  }
}

TEST_F(HyperliquidExchange, UnknownCoins) {
  for (const auto& question :
       {json{{"type", "fundingHistory"}, {"coin", "btc"}, {"startTime", 0}},
        json{{"type", "fundingHistory"}, {"coin", "@1"}, {"startTime", 0}},
        json{{"type", "metaAndAssetCtxs"}, {"dex", "xyz"}}, bars("@99", "1h", kListed, kNow)}) {
    const auto answer = post(question.dump());
    EXPECT_EQ(answer.status, 500) << question;
    EXPECT_EQ(answer.body, "null");
  }
  EXPECT_EQ(answer({{"type", "l2Book"}, {"coin", "btc"}}), nullptr);
}

TEST_F(HyperliquidExchange, OnlyPostsOfJson) {
  const auto& exchange = exchanges::hyperliquid();
  EXPECT_EQ(test::asked(exchange, market_, {"rest", "/info", "GET", {}, {}}, kNow).status, 405);
  EXPECT_EQ(test::asked(exchange, market_, {"rest", "/info", "POST", {}, {}}, kNow).status, 415);
  EXPECT_EQ(test::asked(exchange, market_, {"rest", "/exchange", "POST", "{}", {}}, kNow).status, 404);
}

TEST_F(HyperliquidExchange, SpotPairsAreNumbered) {
  const auto meta = answer({{"type", "spotMeta"}});
  EXPECT_EQ(meta["universe"][0]["name"], "PURR/USDC");
  EXPECT_EQ(meta["universe"][1]["name"], "@1");
  const auto base = meta["universe"][1]["tokens"][0].get<std::size_t>();
  EXPECT_EQ(meta["tokens"][base]["name"], "UBTC");
  EXPECT_EQ(meta["tokens"][base]["index"], base);
  EXPECT_EQ(meta["tokens"][3]["name"], "HYPE");
  const auto rows = answer(bars("@1", "1d", kNow - kDay, kNow));
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0]["s"], "@1");
  const auto contexts = answer({{"type", "spotMetaAndAssetCtxs"}});
  EXPECT_EQ(contexts[1][1]["coin"], "@1");
  EXPECT_EQ(contexts[1].size(), meta["universe"].size());
}

TEST_F(HyperliquidExchange, ContextsStandInTheOrderOfTheList) {
  const auto both = answer({{"type", "metaAndAssetCtxs"}});
  ASSERT_EQ(both[0]["universe"].size(), 2U);
  ASSERT_EQ(both[1].size(), 2U);
  EXPECT_EQ(both[0]["universe"][0]["name"], "BTC");
  EXPECT_EQ(both[1][0]["funding"], "0.0001");
  EXPECT_TRUE(both[1][0]["openInterest"].is_string());
  EXPECT_EQ(answer({{"type", "exchangeStatus"}})["time"], toMs(kNow));
  EXPECT_EQ(answer({{"type", "perpDexs"}}), json::array({nullptr}));
  const auto predicted = answer({{"type", "predictedFundings"}});
  EXPECT_EQ(predicted[0][0], "BTC");
  EXPECT_EQ(predicted[0][1][0][1]["nextFundingTime"], toMs(utc(2026, 3, 10, 12 * kHour)));
}

TEST_F(HyperliquidExchange, WeightGrowsWithTheRows) {
  EXPECT_EQ(weight({{"type", "meta"}}), 20);
  EXPECT_EQ(weight({{"type", "allMids"}}), 2);
  EXPECT_EQ(weight(bars("BTC", "1h", kListed, kNow)), 103);
  EXPECT_EQ(weight(bars("BTC", "1h", kNow - 59 * kHour, kNow)), 21);
  EXPECT_EQ(weight({{"type", "fundingHistory"}, {"coin", "BTC"}, {"startTime", toMs(kListed)}}), 45);
  EXPECT_EQ(exchanges::hyperliquid().overLimit({}).status, 429);
}

}  // namespace
}  // namespace perpscope::sim
