#include "venues/binance/binance.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "venues/wire.h"

namespace perpscope::venues {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

const Instrument kSpot = *standardInstrument("binance", MarketKind::Spot, "BTC");
const Instrument kUsdM = *standardInstrument("binance", MarketKind::Perp, "BTC", Margin::Linear);
const Instrument kCoinM = *standardInstrument("binance", MarketKind::Perp, "BTC", Margin::Inverse);

Query queryOf(const Instrument& instrument, DataKind data, Interval step, TimeRange range,
              PriceKind price = PriceKind::Trade) {
  return {{instrument, instrument.symbol, {}, true}, data, price, step, range, {}};
}

constexpr TimeRange kDayOfHours{utc(2024, 3, 1), utc(2024, 3, 2)};

Result<Page> parsed(const Query& query, std::string body) {
  return binance().parse(query, {200, {}, std::move(body)});
}

std::string messageOf(const Query& query, std::string body) {
  const auto page = parsed(query, std::move(body));
  return page ? "" : page.error().message;
}

TEST(Binance, AsksForKlines) {
  const auto request = binance().request(queryOf(kSpot, DataKind::Bars, Interval::H1, kDayOfHours));
  EXPECT_EQ(request.endpoint, "spot_rest");
  EXPECT_EQ(
      request.target,
      "/api/v3/klines?symbol=BTCUSDT&interval=1h&startTime=1709251200000&endTime=1709337599999&limit=24");
  ASSERT_EQ(request.cost.size(), 1U);
  EXPECT_EQ(request.cost[0].pool, "spot");
  EXPECT_EQ(request.cost[0].weight, 2);
}

TEST(Binance, FuturesKlinesWeighByTheirRows) {
  for (const auto& [rows, weight] : {std::pair{99, 1}, {100, 2}, {499, 2}, {500, 5}, {1000, 5}, {1001, 10}}) {
    const TimeRange range{utc(2024, 3, 1), utc(2024, 3, 1) + rows * kMinute};
    const auto request = binance().request(queryOf(kUsdM, DataKind::Bars, Interval::M1, range));
    EXPECT_EQ(request.cost.at(0).weight, weight) << rows;
    EXPECT_EQ(request.cost.at(0).pool, "futures");
  }
}

TEST(Binance, AsksForIndexBarsByPair) {
  const auto query =
      queryOf(kCoinM, DataKind::Bars, Interval::D1, {utc(2024, 3, 1), utc(2024, 3, 3)}, PriceKind::Index);
  EXPECT_EQ(binance().request(query).target,
            "/dapi/v1/"
            "indexPriceKlines?pair=BTCUSD&interval=1d&startTime=1709251200000&endTime=1709423999999&limit=2");
}

TEST(Binance, AsksForTheStartOfAnOpenInterestPeriod) {
  const auto query =
      queryOf(kUsdM, DataKind::OpenInterest, Interval::H1, {utc(2026, 11, 1), utc(2026, 11, 1, 2 * kHour)});
  EXPECT_EQ(
      binance().request(query).target,
      "/futures/data/"
      "openInterestHist?symbol=BTCUSDT&period=1h&startTime=1793487600000&endTime=1793494799999&limit=500");
  EXPECT_EQ(binance().request(query).cost.at(0).pool, "futures-data");
}

TEST(Binance, CoinMarginedRequestsSpanAtMostTwoHundredDays) {
  const auto* offer = offerFor(binance(), kCoinM, DataKind::Bars);
  ASSERT_NE(offer, nullptr);
  for (const auto& page : pages(*offer, Interval::D1, {utc(2021, 1, 1), utc(2024, 1, 1)}))
    EXPECT_LE(page.to - page.from, 200 * kDay);
}

constexpr const char* kRow =
    R"([1709251200000,"61130.99","61500.00","61000.01","61200.50","120.5",1709254799999,"7374600.25",100,"60","3687300","0"])";

TEST(Binance, ReadsKlines) {
  const auto page =
      parsed(queryOf(kSpot, DataKind::Bars, Interval::H1, kDayOfHours), std::string("[") + kRow + "]");
  ASSERT_TRUE(page) << page.error().message;
  ASSERT_EQ(page->candles.size(), 1U);
  const auto& bar = page->candles.front();
  EXPECT_EQ(bar.time, utc(2024, 3, 1));
  EXPECT_EQ(bar.open.value(), 61130.99);
  EXPECT_EQ(bar.high.value(), 61500);
  EXPECT_EQ(bar.low.value(), 61000.01);
  EXPECT_EQ(bar.close.value(), 61200.5);
  EXPECT_EQ(bar.volume.value(), 120.5);
  EXPECT_EQ(bar.volume_quote.value(), 7374600.25);
  EXPECT_TRUE(bar.volume_contracts.missing());
  EXPECT_FALSE(page->rest);
}

TEST(Binance, CoinMarginedVolumeIsContractsAndCoins) {
  const auto page =
      parsed(queryOf(kCoinM, DataKind::Bars, Interval::H1, kDayOfHours), std::string("[") + kRow + "]");
  ASSERT_TRUE(page);
  EXPECT_EQ(page->candles.front().volume_contracts.value(), 120.5);
  EXPECT_EQ(page->candles.front().volume.value(), 7374600.25);
  EXPECT_TRUE(page->candles.front().volume_quote.missing());
}

TEST(Binance, BarsOfAnIndexHaveNoVolume) {
  const auto query = queryOf(kUsdM, DataKind::Bars, Interval::H1, kDayOfHours, PriceKind::PremiumIndex);
  const auto page = parsed(query, std::string("[") + kRow + "]");
  ASSERT_TRUE(page);
  EXPECT_TRUE(page->candles.front().volume.missing());
}

TEST(Binance, RowsOutsideTheRangeAreLeftOut) {
  const auto query = queryOf(kSpot, DataKind::Bars, Interval::H1, {utc(2024, 3, 1, kHour), utc(2024, 3, 2)});
  EXPECT_THAT(parsed(query, std::string("[") + kRow + "]")->candles, IsEmpty());
}

TEST(Binance, RefusesBrokenKlines) {
  const auto query = queryOf(kSpot, DataKind::Bars, Interval::H1, kDayOfHours);
  EXPECT_EQ(messageOf(query, ""), "no JSON");
  EXPECT_EQ(messageOf(query, "<html>busy</html>"), "no JSON");
  EXPECT_EQ(messageOf(query, std::string(kRow).substr(0, 40)), "no JSON");
  EXPECT_THAT(messageOf(query, R"({"a":1})"), HasSubstr("answer"));
  EXPECT_THAT(messageOf(query, R"([[1709251200000,"61130.99"]])"), HasSubstr("high: missing"));
  EXPECT_THAT(messageOf(query, R"([["soon","1","1","1","1","1",0,"1"]])"), HasSubstr("open time"));
  EXPECT_THAT(messageOf(query, R"([[1709251200000,"NaN","1","1","1","1",0,"1"]])"),
              HasSubstr("open: \"NaN\""));
  EXPECT_THAT(messageOf(query, R"([[1709251200000,{},"1","1","1","1",0,"1"]])"), HasSubstr("open: {}"));
  EXPECT_THAT(
      messageOf(query,
                R"([[1709254800000,"1","1","1","1","1",0,"1"],[1709251200000,"1","1","1","1","1",0,"1"]])"),
      HasSubstr("order"));
  EXPECT_THAT(parsed(query, "[]")->candles, IsEmpty());
}

TEST(Binance, AFullPageLeavesARest) {
  auto query = queryOf(kSpot, DataKind::Funding, Interval::H1, {utc(2020, 1, 1), utc(2020, 12, 1)});
  query.product.instrument = kUsdM;
  std::string body = "[";
  for (int i = 0; i < 1000; ++i)
    body += fmt::format(R"({}{{"symbol":"BTCUSDT","fundingTime":{},"fundingRate":"0.0001"}})",
                        i == 0 ? "" : ",", toMs(utc(2020, 1, 1) + i * 8 * kHour));
  const auto page = parsed(query, body + "]");
  ASSERT_TRUE(page) << page.error().message;
  EXPECT_EQ(page->funding.size(), 1000U);
  ASSERT_TRUE(page->rest);
  EXPECT_EQ(page->rest->from, utc(2020, 1, 1) + 999 * 8 * kHour + Milliseconds{1});
  EXPECT_EQ(page->rest->to, utc(2020, 12, 1));
}

TEST(Binance, ReadsFundingAndItsInterval) {
  const auto query = queryOf(kUsdM, DataKind::Funding, Interval::H1, {utc(2024, 3, 1), utc(2024, 3, 3)});
  const auto page = parsed(query, R"([
    {"symbol":"BTCUSDT","fundingRate":"0.00010000","fundingTime":1709251200009,"markPrice":"61130.1","rateType":"Regular"},
    {"symbol":"BTCUSDT","fundingRate":"-0.00020000","fundingTime":1709265600001,"markPrice":""},
    {"symbol":"BTCUSDT","fundingRate":"0.00030000","fundingTime":1709280000000}])");
  ASSERT_TRUE(page) << page.error().message;
  ASSERT_EQ(page->funding.size(), 3U);
  EXPECT_EQ(page->funding[0].time, utc(2024, 3, 1));
  EXPECT_EQ(page->funding[1].rate.fraction, -0.0002);
  for (const auto& settled : page->funding) {
    EXPECT_EQ(settled.rate.interval, std::chrono::hours{4});
    EXPECT_EQ(settled.rate.kind, FundingKind::Settled);
  }
}

