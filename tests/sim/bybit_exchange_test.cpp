#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "sim/exchanges/bybit.h"
#include "sim/in_process.h"
#include "sim/made_market.h"

namespace perpscope {
namespace {

using Json = nlohmann::json;

constexpr Time kNow = utc(2026, 11, 20, 13 * kHour + 37 * kMinute);
constexpr Time kListed = utc(2026, 9, 1);

Instrument named(std::string_view symbol, MarketKind kind) {
  return *instrumentOfSymbol("bybit", symbol, kind);
}

class BybitExchange : public testing::Test {
 protected:
  [[nodiscard]] sim::ServerResponse raw(const std::string& target) const {
    return sim::exchanges::bybit().answer(test::served({"rest", target, "GET", {}, {}}, kNow), market_);
  }
  [[nodiscard]] Json asked(const std::string& target) const { return Json::parse(raw(target).body); }
  [[nodiscard]] Json list(const std::string& target) const { return asked(target).at("result").at("list"); }

  test::MadeMarket market_{{named("BTCUSDT", MarketKind::Spot), named("BTCUSDT", MarketKind::Perp),
                            named("ETHPERP", MarketKind::Perp), named("BTCUSD", MarketKind::Perp)},
                           {kListed, kNow + Milliseconds{1}}};
};

std::int64_t stampOf(const Json& row) { return std::stoll(row.at(0).get<std::string>()); }

TEST_F(BybitExchange, NewestBarsFirstUpToTheLimit) {
  const auto rows = list("/v5/market/kline?category=linear&symbol=BTCUSDT&interval=60");
  ASSERT_EQ(rows.size(), 200U);
  EXPECT_EQ(stampOf(rows[0]), toMs(utc(2026, 11, 20, 13 * kHour)));  // the running bar
  EXPECT_EQ(stampOf(rows[1]), toMs(utc(2026, 11, 20, 12 * kHour)));
  EXPECT_EQ(rows[0].size(), 7U);
  EXPECT_TRUE(rows[0][1].is_string());
  EXPECT_EQ(list("/v5/market/kline?category=linear&symbol=BTCUSDT&interval=1&limit=5000").size(), 1000U);
  const auto from = std::to_string(toMs(utc(2026, 10, 1)));
  const auto to = std::to_string(toMs(utc(2026, 10, 2)));
  // Inclusive at both ends.
  EXPECT_EQ(
      list("/v5/market/kline?category=linear&symbol=BTCUSDT&interval=60&start=" + from + "&end=" + to).size(),
      25U);
  const auto cut = list("/v5/market/kline?category=linear&symbol=BTCUSDT&interval=60&limit=3&start=" + from +
                        "&end=" + to);
  EXPECT_EQ(stampOf(cut[0]), toMs(utc(2026, 10, 2)));
  const auto onward =
      list("/v5/market/kline?category=linear&symbol=BTCUSDT&interval=60&limit=3&start=" + from);
  ASSERT_EQ(onward.size(), 3U);
  EXPECT_EQ(stampOf(onward[2]), toMs(utc(2026, 10, 1)));
}

TEST_F(BybitExchange, NothingBeforeTheListing) {
  const auto rows = list("/v5/market/kline?category=spot&symbol=BTCUSDT&interval=D&end=" +
                         std::to_string(toMs(kListed + 2 * kDay)));
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(stampOf(rows[2]), toMs(kListed));
}

TEST_F(BybitExchange, BuildsWhatTheMarketHasNot) {
  const auto weeks = list("/v5/market/kline?category=spot&symbol=BTCUSDT&interval=W&limit=2");
  ASSERT_EQ(weeks.size(), 2U);
  EXPECT_EQ(stampOf(weeks[0]), toMs(utc(2026, 11, 16)));  // a Monday
  const auto sixes = list("/v5/market/kline?category=spot&symbol=BTCUSDT&interval=360&limit=2");
  EXPECT_EQ(stampOf(sixes[0]), toMs(utc(2026, 11, 20, 12 * kHour)));
  const auto hours = list("/v5/market/kline?category=spot&symbol=BTCUSDT&interval=60&limit=8");
  EXPECT_EQ(sixes[1][1], hours[7][1]);  // opens with the first hour
  EXPECT_EQ(sixes[1][4], hours[2][4]);  // and closes with the last
}

TEST_F(BybitExchange, InverseVolumesAreUsdThenBase) {
  const auto row = list("/v5/market/kline?category=inverse&symbol=BTCUSD&interval=60&limit=1")[0];
  const auto bar = market_.bars(named("BTCUSD", MarketKind::Perp), PriceKind::Trade, Interval::H1,
                                {utc(2026, 11, 20, 13 * kHour), kNow})[0];
  EXPECT_EQ(std::stod(row[5].get<std::string>()), bar.volume_contracts.value());
  EXPECT_EQ(std::stod(row[6].get<std::string>()), bar.volume.value());
}

TEST_F(BybitExchange, ErrorsComeWithStatus200) {
  const auto code = [this](const std::string& target) {
    EXPECT_EQ(raw(target).status, 200) << target;
    return asked(target).at("retCode").get<int>();
  };
  EXPECT_EQ(code("/v5/market/kline?category=linear&symbol=NOSUCH&interval=60"), 10001);
  EXPECT_EQ(code("/v5/market/kline?category=linear&symbol=BTCUSDT&interval=480"), 10001);
  EXPECT_EQ(code("/v5/market/kline?symbol=BTCUSDT&interval=60"), 10001);
  EXPECT_EQ(code("/v5/market/kline?category=linear&symbol=BTCUSDT&interval=60&start=x"), 10001);
  EXPECT_EQ(code("/v5/market/kline?category=linear&symbol=BTCUSDT&interval=60&start=5&end=4"), 10001);
  EXPECT_EQ(code("/v5/market/premium-index-price-kline?category=inverse&symbol=BTCUSD&interval=60"), 10001);
  EXPECT_EQ(code("/v5/market/mark-price-kline?category=spot&symbol=BTCUSDT&interval=60"), 10001);
  EXPECT_EQ(code("/v5/market/open-interest?category=linear&symbol=BTCUSDT&intervalTime=12h"), 10001);
  EXPECT_EQ(asked("/v5/market/kline?category=linear&symbol=NOSUCH&interval=60").at("retMsg"),
            "params error: symbol invalid");
  EXPECT_EQ(raw("/v5/market/nothing").status, 404);
}

TEST_F(BybitExchange, FundingNeedsAnEnd) {
  const std::string path = "/v5/market/funding/history?category=linear&symbol=BTCUSDT";
  EXPECT_EQ(asked(path + "&startTime=1780000000000").at("retCode"), 10001);
  const auto rows = list(path + "&endTime=" + std::to_string(toMs(utc(2026, 10, 1))));
  ASSERT_EQ(rows.size(), 91U);  // 30 days and the end itself
  EXPECT_EQ(rows[0].at("fundingRateTimestamp"), std::to_string(toMs(utc(2026, 10, 1))));
  EXPECT_EQ(list(path).size(), 200U);
}

TEST_F(BybitExchange, OpenInterestCountsBothSides) {
  const auto row = list("/v5/market/open-interest?category=linear&symbol=BTCUSDT&intervalTime=1h&limit=1")[0];
  const auto sample = market_.openInterest(named("BTCUSDT", MarketKind::Perp), kHour,
                                           {utc(2026, 11, 20, 13 * kHour), kNow})[0];
  EXPECT_EQ(std::stod(row.at("singleOpenInterest").get<std::string>()), sample.base.value());
  EXPECT_EQ(std::stod(row.at("openInterest").get<std::string>()), 2 * sample.base.value());
  const auto inverse =
      list("/v5/market/open-interest?category=inverse&symbol=BTCUSD&intervalTime=1h&limit=1")[0];
  EXPECT_EQ(std::stod(inverse.at("singleOpenInterest").get<std::string>()), sample.usd.value());
}

TEST_F(BybitExchange, AStartAloneIsPassedOver) {
  const std::string path = "/v5/market/open-interest?category=linear&symbol=BTCUSDT&intervalTime=1h";
  const auto rows = list(path + "&startTime=" + std::to_string(toMs(utc(2026, 10, 1))));
  ASSERT_EQ(rows.size(), 50U);
  EXPECT_EQ(rows[0].at("timestamp"), std::to_string(toMs(utc(2026, 11, 20, 13 * kHour))));
}

TEST_F(BybitExchange, TheCursorLeadsBack) {
  const std::string path =
      "/v5/market/open-interest?category=linear&symbol=BTCUSDT&intervalTime=4h&limit=200";
  auto result = asked(path).at("result");
  std::size_t rows = result.at("list").size();
  int pages = 1;
  for (std::string cursor; !(cursor = result.at("nextPageCursor").get<std::string>()).empty() && pages < 10;
       ++pages) {
    result = asked(path + "&cursor=" + cursor).at("result");
    rows += result.at("list").size();
  }
  EXPECT_EQ(pages, 3);
  EXPECT_EQ(rows,
            market_.openInterest(named("BTCUSDT", MarketKind::Perp), 4 * kHour, {kListed, kNow}).size());
  // Encoded twice it is no cursor.
  EXPECT_EQ(asked(path + "&cursor=lastid%253D1%2526lasttime%253D1780617600").at("retCode"), 10001);
}

TEST_F(BybitExchange, ListsAndPricesWhatThereIs) {
  EXPECT_EQ(list("/v5/market/instruments-info?category=linear").size(), 2U);
  const auto usdc = list("/v5/market/instruments-info?category=linear&symbol=ETHPERP")[0];
  EXPECT_EQ(usdc.at("settleCoin"), "USDC");
  EXPECT_EQ(usdc.at("fundingInterval"), 480);
  EXPECT_EQ(usdc.at("launchTime"), std::to_string(toMs(kListed)));
  EXPECT_EQ(list("/v5/market/instruments-info?category=linear&status=PreLaunch").size(), 0U);
  EXPECT_EQ(list("/v5/market/instruments-info?category=option&baseCoin=BTC").size(), 0U);
  const auto ticker = list("/v5/market/tickers?category=inverse&symbol=BTCUSD")[0];
  EXPECT_EQ(ticker.at("nextFundingTime"), std::to_string(toMs(utc(2026, 11, 20, 16 * kHour))));
  EXPECT_EQ(std::stod(ticker.at("openInterestValue").get<std::string>()),
            2 * std::stod(ticker.at("singleOpenInterestValue").get<std::string>()));
  EXPECT_FALSE(list("/v5/market/tickers?category=spot")[0].contains("fundingRate"));
  EXPECT_EQ(asked("/v5/market/time").at("result").at("timeSecond"), std::to_string(toMs(kNow) / 1000));
}

TEST_F(BybitExchange, TooManyRequestsAreForbidden) {
  const auto refused = sim::exchanges::bybit().overLimit({});
  EXPECT_EQ(refused.status, 403);
  EXPECT_EQ(refused.body, "access too frequent");
}

}  // namespace
}  // namespace perpscope
