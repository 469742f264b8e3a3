#include "venues/hyperliquid/hyperliquid.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "venues/decoded.h"

namespace perpscope::venues {
namespace {

using nlohmann::json;
using testing::HasSubstr;

const Product kPerp{*standardInstrument("hyperliquid", MarketKind::Perp, "BTC"), "BTC", {}, true};
const Instrument kSpot = *standardInstrument("hyperliquid", MarketKind::Spot, "BTC");
constexpr Time kStart = utc(2023, 4, 19, 16 * kHour);

Query bars(std::int64_t rows) {
  return {kPerp, DataKind::Bars, PriceKind::Trade, Interval::H1, {kStart, kStart + rows * kHour}, {}};
}

Query funding(std::int64_t hours) {
  const Time from = utc(2026, 2, 1);
  return {kPerp, DataKind::Funding, {}, {}, {from, from + hours * kHour}, {}};
}

Response body(std::string text, int status = 200) { return {status, {}, std::move(text)}; }

TEST(Hyperliquid, OffersTheNewest5000Bars) {
  const auto* offer = offerFor(hyperliquid(), kPerp.instrument, DataKind::Bars);
  ASSERT_NE(offer, nullptr);
  EXPECT_EQ(offer->reach.steps, 5000);
  EXPECT_EQ(offer->reach.oldest(kHour, utc(2026, 1, 1)), utc(2026, 1, 1) - 5000 * kHour);
  // A start before the venue began is refused.
  EXPECT_EQ(offer->reach.oldest(kDay, utc(2026, 1, 1)), utc(2023, 1, 1));
  EXPECT_NE(offerFor(hyperliquid(), kSpot, DataKind::Bars), nullptr);
  EXPECT_EQ(offerFor(hyperliquid(), kSpot, DataKind::Funding), nullptr);
  EXPECT_EQ(offerFor(hyperliquid(), kPerp.instrument, DataKind::OpenInterest), nullptr);
}

TEST(Hyperliquid, AsksByPost) {
  const auto request = hyperliquid().request(bars(5000));
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.endpoint, "rest");
  EXPECT_EQ(request.target, "/info");
  EXPECT_EQ(json::parse(request.body),
            json::parse(R"({"type":"candleSnapshot","req":{"coin":"BTC","interval":"1h",)"
                        R"("startTime":1681920000000,"endTime":1699919999999}})"));
  ASSERT_EQ(request.cost.size(), 1U);
  EXPECT_EQ(request.cost[0].weight, 104);  // 20, and one for each 60 bars
  const auto rates = hyperliquid().request(funding(500));
  EXPECT_EQ(json::parse(rates.body), json::parse(R"({"type":"fundingHistory","coin":"BTC",)"
                                                 R"("startTime":1769904000000,"endTime":1771703999999})"));
  EXPECT_EQ(rates.cost[0].weight, 45);
}

TEST(Hyperliquid, ListsOfProductsAreAskedForWhole) {
  const auto perp = hyperliquid().productRequest(kPerp.instrument);
  EXPECT_EQ(perp.body, R"({"type":"meta"})");
  EXPECT_EQ(perp.method, "POST");
  EXPECT_EQ(perp.cost[0].weight, 20);
  EXPECT_EQ(hyperliquid().productRequest(kSpot).body, R"({"type":"spotMeta"})");
}

TEST(Hyperliquid, ReadsBars) {
  const auto page = hyperliquid().parse(bars(2), body(test::sample("hyperliquid/candle_snapshot.json")));
  ASSERT_TRUE(page) << page.error().message;
  ASSERT_EQ(page->candles.size(), 2U);
  const auto& bar = page->candles[0];
  EXPECT_EQ(bar.time, kStart);
  EXPECT_EQ(bar.open.value(), 29295);
  EXPECT_EQ(bar.high.value(), 29309);
  EXPECT_EQ(bar.low.value(), 29250);
  EXPECT_EQ(bar.close.value(), 29258);
  EXPECT_EQ(bar.volume.value(), 0.98639);
  EXPECT_EQ(
      hyperliquid().parse(bars(1), body(test::sample("hyperliquid/candle_snapshot.json")))->candles.size(),
      1U);
}

TEST(Hyperliquid, RefusesBarsThatMakeNoSense) {
  const auto fault = [](const std::string& text) {
    const auto page = hyperliquid().parse(bars(2), body(text));
    return page ? std::string("accepted") : page.error().message;
  };
  const auto row = [](const std::string& t, const std::string& open) {
    return R"({"t":)" + t + R"(,"o":)" + open + R"(,"h":"1","l":"1","c":"1","v":"1"})";
  };
  EXPECT_EQ(fault(""), "no JSON");
  EXPECT_EQ(fault("<html>"), "no JSON");
  EXPECT_EQ(fault("null"), "answer: null is no list");
  EXPECT_EQ(fault("{}"), "answer: {} is no list");
  EXPECT_EQ(fault("[[1]]"), "t: missing");
  EXPECT_EQ(fault("[" + row("1681920000000", R"("NaN")") + "]"), R"(o: "NaN" is no number)");
  EXPECT_EQ(fault("[" + row("1681920000000", "null") + "]"), "o: missing");
  EXPECT_EQ(fault("[" + row("1681920000000000", "1") + "]"), "t: no time in milliseconds");
  EXPECT_EQ(fault("[" + row("1681923600000", "1") + "," + row("1681920000000", "1") + "]"),
            "rows are not in the order of time");
  EXPECT_EQ(fault("[" + row("1681920000000", "1") + ","), "no JSON");
  EXPECT_EQ(fault("[]"), "accepted");
}

TEST(Hyperliquid, ReadsFundingOfTheHour) {
  const auto page = hyperliquid().parse(
      funding(3),
      body(R"([{"coin":"BTC","fundingRate":"0.0000125","premium":"0.00029005","time":1769904000118},)"
           R"({"coin":"BTC","fundingRate":"-0.0000081","time":1769907600001},)"
           R"({"coin":"BTC","fundingRate":"0.5","time":1769914800000}])"));
  ASSERT_TRUE(page) << page.error().message;
  ASSERT_EQ(page->funding.size(), 2U);
  EXPECT_EQ(page->funding[0].time, utc(2026, 2, 1));
  EXPECT_EQ(page->funding[0].rate.fraction, 0.0000125);
  EXPECT_EQ(page->funding[0].rate.interval, std::chrono::hours{1});
  EXPECT_EQ(page->funding[1].time, utc(2026, 2, 1, kHour));
  EXPECT_FALSE(page->rest);
}

TEST(Hyperliquid, AFullAnswerMayHaveBeenCutOff) {
  json rows = json::array();
  for (std::int64_t hour = 0; hour < 500; ++hour)
    rows.push_back({{"coin", "BTC"}, {"fundingRate", "0.1"}, {"time", 1769904000048 + hour * 3'600'000}});
  const auto page = hyperliquid().parse(funding(600), body(rows.dump()));
  ASSERT_TRUE(page);
  EXPECT_EQ(page->funding.size(), 500U);
  const auto query = funding(600);
  EXPECT_EQ(page->rest, (TimeRange{query.range.from + 500 * kHour, query.range.to}));
  EXPECT_FALSE(hyperliquid().parse(funding(500), body(rows.dump()))->rest);
}

TEST(Hyperliquid, RefusesFundingThatMakesNoSense) {
  for (const char* text :
       {"null", R"([{"coin":"BTC","time":1769904000118}])", R"([{"fundingRate":"0.1"}])",
        R"([{"fundingRate":"Infinity","time":1769904000118}])", R"(["x"])",
        R"([{"fundingRate":"1","time":1769907600000},{"fundingRate":"1","time":1769904000000}])"})
    EXPECT_FALSE(hyperliquid().parse(funding(3), body(text))) << text;
}

TEST(Hyperliquid, FindsPerps) {
  const auto list = body(test::sample("hyperliquid/meta.json"));
  const auto found = hyperliquid().parseProduct(kPerp.instrument, list);
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_EQ(found->wire, "BTC");
  EXPECT_TRUE(found->trading);
  EXPECT_FALSE(hyperliquid()
                   .parseProduct(*standardInstrument("hyperliquid", MarketKind::Perp, "MATIC"), list)
                   ->trading);
  const auto none =
      hyperliquid().parseProduct(*standardInstrument("hyperliquid", MarketKind::Perp, "XYZ"), list);
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().kind, ErrorKind::NotFound);
  EXPECT_EQ(hyperliquid().parseProduct(kPerp.instrument, body("null")).error().kind, ErrorKind::BadInput);
}