TEST(Binance, OpenInterestStampsChangedTheirMeaning) {
  const auto body = [](Time stamp) {
    return fmt::format(
        R"([{{"symbol":"BTCUSDT","sumOpenInterest":"20403.5","sumOpenInterestValue":"1500000000.25","timestamp":"{}"}}])",
        toMs(stamp));
  };
  const auto timeOf = [&](Time stamp) {
    const auto query = queryOf(kUsdM, DataKind::OpenInterest, Interval::M5, {stamp - kDay, stamp + kDay});
    const auto page = parsed(query, body(stamp));
    EXPECT_TRUE(page && page->open_interest.size() == 1);
    EXPECT_EQ(page->open_interest.front().base.value(), 20403.5);
    EXPECT_EQ(page->open_interest.front().usd.value(), 1500000000.25);
    return page->open_interest.front().time;
  };
  EXPECT_EQ(timeOf(utc(2026, 6, 24, 23 * kHour)), utc(2026, 6, 24, 23 * kHour));
  EXPECT_EQ(timeOf(utc(2026, 6, 25)), utc(2026, 6, 25, 5 * kMinute));
}

TEST(Binance, ZeroOpenInterestIsMissing) {
  const auto query = queryOf(kUsdM, DataKind::OpenInterest, Interval::M5, {utc(2024, 3, 1), utc(2024, 3, 2)});
  const auto page =
      parsed(query, R"([{"sumOpenInterest":"0","sumOpenInterestValue":"0","timestamp":1709251200000}])");
  ASSERT_TRUE(page);
  EXPECT_TRUE(page->open_interest.front().base.missing());
}

