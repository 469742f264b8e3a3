#include "venues/bybit/bybit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "venues/decoded.h"

namespace perpscope::venues {
namespace {

using testing::HasSubstr;

constexpr Time kHour0 = timeFromMs(1780963200000);  // 2026-06-09 00:00

Product product(std::string_view base, MarketKind kind, Margin margin = Margin::None) {
  const auto instrument = *standardInstrument("bybit", kind, base, margin);
  return {instrument, instrument.symbol, {}, true};
}
const Product kSpot = product("BTC", MarketKind::Spot);
const Product kLinear = product("BTC", MarketKind::Perp, Margin::Linear);
const Product kInverse = product("BTC", MarketKind::Perp, Margin::Inverse);

Query bars(const Product& of, TimeRange range, PriceKind price = PriceKind::Trade) {
  return {of, DataKind::Bars, price, Interval::H1, range, {}};
}
Query funding(TimeRange range) { return {kLinear, DataKind::Funding, {}, {}, range, {}}; }
Query openInterest(const Product& of, TimeRange range) {
  return {of, DataKind::OpenInterest, {}, Interval::H1, range, {}};
}
TimeRange hours(int from, int to) { return {kHour0 + from * kHour, kHour0 + to * kHour}; }

Response answer(std::string body, int status = 200) { return {status, {}, std::move(body)}; }
std::string listed(const std::string& rows,
                   const std::string& head = R"("category":"linear","symbol":"BTCUSDT")") {
  return R"({"retCode":0,"retMsg":"OK","result":{)" + head + R"(,"list":[)" + rows +
         R"(]},"time":1780994051392})";
}
std::string hour(int number, const std::string& tail = R"("1","2","0.5","1.5","10","15")") {
  return R"([")" + std::to_string(toMs(kHour0) + std::int64_t{number} * 3'600'000) + R"(",)" + tail + "]";
}

TEST(Bybit, OffersWhatItHas) {
  const auto* spot = offerFor(bybit(), kSpot.instrument, DataKind::Bars);
  ASSERT_NE(spot, nullptr);
  EXPECT_EQ(spot->page, 1000U);
  EXPECT_EQ(std::ranges::count(spot->steps, Interval::H8), 0);
  EXPECT_NE(offerFor(bybit(), kLinear.instrument, DataKind::Bars, PriceKind::PremiumIndex), nullptr);
  EXPECT_EQ(offerFor(bybit(), kInverse.instrument, DataKind::Bars, PriceKind::PremiumIndex), nullptr);
  EXPECT_EQ(offerFor(bybit(), kInverse.instrument, DataKind::OpenInterest)->page, 200U);
  EXPECT_EQ(offerFor(bybit(), kSpot.instrument, DataKind::Funding), nullptr);
}

TEST(Bybit, AsksWithBothEnds) {
  const auto request = bybit().request(bars(kLinear, hours(0, 1000)));
  EXPECT_EQ(request.endpoint, "rest");
  EXPECT_EQ(
      request.target,
      "/v5/market/kline?category=linear&symbol=BTCUSDT&interval=60&start=1780963200000&end=1784563199999"
      "&limit=1000");
  EXPECT_EQ(bybit().request(bars(kInverse, hours(0, 1), PriceKind::Index)).target,
            "/v5/market/index-price-kline?category=inverse&symbol=BTCUSD&interval=60&start=1780963200000"
            "&end=1780966799999&limit=1000");
  // Eight hours more, to know what the first settlement covers.
  EXPECT_EQ(bybit().request(funding(hours(0, 8))).target,
            "/v5/market/funding/history?category=linear&symbol=BTCUSDT&startTime=1780934400000"
            "&endTime=1780991999999&limit=200");
  EXPECT_EQ(bybit().request(openInterest(kInverse, hours(0, 2))).target,
            "/v5/market/open-interest?category=inverse&symbol=BTCUSD&intervalTime=1h&startTime=1780963200000"
            "&endTime=1780970399999&limit=200");
  auto minutes = openInterest(kLinear, hours(0, 1));
  minutes.step = Interval::M5;
  EXPECT_THAT(bybit().request(minutes).target, HasSubstr("intervalTime=5min&"));
  auto days = bars(kSpot, hours(0, 24));
  days.step = Interval::D1;
  EXPECT_THAT(bybit().request(days).target, HasSubstr("category=spot&symbol=BTCUSDT&interval=D&"));
}

TEST(Bybit, UsdcPerpetualsHaveAName) {
  const auto usdc = *instrumentOfSymbol("bybit", "ETHPERP", MarketKind::Perp);
  EXPECT_EQ(bybit().productRequest(usdc).target,
            "/v5/market/instruments-info?category=linear&symbol=ETHPERP");
}

TEST(Bybit, ReadsBarsNewestFirst) {
  const auto page = bybit().parse(bars(kLinear, hours(0, 2)), answer(listed(hour(1) + "," + hour(0))));
  ASSERT_TRUE(page) << page.error().message;
  ASSERT_EQ(page->candles.size(), 2U);
  EXPECT_EQ(page->candles[0].time, kHour0);
  EXPECT_EQ(page->candles[1].time, kHour0 + kHour);
  const auto& bar = page->candles[0];
  EXPECT_EQ(bar.open.value(), 1);
  EXPECT_EQ(bar.high.value(), 2);
  EXPECT_EQ(bar.low.value(), 0.5);
  EXPECT_EQ(bar.close.value(), 1.5);
  EXPECT_EQ(bar.volume.value(), 10);
  EXPECT_EQ(bar.volume_quote.value(), 15);
  EXPECT_TRUE(bar.volume_contracts.missing());
  EXPECT_FALSE(page->rest);
}

TEST(Bybit, InverseVolumeIsUsd) {
  const auto page = bybit().parse(bars(kInverse, {timeFromMs(1780966800000), timeFromMs(1780974000000)}),
                                  answer(test::sample("bybit/kline_inverse.json")));
  ASSERT_TRUE(page) << page.error().message;
  ASSERT_EQ(page->candles.size(), 2U);
  const auto& bar = page->candles[1];
  EXPECT_EQ(bar.close.value(), 93100);
  EXPECT_EQ(bar.volume.value(), 13.42975631);
  EXPECT_EQ(bar.volume_quote.value(), 1250000);
  EXPECT_EQ(bar.volume_contracts.value(), 1250000);
}

TEST(Bybit, BarsOfMarkHaveNoVolume) {
  const auto page =
      bybit().parse(bars(kInverse, {timeFromMs(1780966800000), timeFromMs(1780974000000)}, PriceKind::Mark),
                    answer(test::sample("bybit/mark_price_kline.json")));
  ASSERT_TRUE(page) << page.error().message;
  ASSERT_EQ(page->candles.size(), 2U);
  EXPECT_EQ(page->candles[0].low.value(), 92790.4);
  EXPECT_TRUE(page->candles[0].volume.missing());
}

TEST(Bybit, AFullPageLeavesARest) {
  std::string rows;
  for (int i = 1199; i >= 200; --i) rows += (rows.empty() ? "" : ",") + hour(i);
  const auto page = bybit().parse(bars(kLinear, hours(0, 1200)), answer(listed(rows)));
  ASSERT_TRUE(page) << page.error().message;
  EXPECT_EQ(page->candles.size(), 1000U);
  EXPECT_EQ(page->rest, hours(0, 200));
  const auto whole = bybit().parse(bars(kLinear, hours(200, 1200)), answer(listed(rows)));
  EXPECT_FALSE(whole->rest);
  // A venue that passes over the start answers with its newest rows: that is no answer.
  const auto other = bybit().parse(bars(kLinear, hours(0, 100)), answer(listed(rows)));
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().message, "rows are of another time than was asked for");
}

TEST(Bybit, RefusesWhatMakesNoSense) {
  const auto fault = [](const std::string& text) {
    const auto page = bybit().parse(bars(kLinear, hours(0, 2)), answer(text));
    return page ? std::string("accepted") : page.error().message;
  };
  EXPECT_EQ(fault(""), "no JSON");
  EXPECT_EQ(fault("<html></html>"), "no JSON");
  EXPECT_EQ(fault(listed(hour(0)).substr(0, 90)), "no JSON");
  EXPECT_EQ(fault("{}"), "retCode: missing");
  EXPECT_EQ(fault(R"({"retCode":0,"result":{"list":{}}})"), "list of rows: {} is no list");
  EXPECT_EQ(fault(R"({"retCode":0,"result":null})"), "list of rows: null is no list");
  EXPECT_EQ(fault(listed(hour(0, R"("NaN","2","0.5","1.5","10","15")"))), R"(open: "NaN" is no number)");
  EXPECT_EQ(fault(listed(hour(0, R"("1","Infinity","0.5","1.5","10","15")"))),
            R"(high: "Infinity" is no number)");
  EXPECT_EQ(fault(listed(hour(0, R"("1","2",false,"1.5","10","15")"))), "low: false is no number");
  EXPECT_EQ(fault(listed(hour(0, R"("1","2","0.5","1.5","10")"))), "turnover: missing");
  EXPECT_EQ(fault(listed(R"(["1780963200","1","2","0.5","1.5","10","15"],7)")), "start: missing");
  EXPECT_EQ(fault(listed(hour(0), R"("category":"linear","symbol":"ETHUSDT")")),
            "symbol: ETHUSDT instead of BTCUSDT");
  EXPECT_EQ(fault(listed(hour(0), R"("category":"spot","symbol":"BTCUSDT")")),
            "category: spot instead of linear");
}

TEST(Bybit, ReadsRowsInAnyOrderOnce) {
  const auto page = bybit().parse(bars(kLinear, hours(0, 3)),
                                  answer(listed(hour(0) + "," + hour(2) + "," + hour(1) + "," + hour(2))));
  ASSERT_TRUE(page) << page.error().message;
  ASSERT_EQ(page->candles.size(), 3U);
  EXPECT_EQ(page->candles[2].time, kHour0 + 2 * kHour);
}

std::string settled(int hour, const std::string& rate, const std::string& symbol = "BTCUSDT") {
  return R"({"symbol":")" + symbol + R"(","fundingRate":")" + rate + R"(","fundingRateTimestamp":")" +
         std::to_string(toMs(kHour0) + std::int64_t{hour} * 3'600'000 + 4) + R"("})";
}