// The wrapped bitcoin, not a token that only bears the name; against USDC, not another dollar.
TEST(Hyperliquid, FindsSpotPairsByTheirTokens) {
  const auto list = body(test::sample("hyperliquid/spot_meta.json"));
  const auto wire = [&](const char* base) {
    const auto found =
        hyperliquid().parseProduct(*standardInstrument("hyperliquid", MarketKind::Spot, base), list);
    return found ? found->wire : found.error().message;
  };
  EXPECT_EQ(wire("BTC"), "@142");
  EXPECT_EQ(wire("HYPE"), "@107");
  EXPECT_EQ(wire("PURR"), "PURR/USDC");
  EXPECT_EQ(wire("ETH"), "Hyperliquid lists no ETH/USDC");
  EXPECT_EQ(wire("SDT0"), "Hyperliquid lists no SDT0/USDC");  // USDT0 wraps nothing
  const auto bad = hyperliquid().parseProduct(kSpot, body(R"({"universe":[]})"));
  ASSERT_FALSE(bad);
  EXPECT_EQ(bad.error().message, "tokens: null is no list");
}

TEST(Hyperliquid, TellsRefusalsApart) {
  using enum Refusal::Kind;
  const auto kind = [](int status, std::string text) {
    const auto refused = hyperliquid().refusal(body(std::move(text), status));
    return refused ? std::optional(refused->kind) : std::nullopt;
  };
  EXPECT_EQ(kind(200, "[]"), std::nullopt);
  EXPECT_EQ(kind(500, "null"), NoSymbol);
  EXPECT_EQ(kind(200, "null"), NoSymbol);
  EXPECT_EQ(kind(500, ""), Busy);
  EXPECT_EQ(kind(502, "<html></html>"), Busy);
  EXPECT_EQ(kind(403, "<html></html>"), Blocked);
  EXPECT_EQ(kind(405, ""), Bad);
  const auto unreadable =
      hyperliquid().refusal(body("Failed to deserialize the JSON body into the target type", 422));
  ASSERT_TRUE(unreadable);
  EXPECT_EQ(unreadable->kind, Bad);
  EXPECT_THAT(unreadable->message, HasSubstr("Failed to deserialize"));
  EXPECT_EQ(kind(429, "null"), Slower);
  EXPECT_EQ(hyperliquid().refusal(body("null", 429))->wait, std::chrono::seconds{60});
}

}  // namespace
}  // namespace perpscope::venues
