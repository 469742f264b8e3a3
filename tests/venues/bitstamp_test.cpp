#include "venues/bitstamp/bitstamp.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "venues/decoded.h"

namespace perpscope::venues {
namespace {

using testing::HasSubstr;

const Product kSpot{*standardInstrument("bitstamp", MarketKind::Spot, "BTC"), "btcusd", {}, true};
const Product kPerp{*standardInstrument("bitstamp", MarketKind::Perp, "BTC"), "btcusd-perp", {}, true};
constexpr Time kStart = utc(2025, 1, 3);

Query bars(Interval step, std::int64_t rows) {
  return {kSpot, DataKind::Bars, PriceKind::Trade, step, {kStart, kStart + rows * nominalLength(step)}, {}};
}

Query funding(TimeRange range) { return {kPerp, DataKind::Funding, {}, {}, range, {}}; }

Response body(std::string text, int status = 200) { return {status, {}, std::move(text)}; }

std::string ohlc(const std::string& rows) { return R"({"data":{"pair":"BTC/USD","ohlc":[)" + rows + "]}}"; }

std::string row(const std::string& timestamp, const std::string& open = R"("96917")") {
  return R"({"timestamp":")" + timestamp + R"(","open":)" + open +
         R"(,"high":"96986","low":"96864","close":"96950","volume":"0.09732401"})";
}

TEST(Bitstamp, OffersWhatItHas) {
  const auto* spot = offerFor(bitstamp(), kSpot.instrument, DataKind::Bars);
  ASSERT_NE(spot, nullptr);
  EXPECT_EQ(spot->page, 1000U);
  EXPECT_EQ(spot->reach.since, utc(2011, 8, 18));
  EXPECT_EQ(std::ranges::count(spot->steps, Interval::H8), 0);
  const auto* funding = offerFor(bitstamp(), kPerp.instrument, DataKind::Funding);
  ASSERT_NE(funding, nullptr);
  EXPECT_EQ(funding->reach.age, 30 * kDay - kHour);
  EXPECT_EQ(offerFor(bitstamp(), kPerp.instrument, DataKind::OpenInterest), nullptr);
  EXPECT_EQ(offerFor(bitstamp(), kSpot.instrument, DataKind::Funding), nullptr);
}

// An end beside the start would make the venue forget the start.
TEST(Bitstamp, AsksForBarsByStartAndLimit) {
  const auto request = bitstamp().request(bars(Interval::H1, 1000));
  EXPECT_EQ(request.target,
            "/api/v2/ohlc/btcusd/?step=3600&limit=1000&start=1735862400&exclude_current_candle=false");
  EXPECT_EQ(request.endpoint, "rest");
  EXPECT_EQ(request.method, "GET");
  ASSERT_EQ(request.cost.size(), 1U);
  EXPECT_EQ(request.cost[0].weight, 1);
}

TEST(Bitstamp, AsksForFundingByRange) {
  EXPECT_EQ(bitstamp().request(funding({kStart, kStart + kDay})).target,
            "/api/v2/funding_rate_history/btcusd-perp/"
            "?limit=100&since_timestamp=1735862400&until_timestamp=1735948801");
}

TEST(Bitstamp, ReadsBars) {
  const auto page = bitstamp().parse(bars(Interval::H1, 2), body(ohlc(row("1735862400"))));
  ASSERT_TRUE(page) << page.error().message;
  ASSERT_EQ(page->candles.size(), 1U);
  const auto& bar = page->candles[0];
  EXPECT_EQ(bar.time, kStart);
  EXPECT_EQ(bar.open.value(), 96917);
  EXPECT_EQ(bar.high.value(), 96986);
  EXPECT_EQ(bar.low.value(), 96864);
  EXPECT_EQ(bar.close.value(), 96950);
  EXPECT_EQ(bar.volume.value(), 0.09732401);
  EXPECT_TRUE(bar.volume_quote.missing());
  EXPECT_FALSE(page->rest);
}

TEST(Bitstamp, LeavesOutRowsThatWereNotAskedFor) {
  const auto rows = row("1735858800") + "," + row("1735862400") + "," + row("1735869600");
  const auto page = bitstamp().parse(bars(Interval::H1, 2), body(ohlc(rows)));
  ASSERT_TRUE(page);
  ASSERT_EQ(page->candles.size(), 1U);
  EXPECT_EQ(page->candles[0].time, kStart);
}

TEST(Bitstamp, RefusesBarsThatMakeNoSense) {
  const auto fault = [](const std::string& text) {
    const auto page = bitstamp().parse(bars(Interval::H1, 2), body(text));
    return page ? std::string("accepted") : page.error().message;
  };
  EXPECT_EQ(fault(""), "no JSON");
  EXPECT_EQ(fault("<html><body>Just a moment</body></html>"), "no JSON");
  EXPECT_EQ(fault(R"({"data":{"pair":"BTC/USD","ohlc":[{"timestamp":"17358)"), "no JSON");
  EXPECT_EQ(fault("[]"), "answer: null is no list");
  EXPECT_EQ(fault(R"({"data":{"ohlc":{}}})"), "answer: {} is no list");
  EXPECT_EQ(fault(ohlc(row("1735862400", R"("NaN")"))), R"(open: "NaN" is no number)");
  EXPECT_EQ(fault(ohlc(row("1735862400", R"("Infinity")"))), R"(open: "Infinity" is no number)");
  EXPECT_EQ(fault(ohlc(row("1735862400", "true"))), "open: true is no number");
  EXPECT_EQ(fault(ohlc(row("1735862400", "null"))), "open: missing");
  EXPECT_EQ(fault(ohlc(row("1735862400000"))), "timestamp: no time in seconds");
  EXPECT_EQ(fault(ohlc(row("1735866000") + "," + row("1735862400"))), "rows are not in the order of time");
  EXPECT_EQ(fault(ohlc("7")), "timestamp: missing");
}

// Stamps may be a second late, and nobody says in which order rows come.
TEST(Bitstamp, ReadsFundingInEitherOrder) {
  const std::string late = R"({"funding_rate":"-0.00013","timestamp":"1735891201"})";
  const std::string early = R"({"funding_rate":"0.00002","timestamp":"1735862400"})";
  for (const auto& rows : {early + "," + late, late + "," + early}) {
    const auto page =
        bitstamp().parse(funding({kStart, kStart + kDay}),
                         body(R"({"market":"BTC/USD-PERP","funding_rate_history":[)" + rows + "]}"));
    ASSERT_TRUE(page) << page.error().message;
    ASSERT_EQ(page->funding.size(), 2U);
    EXPECT_EQ(page->funding[0].time, kStart);
    EXPECT_EQ(page->funding[0].rate.fraction, 0.00002);
    EXPECT_EQ(page->funding[1].time, kStart + 8 * kHour);
    EXPECT_EQ(page->funding[1].rate.fraction, -0.00013);
    EXPECT_EQ(page->funding[1].rate.interval, std::chrono::hours{8});
  }
}

// A settlement of the range's end, a second late, belongs to the next range.
TEST(Bitstamp, FundingEndsBeforeTheRangesEnd) {
  const auto page =
      bitstamp().parse(funding({kStart, kStart + 8 * kHour}),
                       body(R"({"funding_rate_history":[{"funding_rate":"0.1","timestamp":"1735862401"},)"
                            R"({"funding_rate":"0.2","timestamp":"1735891200"}]})"));
  ASSERT_TRUE(page);
  ASSERT_EQ(page->funding.size(), 1U);
  EXPECT_EQ(page->funding[0].rate.fraction, 0.1);
}

TEST(Bitstamp, RefusesFundingThatMakesNoSense) {
  const auto parse = [](const char* text) { return bitstamp().parse(funding({}), body(text)); };
  EXPECT_FALSE(parse(R"({"funding_rate_history":null})"));
  EXPECT_FALSE(parse(R"({"funding_rate_history":[{"funding_rate":"nan","timestamp":"1735862400"}]})"));
  EXPECT_FALSE(parse(R"({"funding_rate_history":[{"funding_rate":"0.1"}]})"));
  EXPECT_FALSE(parse(R"({"market":"BTC/USD-PERP"})"));
  EXPECT_TRUE(parse(R"({"funding_rate_history":[]})"));
}

TEST(Bitstamp, FindsProductsInTheList) {
  const auto list = body(test::sample("bitstamp/markets.json"));
  const auto spot = bitstamp().parseProduct(kSpot.instrument, list);
  ASSERT_TRUE(spot) << spot.error().message;
  EXPECT_EQ(spot->wire, "btcusd");
  EXPECT_TRUE(spot->trading);
  const auto perp = bitstamp().parseProduct(kPerp.instrument, list);
  ASSERT_TRUE(perp) << perp.error().message;
  EXPECT_EQ(perp->wire, "btcusd-perp");
  EXPECT_EQ(perp->instrument.contract.size, 0.5);  // as the list says
  const auto halted = bitstamp().parseProduct(*standardInstrument("bitstamp", MarketKind::Perp, "SOL"), list);
  ASSERT_TRUE(halted);
  EXPECT_FALSE(halted->trading);
  const auto none = bitstamp().parseProduct(*standardInstrument("bitstamp", MarketKind::Spot, "ABC"), list);
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().kind, ErrorKind::NotFound);
  EXPECT_FALSE(bitstamp().parseProduct(kSpot.instrument, body("{}")));
  EXPECT_EQ(bitstamp().productRequest(kSpot.instrument).target, "/api/v2/markets/");
}

TEST(Bitstamp, TellsRefusalsApart) {
  using enum Refusal::Kind;
  const auto kind = [](int status, std::string text) {
    const auto refused = bitstamp().refusal(body(std::move(text), status));
    return refused ? std::optional(refused->kind) : std::nullopt;
  };
  EXPECT_EQ(kind(200, ohlc(row("1735862400"))), std::nullopt);
  EXPECT_EQ(kind(200, R"({"market":"BTC/USD-PERP","funding_rate_history":[]})"), std::nullopt);
  EXPECT_EQ(
      kind(
          400,
          R"({"response_code":"400.002","response_explanation":"Request rejected due to exceeded rate limit."})"),
      Slower);
  EXPECT_EQ(kind(400, R"({"status":"error","reason":"limit","code":"400.067"})"), Slower);
  EXPECT_EQ(kind(400, R"({"response_code":"400.011"})"), Bad);
  EXPECT_EQ(kind(200, R"({"error":"No such thing"})"), Bad);
  EXPECT_EQ(kind(404, "<!DOCTYPE html><html></html>"), NoSymbol);
  EXPECT_EQ(kind(404, R"({"message":"Not found."})"), NoSymbol);
  EXPECT_EQ(kind(404, ""), NoSymbol);
  EXPECT_EQ(kind(200, "<html><script>challenge</script></html>"), Blocked);
  EXPECT_EQ(kind(403, "<html></html>"), Blocked);
  EXPECT_EQ(kind(503, "<html></html>"), Busy);
  EXPECT_EQ(kind(429, ""), Slower);
  const auto slower =
      bitstamp().refusal(body(R"({"response_code":"400.002","response_explanation":"Too fast."})", 400));
  EXPECT_EQ(slower->wait, std::chrono::seconds{60});
  EXPECT_THAT(slower->message, HasSubstr("Too fast."));
}

}  // namespace
}  // namespace perpscope::venues
