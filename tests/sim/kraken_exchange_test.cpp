#include <fmt/format.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "sim/exchanges/kraken.h"
#include "sim/in_process.h"
#include "sim/made_market.h"

namespace perpscope {
namespace {

using Json = nlohmann::json;

constexpr Time kNow = utc(2026, 11, 20, 13 * kHour + 37 * kMinute + Milliseconds{12'345});
constexpr Time kListed = utc(2022, 3, 22, 14 * kHour);

const Instrument kSpot = *instrumentOfSymbol("kraken", "XBT/USD");
const Instrument kSol = *instrumentOfSymbol("kraken", "SOL/USD");
const Instrument kLinear = *instrumentOfSymbol("kraken", "PF_XBTUSD");
const Instrument kInverse = *instrumentOfSymbol("kraken", "PI_XBTUSD");

class KrakenExchange : public testing::Test {
 protected:
  venues::Response ask(std::string_view endpoint, std::string_view target) {
    return test::asked(sim::exchanges::kraken(), market_,
                       {std::string(endpoint), std::string(target), "GET", {}, {}}, kNow);
  }
  Json spot(std::string_view target) {
    const auto answer = ask("spot_rest", target);
    EXPECT_EQ(answer.status, 200);
    return Json::parse(answer.body);
  }
  Json futures(std::string_view target, int status = 200) {
    const auto answer = ask("futures_rest", target);
    EXPECT_EQ(answer.status, status) << answer.body.substr(0, 200);
    return Json::parse(answer.body);
  }
  static std::string error(const Json& body) { return body.at("error").at(0).get<std::string>(); }

  test::MadeMarket market_{{kSpot, kSol, kLinear, kInverse}, {kListed, kNow + Milliseconds{1}}};
};

TEST_F(KrakenExchange, TheNewest720BarsWhateverIsAsked) {
  const auto result = spot("/0/public/OHLC?pair=XBTUSD&interval=60&since=0").at("result");
  const auto& rows = result.at("XXBTZUSD");
  ASSERT_EQ(rows.size(), 720U);
  const auto running = toMs(utc(2026, 11, 20, 13 * kHour)) / 1000;
  EXPECT_EQ(rows.back().at(0), running);
  EXPECT_EQ(rows.front().at(0), running - 719 * 3600);
  EXPECT_EQ(result.at("last"), running - 3600);
  EXPECT_EQ(rows.front().size(), 8U);
  EXPECT_TRUE(rows.front().at(1).is_string());
  EXPECT_TRUE(rows.front().at(7).is_number_integer());
}

TEST_F(KrakenExchange, SinceIsExclusive) {
  const auto running = toMs(utc(2026, 11, 20, 13 * kHour)) / 1000;
  const auto rows = [&](std::int64_t since) {
    return spot(fmt::format("/0/public/OHLC?pair=XBTUSD&interval=60&since={}", since))
        .at("result")
        .at("XXBTZUSD")
        .size();
  };
  EXPECT_EQ(rows(running - 3600), 1U);
  EXPECT_EQ(rows(running - 3601), 2U);
  EXPECT_EQ(rows(running), 0U);
}

TEST_F(KrakenExchange, MinutesAreTheUsualInterval) {
  const auto rows = spot("/0/public/OHLC?pair=XBTUSD").at("result").at("XXBTZUSD");
  EXPECT_EQ(rows.at(1).at(0).get<std::int64_t>() - rows.at(0).at(0).get<std::int64_t>(), 60);
  const auto weeks = spot("/0/public/OHLC?pair=XBTUSD&interval=10080").at("result").at("XXBTZUSD");
  EXPECT_EQ(weeks.back().at(0).get<std::int64_t>() % 604'800, 0);
  EXPECT_GT(weeks.size(), 200U);
}

TEST_F(KrakenExchange, PairsHaveSeveralNames) {
  for (const char* name : {"XBTUSD", "BTCUSD", "XXBTZUSD", "XBT/USD"})
    EXPECT_TRUE(spot(fmt::format("/0/public/Ticker?pair={}", name)).at("result").contains("XXBTZUSD"))
        << name;
  EXPECT_TRUE(spot("/0/public/Ticker?pair=SOLUSD").at("result").contains("SOLUSD"));
  const auto pairs = spot("/0/public/AssetPairs").at("result");
  EXPECT_EQ(pairs.size(), 2U);
  EXPECT_EQ(pairs.at("XXBTZUSD").at("base"), "XXBT");
  EXPECT_EQ(pairs.at("XXBTZUSD").at("wsname"), "XBT/USD");
  EXPECT_EQ(pairs.at("SOLUSD").at("base"), "SOL");
  EXPECT_EQ(pairs.at("SOLUSD").at("quote"), "ZUSD");
  EXPECT_EQ(spot("/0/public/Assets").at("result").at("XXBT").at("altname"), "XBT");
}

TEST_F(KrakenExchange, SpotErrorsComeWithStatus200) {
  EXPECT_EQ(error(spot("/0/public/OHLC?pair=NOSUCH")), "EQuery:Unknown asset pair");
  EXPECT_EQ(error(spot("/0/public/OHLC")), "EGeneral:Invalid arguments");
  EXPECT_EQ(error(spot("/0/public/OHLC?pair=XBTUSD&interval=7")), "EGeneral:Invalid arguments");
  EXPECT_EQ(error(spot("/0/public/OHLC?pair=XBTUSD&since=now")), "EGeneral:Invalid arguments");
  EXPECT_EQ(error(spot("/0/public/Ticker?pair=XBTUSD,NOSUCH")), "EQuery:Unknown asset pair");
  EXPECT_EQ(error(spot("/0/public/Nothing")), "EGeneral:Unknown method");
  EXPECT_EQ(error(spot("/api/v3/klines")), "EGeneral:Unknown method");
}

TEST_F(KrakenExchange, TimeAndStatus) {
  const auto time = spot("/0/public/Time").at("result");
  EXPECT_EQ(time.at("unixtime"), toMs(kNow) / 1000);
  EXPECT_EQ(time.at("rfc1123"), "Fri, 20 Nov 26 13:37:12 +0000");
  EXPECT_EQ(spot("/0/public/SystemStatus").at("result").at("status"), "online");
}

TEST_F(KrakenExchange, ChartsGive2000RowsAndSayThatThereAreMore) {
  const auto from = toMs(utc(2026, 1, 1)) / 1000;
  const auto path = fmt::format("/api/charts/v1/trade/PF_XBTUSD/1h?from={}", from);
  const auto first = futures(path);
  ASSERT_EQ(first.at("candles").size(), 2000U);
  EXPECT_TRUE(first.at("more_candles").get<bool>());
  EXPECT_EQ(first.at("candles").at(0).at("time"), from * 1000);
  EXPECT_TRUE(first.at("candles").at(0).at("open").is_string());
  // Both ends are inclusive.
  const auto exact = futures(fmt::format("{}&to={}", path, from + 1999 * 3600));
  EXPECT_EQ(exact.at("candles").size(), 2000U);
  EXPECT_FALSE(exact.at("more_candles").get<bool>());
  // Without a start, the newest.
  const auto newest = futures("/api/charts/v1/mark/PF_XBTUSD/1m?count=3");
  ASSERT_EQ(newest.at("candles").size(), 3U);
  EXPECT_EQ(newest.at("candles").at(2).at("time"), toMs(utc(2026, 11, 20, 13 * kHour + 37 * kMinute)));
  EXPECT_EQ(newest.at("candles").at(0).at("volume"), "0");
}

TEST_F(KrakenExchange, VolumesAreInCoinsOrDollars) {
  const auto from = toMs(utc(2026, 11, 1)) / 1000;
  const auto volume = [&](const char* symbol) {
    const auto body = futures(fmt::format("/api/charts/v1/trade/{}/1d?from={}&to={}", symbol, from, from));
    return std::stod(body.at("candles").at(0).at("volume").get<std::string>());
  };
  const auto bar =
      market_.bars(kLinear, PriceKind::Trade, Interval::D1, {utc(2026, 11, 1), utc(2026, 11, 2)}).at(0);
  EXPECT_EQ(volume("PF_XBTUSD"), bar.volume.value());
  EXPECT_EQ(volume("PI_XBTUSD"), bar.volume_quote.value());
}

TEST_F(KrakenExchange, ChartsErrors) {
  EXPECT_EQ(futures("/api/charts/v1/trade/PF_NOSUCH/1h", 404).at("errors").at(0).at("msg"), "Unknown symbol");
  EXPECT_FALSE(futures("/api/charts/v1/trade/PF_XBTUSD/3m", 400).at("errors").empty());
  EXPECT_FALSE(futures("/api/charts/v1/trade/PF_XBTUSD/1h?from=x", 400).at("errors").empty());
  EXPECT_FALSE(futures("/api/charts/v1/nothing/PF_XBTUSD/1h", 404).at("errors").empty());
  EXPECT_FALSE(futures("/api/charts/v1/analytics/PF_XBTUSD/open-interest", 400).at("errors").empty());
  EXPECT_FALSE(futures("/api/charts/v1/analytics/PF_XBTUSD/open-interest?since=1&interval=7", 400)
                   .at("errors")
                   .empty());
  EXPECT_EQ(futures("/api/charts/v1/"), Json({"trade", "mark", "spot"}));
  EXPECT_EQ(ask("futures_rest", "/nothing").status, 404);
}

TEST_F(KrakenExchange, OpenInterestInBuckets) {
  const auto since = toMs(utc(2026, 11, 20, 10 * kHour)) / 1000;
  const auto body =
      futures(fmt::format("/api/charts/v1/analytics/PI_XBTUSD/open-interest?since={}&interval=3600", since));
  const auto& result = body.at("result");
  // 10, 11 and 12 o'clock are over, 13 o'clock is running.
  ASSERT_EQ(result.at("timestamp").size(), 4U);
  EXPECT_EQ(result.at("timestamp").at(0), since);
  EXPECT_FALSE(result.at("more").get<bool>());
  const auto samples = market_.openInterest(kInverse, kHour, {utc(2026, 11, 20, 10 * kHour), kNow});
  EXPECT_EQ(std::stod(result.at("data").at(0).at(0).get<std::string>()), samples.at(0).usd.value());
  EXPECT_EQ(std::stod(result.at("data").at(0).at(3).get<std::string>()), samples.at(1).usd.value());
  EXPECT_EQ(result.at("data").at(3).at(0), result.at("data").at(3).at(3));
  const auto many =
      futures(fmt::format("/api/charts/v1/analytics/PF_XBTUSD/open-interest?since={}&interval=3600",
                          toMs(utc(2026, 1, 1)) / 1000));
  EXPECT_EQ(many.at("result").at("timestamp").size(), 2000U);
  EXPECT_TRUE(many.at("result").at("more").get<bool>());
}

TEST_F(KrakenExchange, FundingOfAYearStampedByTheStartOfTheHour) {
  for (const char* path :
       {"/derivatives/api/v3/historical-funding-rates", "/derivatives/api/v4/historicalfundingrates"}) {
    const auto rates = futures(fmt::format("{}?symbol=PF_XBTUSD", path)).at("rates");
    EXPECT_EQ(rates.size(), 366U * 24U) << path;
    EXPECT_EQ(rates.back().at("timestamp"), "2026-11-20T12:00:00.000Z");
    const auto settled = market_.settledFunding(kLinear, {utc(2026, 11, 20, 13 * kHour), kNow}).at(0);
    const auto index = market_
                           .bars(kLinear, PriceKind::Index, Interval::H1,
                                 {utc(2026, 11, 20, 12 * kHour), utc(2026, 11, 20, 13 * kHour)})
                           .at(0);
    EXPECT_EQ(rates.back().at("relativeFundingRate"), settled.rate.fraction);
    EXPECT_EQ(rates.back().at("fundingRate"), settled.rate.fraction * index.close.value());
  }
  EXPECT_EQ(futures("/derivatives/api/v3/historical-funding-rates").at("error"), "requiredArgumentMissing");
  EXPECT_EQ(futures("/derivatives/api/v3/historical-funding-rates?symbol=PF_X").at("error"),
            "contractNotFound");
  EXPECT_EQ(ask("futures_rest", "/derivatives/api/v3/historicalfundingrates?symbol=PF_XBTUSD").status, 404);
}

TEST_F(KrakenExchange, InstrumentsAndTickers) {
  const auto rows = futures("/derivatives/api/v3/instruments").at("instruments");
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows.at(0).at("type"), "flexible_futures");
  EXPECT_EQ(rows.at(1).at("type"), "futures_inverse");
  EXPECT_EQ(rows.at(0).at("openingDate"), "2022-03-22T14:00:00Z");
  const auto tickers = futures("/derivatives/api/v3/tickers").at("tickers");
  const auto one = futures("/derivatives/api/v3/tickers/PI_XBTUSD").at("ticker");
  EXPECT_EQ(one, tickers.at(1));
  EXPECT_NEAR(one.at("fundingRate").get<double>() * one.at("indexPrice").get<double>(), 1e-4, 1e-12);
  EXPECT_EQ(futures("/derivatives/api/v3/tickers/PF_NOSUCH", 404).at("error"), "contractNotFound");
}

TEST_F(KrakenExchange, LimitsAreCountedApart) {
  const auto& exchange = sim::exchanges::kraken();
  const auto pool = [&](std::string_view endpoint, std::string_view target) {
    const auto cost =
        exchange.cost(test::served({std::string(endpoint), std::string(target), "GET", {}, {}}, kNow));
    return cost.empty() ? std::string() : std::string(cost.front().pool);
  };
  EXPECT_EQ(pool("spot_rest", "/0/public/OHLC?pair=XBTUSD"), "spot");
  EXPECT_EQ(pool("futures_rest", "/api/charts/v1/trade/PF_XBTUSD/1h"), "charts");
  EXPECT_EQ(pool("futures_rest", "/derivatives/api/v3/tickers"), "");
  EXPECT_EQ(exchange.overLimit({"spot", {}, 2, Milliseconds{500}}).status, 200);
  EXPECT_EQ(exchange.overLimit({"charts", {}, 2, Milliseconds{500}}).status, 429);
}

}  // namespace
}  // namespace perpscope
