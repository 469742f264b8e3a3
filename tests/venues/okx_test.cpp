#include "venues/okx/okx.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "venues/decoded.h"

namespace perpscope::venues {
namespace {

using testing::HasSubstr;

constexpr Time kHour0 = timeFromMs(1780963200000);  // 2026-06-09 00:00

Product product(std::string_view symbol, MarketKind kind) {
  const auto instrument = *instrumentOfSymbol("okx", symbol, kind);
  return {instrument, instrument.symbol, {}, true};
}
const Product kSpot = product("BTC-USDT", MarketKind::Spot);
const Product kLinear = product("BTC-USDT-SWAP", MarketKind::Perp);
const Product kInverse = product("ETH-USD-SWAP", MarketKind::Perp);

Query bars(const Product& of, TimeRange range, PriceKind price = PriceKind::Trade) {
  return {of, DataKind::Bars, price, Interval::H1, range, {}};
}
Query funding(TimeRange range) { return {kLinear, DataKind::Funding, {}, {}, range, {}}; }
Query openInterest(TimeRange range) { return {kLinear, DataKind::OpenInterest, {}, Interval::H1, range, {}}; }
TimeRange hours(int from, int to) { return {kHour0 + from * kHour, kHour0 + to * kHour}; }

Response answer(std::string body, int status = 200) { return {status, {}, std::move(body)}; }
std::string enveloped(const std::string& rows) { return R"({"code":"0","msg":"","data":[)" + rows + "]}"; }
std::string hour(int number, const std::string& tail = R"("1","2","0.5","1.5","100","10","15","1")") {
  return R"([")" + std::to_string(toMs(kHour0) + std::int64_t{number} * 3'600'000) + R"(",)" + tail + "]";
}

TEST(Okx, OffersWhatItHas) {
  EXPECT_EQ(offerFor(okx(), kSpot.instrument, DataKind::Bars)->page, 300U);
  EXPECT_EQ(offerFor(okx(), kLinear.instrument, DataKind::Bars, PriceKind::Mark)->page, 100U);
  EXPECT_EQ(offerFor(okx(), kLinear.instrument, DataKind::Bars, PriceKind::PremiumIndex), nullptr);
  const auto* interest = offerFor(okx(), kInverse.instrument, DataKind::OpenInterest);
  ASSERT_NE(interest, nullptr);
  EXPECT_EQ(interest->reach.steps, 1440);
  EXPECT_EQ(std::ranges::count(interest->steps, Interval::H8), 0);
  EXPECT_EQ(offerFor(okx(), kLinear.instrument, DataKind::Funding)->reach.age, 91 * kDay);
  for (const auto& pool : okx().pools()) EXPECT_EQ(pool.windows.at(0).length, Milliseconds{2000});
}

// `before` asks for newer and `after` for older rows, both without the stamp itself.
TEST(Okx, AsksBetweenStamps) {
  const auto request = okx().request(bars(kLinear, hours(0, 300)));
  EXPECT_EQ(request.endpoint, "rest");
  EXPECT_EQ(
      request.target,
      "/api/v5/market/history-candles?instId=BTC-USDT-SWAP&bar=1H&before=1780963199999&after=1782043200000"
      "&limit=300");
  ASSERT_EQ(request.cost.size(), 1U);
  EXPECT_EQ(request.cost[0].pool, "history-candles");
  EXPECT_EQ(okx().request(bars(kInverse, hours(0, 1), PriceKind::Mark)).target,
            "/api/v5/market/history-mark-price-candles?instId=ETH-USD-SWAP&bar=1H&before=1780963199999"
            "&after=1780966800000&limit=100");
  // An index is known by its coins.
  EXPECT_EQ(
      okx().request(bars(kInverse, hours(0, 1), PriceKind::Index)).target,
      "/api/v5/market/history-index-candles?instId=ETH-USD&bar=1H&before=1780963199999&after=1780966800000"
      "&limit=100");
  EXPECT_EQ(
      okx().request(funding(hours(0, 8))).target,
      "/api/v5/public/funding-rate-history?instId=BTC-USDT-SWAP&before=1780934399999&after=1780992000000"
      "&limit=400");
  EXPECT_EQ(
      okx().request(openInterest(hours(0, 2))).target,
      "/api/v5/rubik/stat/contracts/open-interest-history?instId=BTC-USDT-SWAP&period=1H&begin=1780963199999"
      "&end=1780970400000&limit=100");
}

TEST(Okx, DaysOpenAtMidnightOfUtc) {
  auto days = bars(kSpot, hours(0, 24));
  days.step = Interval::D1;
  EXPECT_THAT(okx().request(days).target, HasSubstr("&bar=1Dutc&"));
  days.step = Interval::H12;
  EXPECT_THAT(okx().request(days).target, HasSubstr("&bar=12Hutc&"));
  auto interest = openInterest(hours(0, 24));
  interest.step = Interval::D1;
  EXPECT_THAT(okx().request(interest).target, HasSubstr("&period=1Dutc&"));
}

TEST(Okx, ReadsBarsOfContracts) {
  const auto page = okx().parse(bars(kLinear, hours(0, 3)), answer(test::sample("okx/swap_candles.json")));
  ASSERT_TRUE(page) << page.error().message;
  ASSERT_EQ(page->candles.size(), 2U);
  const auto& bar = page->candles[0];
  EXPECT_EQ(bar.time, kHour0 + kHour);
  EXPECT_EQ(bar.open.value(), 92800);
  EXPECT_EQ(bar.high.value(), 93050);
  EXPECT_EQ(bar.low.value(), 92790);
  EXPECT_EQ(bar.close.value(), 93011.5);
  EXPECT_EQ(bar.volume_contracts.value(), 98765.4);
  EXPECT_EQ(bar.volume.value(), 987.654);
  EXPECT_EQ(bar.volume_quote.value(), 91762890.12);
}

TEST(Okx, AtSpotTheSecondVolumeIsQuote) {
  const auto page = okx().parse(bars(kSpot, hours(0, 1)),
                                answer(enveloped(hour(0, R"("1","2","0.5","1.5","10","15","15","1")"))));
  ASSERT_TRUE(page) << page.error().message;
  EXPECT_EQ(page->candles.at(0).volume.value(), 10);
  EXPECT_EQ(page->candles[0].volume_quote.value(), 15);
  EXPECT_TRUE(page->candles[0].volume_contracts.missing());
}

TEST(Okx, AZeroBesideTradedContractsIsNoAmount) {
  const auto page = okx().parse(bars(kLinear, hours(0, 1)),
                                answer(enveloped(hour(0, R"("1","2","0.5","1.5","778","0","0","1")"))));
  ASSERT_TRUE(page) << page.error().message;
  EXPECT_EQ(page->candles.at(0).volume_contracts.value(), 778);
  EXPECT_TRUE(page->candles[0].volume.missing());
  EXPECT_TRUE(page->candles[0].volume_quote.missing());
  const auto quiet = okx().parse(bars(kLinear, hours(0, 1)),
                                 answer(enveloped(hour(0, R"("1","1","1","1","0","0","0","1")"))));
  EXPECT_EQ(quiet->candles.at(0).volume.value(), 0);
}

TEST(Okx, BarsOfTheMarkHaveSixColumns) {
  const auto page = okx().parse(bars(kLinear, hours(0, 1), PriceKind::Mark),
                                answer(enveloped(hour(0, R"("1","2","0.5","1.5","1")"))));
  ASSERT_TRUE(page) << page.error().message;
  EXPECT_EQ(page->candles.at(0).close.value(), 1.5);
  EXPECT_TRUE(page->candles[0].volume.missing());
}

TEST(Okx, AFullPageLeavesARest) {
  std::string rows;
  for (int i = 399; i >= 100; --i) rows += (rows.empty() ? "" : ",") + hour(i);
  const auto page = okx().parse(bars(kLinear, hours(0, 400)), answer(enveloped(rows)));
  ASSERT_TRUE(page) << page.error().message;
  EXPECT_EQ(page->candles.size(), 300U);
  EXPECT_EQ(page->rest, hours(0, 100));
  EXPECT_FALSE(okx().parse(bars(kLinear, hours(100, 400)), answer(enveloped(rows)))->rest);
}

TEST(Okx, RefusesWhatMakesNoSense) {
  const auto fault = [](const std::string& text) {
    const auto page = okx().parse(bars(kLinear, hours(0, 2)), answer(text));
    return page ? std::string("accepted") : page.error().message;
  };
  EXPECT_EQ(fault(""), "no JSON");
  EXPECT_EQ(fault("<html></html>"), "no JSON");
  EXPECT_EQ(fault(enveloped(hour(0)).substr(0, 60)), "no JSON");
  EXPECT_EQ(fault("[]"), "code: missing");
  EXPECT_EQ(fault(R"({"code":0,"data":[]})"), "code: missing");
  EXPECT_EQ(fault(R"({"code":"0"})"), "list of rows: null is no list");
  EXPECT_EQ(fault(R"({"code":"51000","msg":"Parameter bar error"})"),
            "OKX refused: 51000 Parameter bar error");
  EXPECT_EQ(fault(enveloped(hour(0, R"("NaN","2","0.5","1.5","1","1","1","1")"))),
            R"(open: "NaN" is no number)");
  EXPECT_EQ(fault(enveloped(hour(0, R"("1","-Infinity","0.5","1.5","1","1","1","1")"))),
            R"(high: "-Infinity" is no number)");
  EXPECT_EQ(fault(enveloped(hour(0, R"("1","2","0.5","1.5","1")"))), "volCcy: missing");
  EXPECT_EQ(fault(enveloped(hour(0, R"("1","2",{},"1.5","1","1","1","1")"))), "low: {} is no number");
  EXPECT_EQ(fault(enveloped(R"({"ts":"1780963200000"})")), "ts: missing");
  EXPECT_EQ(fault(enveloped(R"(["1780963200000000","1","2","0.5","1.5","1","1","1","1"])")),
            "ts: no time in milliseconds");
}

TEST(Okx, BarsInAnyOrder) {
  const auto page =
      okx().parse(bars(kLinear, hours(0, 3)), answer(enveloped(hour(0) + "," + hour(2) + "," + hour(1))));
  ASSERT_TRUE(page);
  ASSERT_EQ(page->candles.size(), 3U);
  EXPECT_EQ(page->candles[1].time, kHour0 + kHour);
}

std::string settled(int hour, const std::string& realized, const std::string& id = "BTC-USDT-SWAP") {
  return R"({"fundingRate":"0.00099","fundingTime":")" +
         std::to_string(toMs(kHour0) + std::int64_t{hour} * 3'600'000) + R"(","instId":")" + id +
         R"(","instType":"SWAP","method":"current_period","realizedRate":")" + realized + R"("})";
}