TEST(Bybit, FundingIntervalsFollowFromTheGaps) {
  const auto rows = settled(20, "0.0004") + "," + settled(16, "-0.0003") + "," + settled(8, "0.0002") + "," +
                    settled(0, "0.0001");
  const auto page = bybit().parse(funding(hours(1, 24)), answer(listed(rows, R"("category":"linear")")));
  ASSERT_TRUE(page) << page.error().message;
  ASSERT_EQ(page->funding.size(), 3U);
  EXPECT_EQ(page->funding[0].time, kHour0 + 8 * kHour);
  EXPECT_EQ(page->funding[0].rate.fraction, 0.0002);
  EXPECT_EQ(page->funding[0].rate.interval, std::chrono::hours{8});
  EXPECT_EQ(page->funding[1].rate.fraction, -0.0003);
  EXPECT_EQ(page->funding[1].rate.interval, std::chrono::hours{8});
  EXPECT_EQ(page->funding[2].rate.interval, std::chrono::hours{4});
  EXPECT_EQ(page->funding[2].rate.kind, FundingKind::Settled);
  const auto other = bybit().parse(funding(hours(0, 24)),
                                   answer(listed(settled(0, "0.0001", "ETHUSDT"), R"("category":"linear")")));
  ASSERT_FALSE(other);
  EXPECT_THAT(other.error().message, HasSubstr("ETHUSDT instead of BTCUSDT"));
  EXPECT_FALSE(
      bybit().parse(funding(hours(0, 24)), answer(listed(settled(0, ""), R"("category":"linear")"))));
}

