#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "sim/exchanges/okx.h"
#include "sim/in_process.h"
#include "sim/made_market.h"

namespace perpscope {
namespace {

using Json = nlohmann::json;

constexpr Time kNow = utc(2026, 11, 20, 13 * kHour + 37 * kMinute);
constexpr Time kListed = utc(2026, 1, 1);

Instrument named(std::string_view symbol, MarketKind kind = MarketKind::Perp) {
  return *instrumentOfSymbol("okx", symbol, kind);
}

class OkxExchange : public testing::Test {
 protected:
  [[nodiscard]] sim::ServerResponse raw(const std::string& target) const {
    return sim::exchanges::okx().answer(test::served({"rest", "/api/v5" + target, "GET", {}, {}}, kNow),
                                        market_);
  }
  [[nodiscard]] Json asked(const std::string& target) const { return Json::parse(raw(target).body); }
  [[nodiscard]] Json data(const std::string& target) const { return asked(target).at("data"); }

  test::MadeMarket market_{
      {named("BTC-USDT", MarketKind::Spot), named("BTC-USDT-SWAP"), named("BTC-USD-SWAP")},
      {kListed, kNow + Milliseconds{1}}};
};

std::int64_t stampOf(const Json& row) { return std::stoll(row.at(0).get<std::string>()); }
std::string ms(Time t) { return std::to_string(toMs(t)); }
double number(const Json& text) { return std::stod(text.get<std::string>()); }

TEST_F(OkxExchange, NewestBarsFirst) {
  const auto rows = data("/market/candles?instId=BTC-USDT&bar=1H");
  ASSERT_EQ(rows.size(), 100U);
  EXPECT_EQ(stampOf(rows[0]), toMs(utc(2026, 11, 20, 13 * kHour)));
  EXPECT_EQ(rows[0][8], "0");  // running
  EXPECT_EQ(rows[1][8], "1");
  EXPECT_EQ(rows[0][6], rows[0][7]);  // at spot both are quote
  EXPECT_EQ(data("/market/candles?instId=BTC-USDT&bar=1H&limit=1000").size(), 300U);
  EXPECT_EQ(data("/market/mark-price-candles?instId=BTC-USDT-SWAP&bar=1H&limit=300").size(), 100U);
  EXPECT_EQ(data("/market/history-index-candles?instId=BTC-USDT&bar=1H")[0].size(), 6U);
  EXPECT_EQ(stampOf(data("/market/candles?instId=BTC-USDT")[0]),
            toMs(utc(2026, 11, 20, 13 * kHour + 37 * kMinute)));
}

TEST_F(OkxExchange, AfterIsOlderAndBeforeIsNewer) {
  const Time t = utc(2026, 11, 1);
  const auto older = data("/market/history-candles?instId=BTC-USDT&bar=1H&limit=2&after=" + ms(t));
  EXPECT_EQ(stampOf(older[0]), toMs(t - kHour));
  // Not the page behind the stamp, but the newest.
  const auto newer = data("/market/history-candles?instId=BTC-USDT&bar=1H&limit=2&before=" + ms(t));
  EXPECT_EQ(stampOf(newer[0]), toMs(utc(2026, 11, 20, 13 * kHour)));
  const auto between =
      data("/market/history-candles?instId=BTC-USDT&bar=1H&before=" + ms(t) + "&after=" + ms(t + 3 * kHour));
  ASSERT_EQ(between.size(), 2U);
  EXPECT_EQ(stampOf(between[1]), toMs(t + kHour));
}

TEST_F(OkxExchange, RecentCandlesEndAfter1440) {
  const Time oldest = utc(2026, 11, 20, 13 * kHour) - 1439 * kHour;
  const auto rows = data("/market/candles?instId=BTC-USDT&bar=1H&after=" + ms(oldest + kHour));
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(stampOf(rows[0]), toMs(oldest));
  EXPECT_EQ(data("/market/history-candles?instId=BTC-USDT&bar=1H&after=" + ms(oldest + kHour)).size(), 100U);
}

TEST_F(OkxExchange, DaysOpenAtUtcPlus8UnlessAskedForUtc) {
  EXPECT_EQ(stampOf(data("/market/candles?instId=BTC-USDT&bar=1Dutc")[0]), toMs(utc(2026, 11, 20)));
  const auto local = data("/market/candles?instId=BTC-USDT&bar=1D");
  EXPECT_EQ(stampOf(local[0]), toMs(utc(2026, 11, 19, 16 * kHour)));
  const auto fours =
      data("/market/candles?instId=BTC-USDT&bar=4H&after=" + ms(utc(2026, 11, 19, 16 * kHour)));
  EXPECT_EQ(local[1][4], fours[0][4]);
  EXPECT_EQ(stampOf(data("/market/candles?instId=BTC-USDT&bar=12H")[0]), toMs(utc(2026, 11, 20, 4 * kHour)));
  EXPECT_EQ(stampOf(data("/market/candles?instId=BTC-USDT&bar=1Wutc")[0]), toMs(utc(2026, 11, 16)));
  EXPECT_EQ(stampOf(data("/market/candles?instId=BTC-USDT&bar=1M")[0]), toMs(utc(2026, 10, 31, 16 * kHour)));
}

TEST_F(OkxExchange, SwapsCountContractsCoinsAndMoney) {
  const auto row = data("/market/candles?instId=BTC-USD-SWAP&bar=1H&limit=1")[0];
  const auto bar = market_.bars(named("BTC-USD-SWAP"), PriceKind::Trade, Interval::H1,
                                {utc(2026, 11, 20, 13 * kHour), kNow})[0];
  EXPECT_EQ(number(row[5]), bar.volume_contracts.value());
  EXPECT_EQ(number(row[6]), bar.volume.value());
  EXPECT_EQ(number(row[7]), bar.volume_quote.value());
}

TEST_F(OkxExchange, FundingOfThreeMonths) {
  const auto rows = data("/public/funding-rate-history?instId=BTC-USDT-SWAP");
  ASSERT_EQ(rows.size(), 273U);  // 91 days
  EXPECT_EQ(rows[0].at("fundingTime"), ms(utc(2026, 11, 20, 8 * kHour)));
  const auto settled = market_.settledFunding(named("BTC-USDT-SWAP"), {kNow - kDay, kNow}).back();
  EXPECT_EQ(number(rows[0].at("realizedRate")), settled.rate.fraction);
  EXPECT_NE(rows[0].at("fundingRate"), rows[0].at("realizedRate"));
  EXPECT_EQ(
      data("/public/funding-rate-history?instId=BTC-USDT-SWAP&limit=2&after=" + ms(utc(2026, 11, 20)))[0].at(
          "fundingTime"),
      ms(utc(2026, 11, 19, 16 * kHour)));
}

TEST_F(OkxExchange, OpenInterestOf1440Samples) {
  const std::string path = "/rubik/stat/contracts/open-interest-history?instId=BTC-USD-SWAP&period=1H";
  const Time oldest = utc(2026, 11, 20, 13 * kHour) - 1439 * kHour;
  EXPECT_EQ(data(path).size(), 100U);
  EXPECT_EQ(stampOf(data(path + "&end=" + ms(oldest + kHour))[0]), toMs(oldest));
  EXPECT_TRUE(data(path + "&end=" + ms(oldest)).empty());
  const auto sample = market_.openInterest(named("BTC-USD-SWAP"), kHour, {oldest, oldest + kHour})[0];
  const auto row = data(path + "&end=" + ms(oldest + kHour))[0];
  EXPECT_EQ(number(row[1]), sample.contracts.value());
  EXPECT_EQ(number(row[2]), sample.base.value());
  EXPECT_EQ(number(row[3]), sample.usd.value());
  const auto coin = data("/rubik/stat/contracts/open-interest-volume?ccy=BTC&period=1D");
  ASSERT_FALSE(coin.empty());
  const auto both =
      market_.openInterest(named("BTC-USD-SWAP"), kDay, {utc(2026, 11, 20), kNow})[0].usd.value();
  EXPECT_DOUBLE_EQ(number(coin[0][1]), 2 * both);
}

TEST_F(OkxExchange, Errors) {
  const auto code = [this](const std::string& target) { return asked(target).at("code").get<std::string>(); };
  EXPECT_EQ(code("/market/candles?instId=NO-SUCH"), "51001");
  EXPECT_EQ(raw("/market/candles?instId=NO-SUCH").status, 200);
  EXPECT_EQ(code("/market/candles"), "50014");
  EXPECT_EQ(raw("/market/candles").status, 400);
  EXPECT_EQ(code("/market/candles?instId=BTC-USDT&bar=8H"), "51000");
  EXPECT_EQ(code("/market/candles?instId=BTC-USDT&after=x"), "51000");
  EXPECT_EQ(code("/market/candles?instId=BTC-USDT&limit=0"), "51000");
  EXPECT_EQ(code("/public/funding-rate-history?instId=BTC-USDT"), "51000");
  EXPECT_EQ(code("/public/instruments"), "50014");
  EXPECT_EQ(code("/public/instruments?instType=SWAP&instId=NO-SUCH-SWAP"), "51001");
  EXPECT_EQ(raw("/nothing").status, 404);
  const auto refused = sim::exchanges::okx().overLimit({});
  EXPECT_EQ(refused.status, 429);
  EXPECT_EQ(Json::parse(refused.body).at("code"), "50011");
}

TEST_F(OkxExchange, ListsWhatThereIs) {
  const auto swaps = data("/public/instruments?instType=SWAP");
  ASSERT_EQ(swaps.size(), 2U);
  EXPECT_EQ(swaps[0].at("instId"), "BTC-USDT-SWAP");
  EXPECT_EQ(swaps[0].at("ctVal"), "0.01");
  EXPECT_EQ(swaps[0].at("settleCcy"), "USDT");
  EXPECT_EQ(swaps[1].at("ctVal"), "100");
  EXPECT_EQ(swaps[1].at("ctType"), "inverse");
  EXPECT_EQ(swaps[1].at("settleCcy"), "BTC");
  EXPECT_EQ(swaps[1].at("uly"), "BTC-USD");
  EXPECT_TRUE(data("/public/instruments?instType=OPTION&uly=BTC-USD").empty());
  EXPECT_EQ(data("/public/instruments?instType=SPOT")[0].at("baseCcy"), "BTC");
  const auto funding = data("/public/funding-rate?instId=BTC-USDT-SWAP")[0];
  EXPECT_EQ(funding.at("fundingTime"), ms(utc(2026, 11, 20, 16 * kHour)));
  EXPECT_EQ(funding.at("prevFundingTime"), ms(utc(2026, 11, 20, 8 * kHour)));
  EXPECT_EQ(data("/public/open-interest?instType=SWAP&instId=BTC-USDT-SWAP&uly=BTC-USDT").size(), 1U);
  EXPECT_EQ(data("/public/time")[0].at("ts"), ms(kNow));
  const auto ticker = data("/market/ticker?instId=BTC-USDT-SWAP")[0];
  EXPECT_NEAR(number(ticker.at("vol24h")) * 0.01, number(ticker.at("volCcy24h")), 1e-6);
}

TEST_F(OkxExchange, NamelessClientsAreTurnedAway) {
  auto request = test::served({"rest", "/api/v5/public/time", "GET", {}, {}}, kNow);
  request.headers = {{"host", "127.0.0.1"}};
  EXPECT_EQ(sim::exchanges::okx().answer(request, market_).status, 403);
  request.headers.push_back({"user-agent", "curl/8"});
  EXPECT_EQ(sim::exchanges::okx().answer(request, market_).status, 200);
}

}  // namespace
}  // namespace perpscope