TEST(Okx, FundingIsWhatWasCharged) {
  const auto rows = settled(16, "") + "," + settled(12, "-0.0003") + "," + settled(8, "0.0002") + "," +
                    settled(0, "0.0001");
  const auto page = okx().parse(funding(hours(1, 24)), answer(enveloped(rows)));
  ASSERT_TRUE(page) << page.error().message;
  ASSERT_EQ(page->funding.size(), 2U);  // the newest has not been charged yet
  EXPECT_EQ(page->funding[0].rate.fraction, 0.0002);
  EXPECT_EQ(page->funding[0].rate.interval, std::chrono::hours{8});
  EXPECT_EQ(page->funding[1].rate.fraction, -0.0003);
  EXPECT_EQ(page->funding[1].rate.interval, std::chrono::hours{4});
  EXPECT_EQ(page->funding[1].rate.kind, FundingKind::Settled);
  EXPECT_FALSE(okx().parse(funding(hours(0, 24)), answer(enveloped(settled(0, "0.1", "ETH-USDT-SWAP")))));
  EXPECT_FALSE(okx().parse(funding(hours(0, 24)), answer(enveloped(settled(0, "nan")))));
}

TEST(Okx, OpenInterestInThreeUnits) {
  const auto page = okx().parse(openInterest({timeFromMs(1780959600000), timeFromMs(1780966800000)}),
                                answer(test::sample("okx/open_interest_history.json")));
  ASSERT_TRUE(page) << page.error().message;
  ASSERT_EQ(page->open_interest.size(), 2U);
  EXPECT_EQ(page->open_interest[1].time, kHour0);
  EXPECT_EQ(page->open_interest[1].contracts.value(), 2216113.01);
  EXPECT_EQ(page->open_interest[1].base.value(), 22161.1301);
  EXPECT_EQ(page->open_interest[1].usd.value(), 2063289517.28);
  // Old rows lack the last.
  const auto old =
      okx().parse(openInterest(hours(0, 1)), answer(enveloped(R"(["1780963200000","100","1"])")));
  EXPECT_EQ(old->open_interest.at(0).base.value(), 1);
  EXPECT_TRUE(old->open_interest[0].usd.missing());
  EXPECT_FALSE(okx().parse(openInterest(hours(0, 1)), answer(enveloped(R"(["1780963200000","","1","2"])"))));
}