TEST(Bybit, OpenInterestIsOfOneSide) {
  const auto page =
      bybit().parse(openInterest(kInverse, {timeFromMs(1780959600000), timeFromMs(1780966800000)}),
                    answer(test::sample("bybit/open_interest_inverse.json")));
  ASSERT_TRUE(page) << page.error().message;
  ASSERT_EQ(page->open_interest.size(), 2U);
  EXPECT_EQ(page->open_interest[0].usd.value(), 32'000'000);  // half of both sides
  EXPECT_EQ(page->open_interest[1].usd.value(), 31'955'346);
  EXPECT_EQ(page->open_interest[1].contracts.value(), 31'955'346);
  EXPECT_TRUE(page->open_interest[1].base.missing());
  EXPECT_FALSE(page->rest);
}

TEST(Bybit, LinearOpenInterestIsBaseCoins) {
  const auto row = R"({"openInterest":"54656.194","singleOpenInterest":"","timestamp":"1780963200000"})";
  const auto page = bybit().parse(openInterest(kLinear, hours(0, 1)), answer(listed(row)));
  ASSERT_TRUE(page) << page.error().message;
  EXPECT_EQ(page->open_interest.at(0).base.value(), 27328.097);
  EXPECT_TRUE(page->open_interest[0].usd.missing());
  EXPECT_FALSE(
      bybit().parse(openInterest(kLinear, hours(0, 1)), answer(listed(R"({"timestamp":"1780963200000"})"))));
}

