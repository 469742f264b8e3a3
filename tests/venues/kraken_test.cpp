#include "venues/kraken/kraken.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/quantity.h"
#include "venues/decoded.h"

namespace perpscope::venues {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr Time kDay1 = utc(2026, 11, 1);

Product spot() { return {*instrumentOfSymbol("kraken", "XBT/USD"), "XBTUSD", {}, true}; }
Product linear() { return {*instrumentOfSymbol("kraken", "PF_XBTUSD"), "PF_XBTUSD", {}, true}; }
Product inverse() { return {*instrumentOfSymbol("kraken", "PI_XBTUSD"), "PI_XBTUSD", {}, true}; }

Query bars(const Product& product, Interval step, TimeRange range, PriceKind price = PriceKind::Trade) {
  return {product, DataKind::Bars, price, step, range, {}};
}
Query funding(const Product& product, TimeRange range) {
  return {product, DataKind::Funding, PriceKind::Trade, Interval::D1, range, {}};
}
Query interest(const Product& product, Interval step, TimeRange range) {
  return {product, DataKind::OpenInterest, PriceKind::Trade, step, range, {}};
}
Response body(std::string text, int status = 200) { return {status, {}, std::move(text)}; }

TEST(Kraken, Requests) {
  const TimeRange day{kDay1, kDay1 + kDay};
  const auto ohlc = kraken().request(bars(spot(), Interval::H4, day));
  EXPECT_EQ(ohlc.endpoint, "spot_rest");
  EXPECT_EQ(ohlc.target, "/0/public/OHLC?pair=XBTUSD&interval=240&since=1793491199");
  EXPECT_EQ(ohlc.cost.front().pool, "spot");
  const auto marks = kraken().request(bars(linear(), Interval::H1, day, PriceKind::Mark));
  EXPECT_EQ(marks.endpoint, "futures_rest");
  EXPECT_EQ(marks.target, "/api/charts/v1/mark/PF_XBTUSD/1h?from=1793491200&to=1793577599");
  EXPECT_EQ(kraken().request(bars(inverse(), Interval::D1, day, PriceKind::Index)).target,
            "/api/charts/v1/spot/PI_XBTUSD/1d?from=1793491200&to=1793577599");
  EXPECT_EQ(kraken().request(funding(linear(), day)).target,
            "/derivatives/api/v3/historical-funding-rates?symbol=PF_XBTUSD");
  // The samples of the day close the buckets that begin an hour before it.
  EXPECT_EQ(kraken().request(interest(linear(), Interval::H1, day)).target,
            "/api/charts/v1/analytics/PF_XBTUSD/open-interest?since=1793487600&to=1793574000&interval=3600");
  EXPECT_EQ(kraken().productRequest(spot().instrument).target, "/0/public/AssetPairs?pair=XBTUSD");
  EXPECT_EQ(kraken().productRequest(inverse().instrument).target, "/derivatives/api/v3/instruments");
}

TEST(Kraken, TheFundingHistoryHasAnOlderAddress) {
  const auto asked = kraken().request(funding(linear(), {kDay1, kDay1 + kDay}));
  const auto other = kraken().otherAddress(asked, body("404 page not found", 404));
  ASSERT_TRUE(other.has_value());
  EXPECT_EQ(other->target, "/derivatives/api/v4/historicalfundingrates?symbol=PF_XBTUSD");
  EXPECT_EQ(other->endpoint, "futures_rest");
  EXPECT_FALSE(kraken().otherAddress(*other, body("", 404)).has_value());
  EXPECT_FALSE(kraken().otherAddress(asked, body("", 500)).has_value());
  const auto bar = kraken().request(bars(linear(), Interval::H1, {kDay1, kDay1 + kDay}));
  EXPECT_FALSE(kraken().otherAddress(bar, body("", 404)).has_value());
}

TEST(Kraken, SpotBars) {
  const auto query = bars(spot(), Interval::M1, {timeFromMs(1762777140000), timeFromMs(1762777260000)});
  const auto page = kraken().parse(
      query,
      body(
          R"({"error":[],"result":{"XXBTZUSD":[[1762777080,"1","1","1","1","0.0","0.00000000",0],)"
          R"([1762777140,"106038.3","106038.4","106038.2","106038.3","106038.3","0.00032101",1],)"
          R"([1762777200,"106038.1","106044.3","106038.1","106040.1","106039.6","0.08317981",3]],"last":1762777140}})"));
  ASSERT_TRUE(page.has_value()) << page.error().message;
  ASSERT_THAT(page->candles, SizeIs(2));
  EXPECT_EQ(page->candles[0].time, timeFromMs(1762777140000));
  EXPECT_EQ(page->candles[0].open.value(), 106038.3);
  EXPECT_EQ(page->candles[0].high.value(), 106038.4);
  EXPECT_EQ(page->candles[0].low.value(), 106038.2);
  EXPECT_EQ(page->candles[1].close.value(), 106040.1);
  EXPECT_EQ(page->candles[1].volume.value(), 0.08317981);
  EXPECT_TRUE(page->candles[1].volume_quote.missing());
  EXPECT_FALSE(page->rest.has_value());
}

TEST(Kraken, RecordedSpotBars) {
  const auto folder = test::wireFolder();
  PERPSCOPE_NEED_WIRE(folder);
  const auto text = test::contents(folder / "kraken/nautilus__http_ohlc.json");
  EXPECT_FALSE(kraken().refusal(body(text)).has_value());
  const auto page =
      kraken().parse(bars(spot(), Interval::M1, TimeRange{Time{}, utc(2100, 1, 1)}), body(text));
  ASSERT_TRUE(page.has_value()) << page.error().message;
  ASSERT_THAT(page->candles, SizeIs(721));
  for (std::size_t i = 1; i < page->candles.size(); ++i)
    ASSERT_EQ(page->candles[i].time - page->candles[i - 1].time, kMinute);
  EXPECT_EQ(page->candles.back().close.value(), 105899.4);
}

TEST(Kraken, FuturesBarsCountCoinsOrDollars) {
  const std::string text =
      R"({"candles":[{"time":1731715200000,"open":"91069","high":"91373.5","low":"90956","close":"91045.5","volume":"319499"},)"
      R"({"time":1731718800000,"open":"91045.5","high":"91488.5","low":"91045.5","close":"91415","volume":2407}],"more_candles":true})";
  const TimeRange range{timeFromMs(1731715200000), timeFromMs(1731729600000)};
  const auto coins = kraken().parse(bars(linear(), Interval::H1, range), body(text));
  ASSERT_TRUE(coins.has_value()) << coins.error().message;
  ASSERT_THAT(coins->candles, SizeIs(2));
  EXPECT_EQ(coins->candles[0].volume.value(), 319499);
  EXPECT_TRUE(coins->candles[0].volume_quote.missing());
  EXPECT_EQ(coins->candles[1].close.value(), 91415);
  EXPECT_EQ(coins->rest, (TimeRange{timeFromMs(1731722400000), range.to}));
  const auto dollars = kraken().parse(bars(inverse(), Interval::H1, range), body(text));
  ASSERT_TRUE(dollars.has_value());
  EXPECT_TRUE(dollars->candles[0].volume.missing());
  EXPECT_EQ(dollars->candles[0].volume_quote.value(), 319499);
  EXPECT_EQ(dollars->candles[0].volume_contracts.value(), 319499);
  const auto marks = kraken().parse(bars(linear(), Interval::H1, range, PriceKind::Mark), body(text));
  EXPECT_TRUE(marks->candles[0].volume.missing());
}

TEST(Kraken, MoreThatIsNotInRangeIsNoRest) {
  const std::string text =
      R"({"candles":[{"time":1731715200000,"open":"1","high":"1","low":"1","close":"1","volume":"0"}],"more_candles":true})";
  const Time open = timeFromMs(1731715200000);
  EXPECT_FALSE(
      kraken().parse(bars(linear(), Interval::H1, {open, open + kHour}), body(text))->rest.has_value());
  EXPECT_FALSE(kraken()
                   .parse(bars(linear(), Interval::H1, {open, open + kDay}),
                          body(R"({"candles":[],"more_candles":true})"))
                   ->rest.has_value());
}

TEST(Kraken, FundingIsStampedByTheEndOfItsHour) {
  const TimeRange range{utc(2025, 7, 11), utc(2025, 7, 12)};
  const auto page = kraken().parse(
      funding(linear(), range),
      body(
          R"({"result":"success","rates":[{"timestamp":"2025-07-11T08:00:00.000Z","relativeFundingRate":0.0001,"fundingRate":11.7},)"
          R"({"timestamp":"2025-07-10T23:00:00.000Z","relativeFundingRate":-5e-05,"fundingRate":-5.8},)"
          R"({"timestamp":"2025-07-10T16:00:00.000Z","relativeFundingRate":0.00015,"fundingRate":17.0}]})"));
  ASSERT_TRUE(page.has_value()) << page.error().message;
  ASSERT_THAT(page->funding, SizeIs(2));
  EXPECT_EQ(page->funding[0].time, utc(2025, 7, 11));
  EXPECT_EQ(page->funding[0].rate.fraction, -5e-05);
  EXPECT_EQ(page->funding[1].time, utc(2025, 7, 11, 9 * kHour));
  EXPECT_EQ(page->funding[1].rate.fraction, 0.0001);
  EXPECT_EQ(page->funding[1].rate.interval, std::chrono::hours{1});
  EXPECT_EQ(page->funding[1].rate.kind, FundingKind::Settled);
}

constexpr std::string_view kBuckets =
    R"({"result":{"timestamp":[1731715200,1731718800],"more":true,"data":[["1850.1","1866.0","1849.2","1861.3"],[1861.3,1870.0,1860.0,1868.8]]},"errors":[]})";

TEST(Kraken, OpenInterestIsTheCloseAtTheEndOfItsBucket) {
  const Time start = timeFromMs(1731715200000);
  const auto query = interest(linear(), Interval::H1, {start + kHour, start + 5 * kHour});
  const auto page = kraken().parse(query, body(std::string(kBuckets)));
  ASSERT_TRUE(page.has_value()) << page.error().message;
  ASSERT_THAT(page->open_interest, SizeIs(2));
  EXPECT_EQ(page->open_interest[0].time, start + kHour);
  EXPECT_EQ(page->open_interest[0].base.value(), 1861.3);
  EXPECT_TRUE(page->open_interest[0].usd.missing());
  EXPECT_EQ(page->open_interest[1].base.value(), 1868.8);
  EXPECT_EQ(page->rest, (TimeRange{start + 3 * kHour, start + 5 * kHour}));
  const auto dollars =
      kraken().parse(interest(inverse(), Interval::H1, query.range), body(std::string(kBuckets)));
  EXPECT_EQ(dollars->open_interest[1].usd.value(), 1868.8);
  EXPECT_EQ(dollars->open_interest[1].contracts.value(), 1868.8);
  EXPECT_TRUE(dollars->open_interest[1].base.missing());
}

TEST(Kraken, OpenInterestInItsOlderShapesAndWithHoles) {
  const Time start = timeFromMs(1731715200000);
  const auto query = interest(linear(), Interval::H1, {start, start + kDay});
  const auto older = kraken().parse(
      query,
      body(
          R"({"result":{"timestamp":[1731715200,1731718800],"more":false,"data":{"open_interest":["7",null]}},"errors":[]})"));
  ASSERT_TRUE(older.has_value()) << older.error().message;
  ASSERT_THAT(older->open_interest, SizeIs(1));
  EXPECT_EQ(older->open_interest[0].base.value(), 7);
  EXPECT_FALSE(older->rest.has_value());
}

TEST(Kraken, Products) {
  const auto pairs =
      R"({"error":[],"result":{"XXBTZUSD":{"altname":"XBTUSD","wsname":"XBT/USD","base":"XXBT","quote":"ZUSD","status":"online"}}})";
  const auto found = kraken().parseProduct(spot().instrument, body(pairs));
  ASSERT_TRUE(found.has_value()) << found.error().message;
  EXPECT_EQ(found->wire, "XBTUSD");
  EXPECT_TRUE(found->trading);
  const auto contracts =
      R"({"result":"success","instruments":[{"symbol":"PI_XBTUSD","type":"futures_inverse","contractSize":1,"tradeable":true,"openingDate":"2018-08-31T00:00:00Z"},)"
      R"({"symbol":"PF_XBTUSD","contractSize":1,"tradeable":false,"openingDate":"2022-03-22T13:18:45Z"}]})";
  const auto perp = kraken().parseProduct(inverse().instrument, body(contracts));
  ASSERT_TRUE(perp.has_value()) << perp.error().message;
  EXPECT_EQ(perp->instrument.contract, (ContractSpec{1, true}));
  EXPECT_EQ(perp->listed, utc(2018, 8, 31));
  EXPECT_FALSE(kraken().parseProduct(linear().instrument, body(contracts))->trading);
  const auto sol = *instrumentOfSymbol("kraken", "PF_SOLUSD");
  EXPECT_EQ(kraken().parseProduct(sol, body(contracts)).error().kind, ErrorKind::NotFound);
  EXPECT_EQ(kraken()
                .parseProduct(spot().instrument, body(R"({"error":["EQuery:Unknown asset pair"]})"))
                .error()
                .kind,
            ErrorKind::NotFound);
  EXPECT_EQ(kraken().parseProduct(spot().instrument, body(R"({"error":[]})")).error().kind,
            ErrorKind::BadInput);
}

TEST(Kraken, RecordedProducts) {
  const auto folder = test::wireFolder();
  PERPSCOPE_NEED_WIRE(folder);
  const auto contracts =
      body(test::contents(folder / "kraken_futures/nautilus__http_futures_instruments.json"));
  const auto perp = kraken().parseProduct(inverse().instrument, contracts);
  ASSERT_TRUE(perp.has_value()) << perp.error().message;
  EXPECT_EQ(perp->listed, utc(2018, 8, 31));
  EXPECT_FALSE(kraken().refusal(contracts).has_value());
}

struct Broken {
  const char* why;
  Query query;
  std::string text;
};

class KrakenMalformed : public testing::TestWithParam<Broken> {};

TEST_P(KrakenMalformed, IsRefusedWithAReason) {
  const auto page = kraken().parse(GetParam().query, body(GetParam().text));
  ASSERT_FALSE(page.has_value());
  EXPECT_EQ(page.error().kind, ErrorKind::BadInput);
  EXPECT_FALSE(page.error().message.empty());
}

std::vector<Broken> brokenAnswers() {
  const TimeRange ever{Time{}, utc(2100, 1, 1)};
  const auto ohlc = bars(spot(), Interval::H1, ever);
  const auto chart = bars(linear(), Interval::H1, ever);
  const auto rates = funding(linear(), ever);
  const auto buckets = interest(linear(), Interval::H1, ever);
  const auto row = [](std::string_view cells) {
    return fmt::format(R"({{"error":[],"result":{{"XXBTZUSD":[{}],"last":1}}}})", cells);
  };
  const auto candle = [](std::string_view fields) {
    return fmt::format(R"({{"candles":[{}],"more_candles":false}})", fields);
  };
  std::vector<Broken> broken;
  for (const auto& query : {ohlc, chart, rates, buckets}) {
    broken.push_back({"empty", query, ""});
    broken.push_back({"web page", query, "<html><body>busy</body></html>"});
    broken.push_back({"truncated", query, R"({"error":[],"result":{"XXBTZUSD":[[1762777140,"10)"});
    broken.push_back({"number", query, "17"});
    broken.push_back({"other object", query, "{}"});
  }
  broken.push_back({"text NaN", ohlc, row(R"([1762777140,"NaN","1","1","1","1","1",1])")});
  broken.push_back({"Infinity", ohlc, row(R"([1762777140,"1","Infinity","1","1","1","1",1])")});
  broken.push_back({"short row", ohlc, row(R"([1762777140,"1","1","1"])")});
  broken.push_back({"wrong order", ohlc,
                    row(R"([1762777200,"1","1","1","1","1","1",1],[1762777140,"1","1","1","1","1","1",1])")});
  broken.push_back({"milliseconds", ohlc, row(R"([1762777140000,"1","1","1","1","1","1",1])")});
  broken.push_back({"rows no list", ohlc, R"({"error":[],"result":{"XXBTZUSD":{},"last":1}})"});
  broken.push_back({"no pair", ohlc, R"({"error":[],"result":{"last":1}})"});
  broken.push_back({"null price", chart,
                    candle(R"({"time":1,"open":null,"high":"1","low":"1","close":"1","volume":"1"})")});
  broken.push_back({"no volume", chart, candle(R"({"time":1,"open":"1","high":"1","low":"1","close":"1"})")});
  broken.push_back(
      {"ISO time", chart,
       candle(R"({"time":"2026-01-01","open":"1","high":"1","low":"1","close":"1","volume":"1"})")});
  broken.push_back({"no stamp", rates, R"({"result":"success","rates":[{"relativeFundingRate":1e-5}]})"});
  broken.push_back(
      {"only absolute", rates,
       R"({"result":"success","rates":[{"timestamp":"2026-01-01T00:00:00Z","fundingRate":1e-5}]})"});
  broken.push_back(
      {"lengths", buckets, R"({"result":{"timestamp":[1,2],"data":[["1","1","1","1"]],"more":false}})"});
  broken.push_back(
      {"bucket order", buckets, R"({"result":{"timestamp":[7200,3600],"data":["1","2"],"more":false}})"});
  broken.push_back(
      {"bucket text", buckets, R"({"result":{"timestamp":[3600],"data":["many"],"more":false}})"});
  return broken;
}

INSTANTIATE_TEST_SUITE_P(Answers, KrakenMalformed, testing::ValuesIn(brokenAnswers()));

Refusal refused(std::string text, int status = 200) {
  return kraken().refusal(body(std::move(text), status)).value();
}

TEST(Kraken, Refusals) {
  using enum Refusal::Kind;
  EXPECT_EQ(refused(R"({"error":["EQuery:Unknown asset pair"]})").kind, NoSymbol);
  EXPECT_EQ(refused(R"({"error":["EQuery:Unknown asset pair"]})").message, "EQuery:Unknown asset pair");
  EXPECT_EQ(refused(R"({"error":["EAPI:Rate limit exceeded"]})").kind, Slower);
  EXPECT_EQ(refused(R"({"error":["EAPI:Rate limit exceeded"]})").wait, Milliseconds{10'000});
  EXPECT_EQ(refused(R"({"error":["EService:Unavailable"]})").kind, Busy);
  EXPECT_EQ(refused(R"({"error":["EGeneral:Invalid arguments"]})").kind, Bad);
  EXPECT_EQ(refused(R"({"result":"error","error":"apiLimitExceeded","serverTime":"x"})").kind, Slower);
  EXPECT_EQ(refused(R"({"result":"error","error":"apiLimitExceeded"})", 429).kind, Slower);
  EXPECT_EQ(refused(R"({"result":"error","error":"contractNotFound"})").kind, NoSymbol);
  EXPECT_EQ(refused(R"({"errors":[{"msg":"Unknown symbol","severity":"error"}]})", 404).kind, NoSymbol);
  EXPECT_EQ(refused("<html>Forbidden</html>", 403).kind, Blocked);
  EXPECT_EQ(refused("", 503).kind, Busy);
  EXPECT_EQ(refused("404 page not found", 404).kind, Bad);
}

TEST(Kraken, WhatHoldsDataIsNoRefusal) {
  EXPECT_FALSE(kraken().refusal(body(R"({"error":["WGeneral:deprecated"],"result":{}})")).has_value());
  EXPECT_FALSE(kraken().refusal(body(R"({"error":[],"result":{"XXBTZUSD":[]}})")).has_value());
  EXPECT_FALSE(kraken().refusal(body(R"({"candles":[],"more_candles":false})")).has_value());
  EXPECT_FALSE(kraken().refusal(body(std::string(kBuckets))).has_value());
}

TEST(Kraken, Offers) {
  EXPECT_EQ(offerFor(kraken(), spot().instrument, DataKind::Bars)->reach.steps, 720);
  EXPECT_EQ(offerFor(kraken(), linear().instrument, DataKind::Funding)->reach.age, 366 * kDay);
  EXPECT_EQ(offerFor(kraken(), inverse().instrument, DataKind::OpenInterest)->page, 2000U);
  EXPECT_EQ(offerFor(kraken(), spot().instrument, DataKind::Funding), nullptr);
  EXPECT_EQ(offerFor(kraken(), linear().instrument, DataKind::Bars, PriceKind::PremiumIndex), nullptr);
}

}  // namespace
}  // namespace perpscope::venues