TEST(Okx, ContractSizesComeFromTheList) {
  const auto list = [](const std::string& fields) {
    return answer(
        enveloped(R"({"instId":"ETH-USD-SWAP","state":"live","listTime":"1573557408000",)" + fields + "}"));
  };
  const auto found =
      okx().parseProduct(kInverse.instrument, list(R"("ctVal":"10","ctMult":"2","ctType":"inverse")"));
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_EQ(found->instrument.contract, (ContractSpec{20, true}));
  EXPECT_EQ(found->listed, timeFromMs(1573557408000));
  const auto linear =
      okx().parseProduct(kInverse.instrument, list(R"("ctVal":"0.1","ctMult":"","ctType":"linear")"));
  EXPECT_EQ(linear->instrument.contract, (ContractSpec{0.1, false}));
  EXPECT_FALSE(okx().parseProduct(kInverse.instrument, list(R"("ctVal":"","ctType":"linear")")));
  EXPECT_FALSE(okx().parseProduct(kInverse.instrument, list(R"("ctVal":"0","ctType":"linear")")));
  EXPECT_EQ(okx().parseProduct(kLinear.instrument, list(R"("ctVal":"1")")).error().kind, ErrorKind::NotFound);
  EXPECT_EQ(okx().parseProduct(kLinear.instrument, answer(test::sample("okx/refused.json"))).error().kind,
            ErrorKind::NotFound);
  EXPECT_EQ(okx().productRequest(kInverse.instrument).target,
            "/api/v5/public/instruments?instType=SWAP&instId=ETH-USD-SWAP");
}