TEST(Bybit, FindsAProduct) {
  const auto list = [](const std::string& more) {
    return answer(
        R"({"retCode":0,"result":{"category":"linear","list":[{"symbol":"BTCUSDT","status":"Trading")" +
        more + "}]}}");
  };
  const auto found = bybit().parseProduct(kLinear.instrument, list(R"(,"launchTime":"1585526400000")"));
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_EQ(found->wire, "BTCUSDT");
  EXPECT_EQ(found->listed, utc(2020, 3, 30));
  EXPECT_TRUE(found->trading);
  EXPECT_FALSE(bybit().parseProduct(kLinear.instrument, list(""))->listed);
  const auto stranger = *instrumentOfSymbol("bybit", "NOSUCHUSDT", MarketKind::Perp);
  EXPECT_EQ(bybit().parseProduct(stranger, list("")).error().kind, ErrorKind::NotFound);
  EXPECT_EQ(bybit().parseProduct(kLinear.instrument, answer("{}")).error().kind, ErrorKind::BadInput);
}

TEST(Bybit, Refusals) {
  using Kind = Refusal::Kind;
  const auto refused = [](Response response) { return bybit().refusal(response); };
  EXPECT_FALSE(refused(answer(listed(""))));
  const auto symbol = refused(answer(test::sample("bybit/refused.json")));
  ASSERT_TRUE(symbol);
  EXPECT_EQ(symbol->kind, Kind::NoSymbol);
  EXPECT_EQ(symbol->message, "params error: symbol invalid");
  EXPECT_EQ(refused(answer(R"({"retCode":10001,"retMsg":"Invalid period!"})"))->kind, Kind::Bad);
  EXPECT_EQ(refused(answer(R"({"retCode":10016,"retMsg":"Server error"})"))->kind, Kind::Busy);
  const auto ban = refused(answer("access too frequent", 403));
  EXPECT_EQ(ban->kind, Kind::Banned);
  EXPECT_EQ(ban->wait, 10 * kMinute);
  EXPECT_EQ(refused(answer("<html>CloudFront</html>", 403))->kind, Kind::Blocked);
  EXPECT_EQ(refused(answer(R"({"error":"country"})", 403))->kind, Kind::Blocked);
  EXPECT_EQ(refused(answer("", 502))->kind, Kind::Busy);
  Response slower = answer(R"({"retCode":10006,"retMsg":"Too many visits!","time":1780994051000})");
  slower.headers = {{"x-bapi-limit-reset-timestamp", "1780994053500"}};
  EXPECT_EQ(refused(slower)->kind, Kind::Slower);
  EXPECT_EQ(refused(slower)->wait, Milliseconds{2500});
}

}  // namespace
}  // namespace perpscope::venues