TEST(Binance, CoinMarginedOpenInterestIsContractsAndCoins) {
  const auto query =
      queryOf(kCoinM, DataKind::OpenInterest, Interval::M5, {utc(2024, 3, 1), utc(2024, 3, 2)});
  const auto page =
      parsed(query, R"([{"sumOpenInterest":"6000","sumOpenInterestValue":"9.8","timestamp":1709251200000}])");
  ASSERT_TRUE(page);
  EXPECT_EQ(page->open_interest.front().contracts.value(), 6000);
  EXPECT_EQ(page->open_interest.front().base.value(), 9.8);
  EXPECT_TRUE(page->open_interest.front().usd.missing());
}

TEST(Binance, FindsAProductInTheVenuesList) {
  const Response list{200, {}, R"({"symbols":[
    {"symbol":"ETHUSD_PERP","contractStatus":"TRADING","contractSize":10,"onboardDate":1597042800000},
    {"symbol":"BTCUSD_PERP","contractStatus":"CLOSE","contractSize":100,"onboardDate":1597042800000}]})"};
  const auto product = binance().parseProduct(kCoinM, list);
  ASSERT_TRUE(product) << product.error().message;
  EXPECT_EQ(product->instrument.contract, (ContractSpec{100, true}));
  EXPECT_EQ(product->listed, utc(2020, 8, 10, 7 * kHour));
  EXPECT_FALSE(product->trading);
  EXPECT_EQ(binance().parseProduct(kUsdM, list).error().kind, ErrorKind::NotFound);
  EXPECT_EQ(binance().parseProduct(kUsdM, {200, {}, "{}"}).error().kind, ErrorKind::BadInput);
  EXPECT_EQ(
      binance()
          .parseProduct(kCoinM, {200, {}, R"({"symbols":[{"symbol":"BTCUSD_PERP","contractSize":"many"}]})"})
          .error()
          .kind,
      ErrorKind::BadInput);
}