TEST(Okx, Refusals) {
  using Kind = Refusal::Kind;
  const auto refused = [](const std::string& body, int status = 200) {
    return okx().refusal(answer(body, status));
  };
  EXPECT_FALSE(refused(enveloped("")));
  EXPECT_EQ(refused(test::sample("okx/refused.json"))->kind, Kind::NoSymbol);
  EXPECT_EQ(refused(R"({"code":"50011","msg":"Too Many Requests","data":[]})", 429)->kind, Kind::Slower);
  EXPECT_EQ(refused(R"({"code":"50011","msg":"Too Many Requests","data":[]})")->wait, Milliseconds{2000});
  EXPECT_EQ(refused("", 429)->wait, Milliseconds{2000});
  EXPECT_EQ(refused(R"({"code":"50026","msg":"System error"})", 500)->kind, Kind::Busy);
  EXPECT_EQ(refused(R"({"code":"50001","msg":"Service temporarily unavailable"})")->kind, Kind::Busy);
  EXPECT_EQ(refused(R"({"code":"51000","msg":"Parameter bar error"})", 400)->kind, Kind::Bad);
  EXPECT_THAT(refused(R"({"code":"51000","msg":"Parameter bar error"})", 400)->message,
              HasSubstr("Parameter bar error"));
  EXPECT_EQ(refused("<!DOCTYPE html><html>", 403)->kind, Kind::Blocked);
  EXPECT_EQ(refused("", 451)->kind, Kind::Blocked);
}

}  // namespace
}  // namespace perpscope::venues
