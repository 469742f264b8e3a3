#include <fmt/format.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "sim/exchanges/deribit.h"
#include "sim/in_process.h"
#include "sim/made_market.h"

namespace perpscope {
namespace {

using Json = nlohmann::json;

constexpr Time kNow = utc(2026, 11, 20, 13 * kHour + 37 * kMinute + Milliseconds{12'345});
constexpr Time kListed = utc(2026, 1, 1);

const Instrument kInverse = *instrumentOfSymbol("deribit", "BTC-PERPETUAL");
const Instrument kLinear = *instrumentOfSymbol("deribit", "BTC_USDC-PERPETUAL");
const Instrument kSpot = *instrumentOfSymbol("deribit", "BTC_USDC");

class DeribitExchange : public testing::Test {
 protected:
  Json ask(std::string_view target, int status = 200, std::string_view body = {}) {
    const venues::Request request{
        "rest", std::string(target), body.empty() ? "GET" : "POST", std::string(body), {}};
    const auto answer = test::asked(sim::exchanges::deribit(), market_, request, kNow);
    EXPECT_EQ(answer.status, status) << target;
    return Json::parse(answer.body);
  }
  Json get(std::string_view call) { return ask(fmt::format("/api/v2/public/{}", call)).at("result"); }
  Json refused(std::string_view call) { return ask(fmt::format("/api/v2/public/{}", call), 400).at("error"); }
  Json chart(Time from, Time to, std::string_view resolution) {
    return get(
        fmt::format("get_tradingview_chart_data?instrument_name=BTC-PERPETUAL&start_timestamp={}&end_"
                    "timestamp={}&resolution={}",
                    toMs(from), toMs(to), resolution));
  }
  Json funding(Time from, Time to) {
    return get(fmt::format(
        "get_funding_rate_history?instrument_name=BTC-PERPETUAL&start_timestamp={}&end_timestamp={}",
        toMs(from), toMs(to)));
  }

  test::MadeMarket market_{{kInverse, kLinear, kSpot}, {kListed, kNow + Milliseconds{1}}};
};

TEST_F(DeribitExchange, BarsAreColumns) {
  const Time from = utc(2026, 11, 20, 11 * kHour);
  const auto result = chart(from, kNow, "60");
  EXPECT_EQ(result.at("status"), "ok");
  EXPECT_EQ(result.at("ticks"), Json({toMs(from), toMs(from + kHour), toMs(from + 2 * kHour)}));
  const auto bar = market_.bars(kInverse, PriceKind::Trade, Interval::H1, {from, from + kHour}).at(0);
  EXPECT_EQ(result.at("open").at(0), bar.open.value());
  EXPECT_EQ(result.at("volume").at(0), bar.volume.value());
  EXPECT_EQ(result.at("cost").at(0), bar.volume_quote.value());
  EXPECT_EQ(chart(utc(2025, 1, 1), utc(2025, 1, 2), "60").at("status"), "no_data");
}

TEST_F(DeribitExchange, NoMoreThan5000BarsTheNewest) {
  const auto ticks = chart(utc(2026, 11, 1), kNow, "1").at("ticks");
  ASSERT_EQ(ticks.size(), 5000U);
  EXPECT_EQ(ticks.back(), toMs(utc(2026, 11, 20, 13 * kHour + 37 * kMinute)));
}

TEST_F(DeribitExchange, OddResolutionsAreBuilt) {
  const Time from = utc(2026, 11, 20, 9 * kHour);
  const auto three = chart(from, from + 6 * kHour - Milliseconds{1}, "180");
  EXPECT_EQ(three.at("ticks"), Json({toMs(from), toMs(from + 3 * kHour)}));
  const auto hours = market_.bars(kInverse, PriceKind::Trade, Interval::H1, {from, from + 3 * kHour});
  EXPECT_EQ(three.at("open").at(0), hours.at(0).open.value());
  EXPECT_EQ(three.at("close").at(0), hours.at(2).close.value());
  EXPECT_EQ(three.at("high").at(0),
            std::max({hours[0].high.value(), hours[1].high.value(), hours[2].high.value()}));
  EXPECT_NEAR(three.at("volume").at(0).get<double>(),
              hours[0].volume.value() + hours[1].volume.value() + hours[2].volume.value(), 1e-9);
  EXPECT_EQ(refused("get_tradingview_chart_data?instrument_name=BTC-PERPETUAL&start_timestamp=0&end_"
                    "timestamp=1&resolution=240")
                .at("data")
                .at("param"),
            "resolution");
}

// At 13:37 the bar of 12 o'clock holds two hours, and nothing of 14 o'clock.
TEST_F(DeribitExchange, ABuiltBarThatRunsHoldsNothingOfLater) {
  const test::MadeMarket later({kInverse}, {kListed, kNow + kDay});
  const venues::Request request{
      "rest",
      fmt::format(
          "/api/v2/public/get_tradingview_chart_data?instrument_name=BTC-PERPETUAL&start_timestamp={}&"
          "end_timestamp={}&resolution=180",
          toMs(utc(2026, 11, 20, 12 * kHour)), toMs(kNow)),
      "GET",
      {},
      {}};
  const auto result =
      Json::parse(test::asked(sim::exchanges::deribit(), later, request, kNow).body).at("result");
  const auto hours = later.bars(kInverse, PriceKind::Trade, Interval::H1,
                                {utc(2026, 11, 20, 12 * kHour), utc(2026, 11, 20, 14 * kHour)});
  ASSERT_EQ(result.at("ticks").size(), 1U);
  EXPECT_EQ(result.at("close").at(0), hours.at(1).close.value());
}

TEST_F(DeribitExchange, FundingHoldsAMonthAtMost) {
  const auto month = funding(utc(2026, 9, 1), utc(2026, 11, 1));
  ASSERT_EQ(month.size(), 744U);
  EXPECT_EQ(month.back().at("timestamp"), toMs(utc(2026, 11, 1)));
  const auto settled =
      market_.settledFunding(kInverse, {utc(2026, 10, 31, 17 * kHour), utc(2026, 11, 1, kHour)});
  EXPECT_EQ(month.back().at("interest_1h"), settled.back().rate.fraction);
  double sum = 0;
  for (const auto& row : settled) sum += row.rate.fraction;
  EXPECT_NEAR(month.back().at("interest_8h").get<double>(), sum, 1e-15);
  EXPECT_GT(month.back().at("index_price").get<double>(), 0);
}

TEST_F(DeribitExchange, BothTimesAreRequired) {
  const auto error = refused("get_funding_rate_history?instrument_name=BTC-PERPETUAL&start_timestamp=0");
  EXPECT_EQ(error.at("code"), -32602);
  EXPECT_EQ(error.at("data").at("param"), "end_timestamp");
  EXPECT_EQ(refused("get_tradingview_chart_data?instrument_name=BTC-PERPETUAL&start_timestamp=x&end_"
                    "timestamp=1&resolution=1")
                .at("data")
                .at("reason"),
            "must be integer");
}

TEST_F(DeribitExchange, UnknownNames) {
  const auto error = refused("ticker?instrument_name=NOSUCH-PERPETUAL");
  EXPECT_EQ(error.at("message"), "Invalid params");
  EXPECT_EQ(error.at("data").at("reason"), "instrument not found");
  EXPECT_EQ(refused("nothing").at("code"), -32601);
  EXPECT_EQ(refused("get_funding_rate_history?instrument_name=BTC_USDC&start_timestamp=0&end_timestamp=1")
                .at("data")
                .at("param"),
            "instrument_name");
}

TEST_F(DeribitExchange, WhatIsListed) {
  EXPECT_EQ(get("get_instruments").size(), 3U);
  EXPECT_EQ(get("get_instruments?currency=BTC&kind=future").size(), 1U);
  EXPECT_EQ(get("get_instruments?currency=USDC&kind=future").at(0).at("instrument_name"),
            "BTC_USDC-PERPETUAL");
  EXPECT_EQ(get("get_instruments?kind=spot").at(0).at("kind"), "spot");
  const auto inverse = get("get_instrument?instrument_name=BTC-PERPETUAL");
  EXPECT_EQ(inverse.at("instrument_type"), "reversed");
  EXPECT_EQ(inverse.at("settlement_currency"), "BTC");
  EXPECT_EQ(inverse.at("creation_timestamp"), toMs(kListed));
  EXPECT_EQ(get("get_currencies").size(), 2U);
  EXPECT_EQ(get("get_time"), toMs(kNow));
}

TEST_F(DeribitExchange, AmountsAreInDollarsOrCoins) {
  const auto sample = market_.openInterest(kInverse, 5 * kMinute, {kNow - 5 * kMinute, kNow}).back();
  EXPECT_EQ(get("ticker?instrument_name=BTC-PERPETUAL").at("open_interest"), sample.usd.value());
  EXPECT_EQ(get("ticker?instrument_name=BTC_USDC-PERPETUAL").at("open_interest"), sample.base.value());
  EXPECT_NEAR(get("ticker?instrument_name=BTC-PERPETUAL").at("current_funding").get<double>(), 8e-4, 1e-15);
  const auto summary = get("get_book_summary_by_instrument?instrument_name=BTC-PERPETUAL");
  EXPECT_EQ(summary.at(0).at("open_interest"), sample.usd.value());
}

TEST_F(DeribitExchange, CallsByPost) {
  const auto body =
      ask("/api/v2", 200,
          R"({"jsonrpc":"2.0","id":42,"method":"public/ticker","params":{"instrument_name":"BTC_USDC"}})");
  EXPECT_EQ(body.at("id"), 42);
  EXPECT_EQ(body.at("result").at("instrument_name"), "BTC_USDC");
  EXPECT_EQ(ask("/api/v2", 400, "[").at("error").at("code"), -32601);
}

TEST_F(DeribitExchange, OverTheLimit) {
  const auto refused = sim::exchanges::deribit().overLimit({"rest", {}, 6, Milliseconds{200}});
  EXPECT_EQ(refused.status, 429);
  EXPECT_EQ(Json::parse(refused.body).at("error").at("code"), 10028);
}

}  // namespace
}  // namespace perpscope