TEST(Binance, TellsRefusalsApart) {
  using Kind = Refusal::Kind;
  const auto kindOf = [](int status, const char* body) {
    const auto refused = binance().refusal({status, {{"retry-after", "7"}}, body});
    return refused ? std::optional(refused->kind) : std::nullopt;
  };
  EXPECT_EQ(kindOf(200, "[]"), std::nullopt);
  EXPECT_EQ(kindOf(200, R"({"symbols":[]})"), std::nullopt);
  EXPECT_EQ(kindOf(400, R"({"code":-1121,"msg":"Invalid symbol."})"), Kind::NoSymbol);
  EXPECT_EQ(kindOf(400, R"({"code":-1130,"msg":"Data sent for parameter 'period' is not valid."})"),
            Kind::Bad);
  EXPECT_EQ(kindOf(429, R"({"code":-1003,"msg":"Too many requests."})"), Kind::Slower);
  EXPECT_EQ(kindOf(418, R"({"code":-1003,"msg":"Way too many requests."})"), Kind::Banned);
  EXPECT_EQ(kindOf(451, R"({"code":0,"msg":"Service unavailable from a restricted location"})"),
            Kind::Blocked);
  EXPECT_EQ(kindOf(403, "<html><body>403 Forbidden</body></html>"), Kind::Blocked);
  EXPECT_EQ(kindOf(503, "busy"), Kind::Busy);
  EXPECT_EQ(binance().refusal({429, {{"retry-after", "7"}}, ""})->wait, std::chrono::seconds{7});
  EXPECT_EQ(binance().refusal({400, {}, R"({"code":-1121,"msg":"Invalid symbol."})"})->message,
            "HTTP 400: Invalid symbol.");
}

TEST(Binance, HearsHowMuchWeightIsUsed) {
  const auto request = binance().request(queryOf(kUsdM, DataKind::Bars, Interval::H1, kDayOfHours));
  const auto uses = binance().usage(request, {200, {{"x-mbx-used-weight-1m", "1234"}}, "[]"});
  ASSERT_EQ(uses.size(), 1U);
  EXPECT_EQ(uses[0].pool, "futures");
  EXPECT_EQ(uses[0].used, 1234);
  EXPECT_THAT(binance().usage(request, {200, {{"x-mbx-used-weight-1m", "many"}}, "[]"}), IsEmpty());
}

// What follows the three lines that name the request in a recorded unit-test file.
std::string recordedBody(const std::filesystem::path& file) {
  auto text = test::contents(file);
  for (int line = 0; line < 3; ++line) text.erase(0, text.find('\n') + 1);
  return text;
}

TEST(Binance, ReadsRecordedAnswers) {
  const auto folder = test::wireFolder();
  PERPSCOPE_NEED_WIRE(folder);
  const TimeRange all{utc(2000, 1, 1), utc(2100, 1, 1)};
  const auto um = folder / "binance_um";
  const auto bars = parsed(queryOf(kUsdM, DataKind::Bars, Interval::D1, all),
                           recordedBody(um / "jkorf__rest__GetKlines.txt"));
  ASSERT_TRUE(bars) << bars.error().message;
  ASSERT_EQ(bars->candles.size(), 1U);
  EXPECT_EQ(bars->candles[0].time, timeFromMs(1499040000000));
  EXPECT_EQ(bars->candles[0].close.value(), 0.01577100);
  EXPECT_EQ(bars->candles[0].volume_quote.value(), 2434.19055334);
  const auto samples = parsed(queryOf(kUsdM, DataKind::OpenInterest, Interval::M5, all),
                              recordedBody(um / "jkorf__rest__GetOpenInterestHistory.txt"));
  ASSERT_TRUE(samples) << samples.error().message;
  ASSERT_EQ(samples->open_interest.size(), 2U);
  EXPECT_EQ(samples->open_interest[1].base.value(), 20401.36700000);
  const auto funding = parsed(queryOf(kUsdM, DataKind::Funding, Interval::H1, all),
                              recordedBody(um / "jkorf__rest__GetFundingRates.txt"));
  ASSERT_TRUE(funding) << funding.error().message;
  EXPECT_FALSE(funding->funding.empty());
}

}  // namespace
}  // namespace perpscope::venues
