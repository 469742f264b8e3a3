// Coinbase's requests, history and refusals.
#include "venues/coinbase/coinbase.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "venues/registry.h"

namespace perpscope::venues {
namespace {

using testing::HasSubstr;

constexpr Time kApril4 = utc(2024, 4, 4);

Query spotQuery(Interval step, TimeRange range) {
  const auto instrument = *standardInstrument("coinbase", MarketKind::Spot, "BTC");
  return {{instrument, "BTC-USD", {}, true}, DataKind::Bars, PriceKind::Trade, step, range};
}

Query perpQuery(DataKind data, Interval step, TimeRange range) {
  const auto instrument = *standardInstrument("coinbase", MarketKind::Perp, "BTC");
  return {{instrument, "BTC-PERP", {}, true}, data, PriceKind::Trade, step, range};
}

Result<Page> parsed(const Query& query, std::string body) {
  return coinbase().parse(query, {200, {}, std::move(body)});
}

TEST(Coinbase, IsRegistered) { EXPECT_EQ(find("coinbase"), &coinbase()); }

TEST(Coinbase, AsksExchangeForBothEndsInclusive) {
  const auto request = coinbase().request(spotQuery(Interval::H1, {kApril4, kApril4 + 300 * kHour}));
  EXPECT_EQ(request.endpoint, "exchange_rest");
  EXPECT_EQ(
      request.target,
      "/products/BTC-USD/candles?granularity=3600&start=2024-04-04T00%3A00%3A00Z&end=2024-04-16T11%3A00%"
      "3A00Z");
  ASSERT_EQ(request.cost.size(), 1U);
  EXPECT_EQ(request.cost[0].pool, "exchange");
}

TEST(Coinbase, AsksIntxForBarsThatOpenBeforeTheEnd) {
  const auto request =
      coinbase().request(perpQuery(DataKind::Bars, Interval::M30, {kApril4, kApril4 + kHour}));
  EXPECT_EQ(request.endpoint, "intx_rest");
  EXPECT_EQ(request.target,
            "/api/v1/instruments/BTC-PERP/candles?granularity=THIRTY_MINUTE&start=2024-04-04T00%3A00%3A00Z&"
            "end=2024-04-04T00%3A59%3A59Z");
}

TEST(Coinbase, AsksForFundingByPosition) {
  auto query = perpQuery(DataKind::Funding, Interval::H1, {kApril4, kApril4 + kDay});
  EXPECT_EQ(coinbase().request(query).target,
            "/api/v1/instruments/BTC-PERP/funding?result_limit=100&result_offset=0");
  query.cursor = "4711";
  EXPECT_EQ(coinbase().request(query).target,
            "/api/v1/instruments/BTC-PERP/funding?result_limit=100&result_offset=4711");
}

// Time, low, high, open, close, volume; newest first; the first row lies before the range.
TEST(Coinbase, ReadsCandlesOfExchange) {
  const auto query = spotQuery(Interval::H1, {utc(2024, 4, 4), utc(2024, 4, 4, 2 * kHour)});
  const auto page = parsed(query,
                           "[[1712192400,66055.14,66331.99,66312.4,66181.6,355.82896243],"
                           "[1712188800,65857.35,66387.77,65984.18,66314.59,358.74851052],"
                           "[1712185200,65857,65858,65857.5,65857.9,1]]");
  ASSERT_TRUE(page.has_value()) << page.error().message;
  ASSERT_EQ(page->candles.size(), 2U);
  const auto& bar = page->candles[1];
  EXPECT_EQ(bar.time, utc(2024, 4, 4, kHour));
  EXPECT_EQ(bar.open, Price{66312.4});
  EXPECT_EQ(bar.high, Price{66331.99});
  EXPECT_EQ(bar.low, Price{66055.14});
  EXPECT_EQ(bar.close, Price{66181.6});
  EXPECT_EQ(bar.volume, BaseQuantity{355.82896243});
  EXPECT_TRUE(bar.volume_quote.missing());
  EXPECT_EQ(page->candles[0].time, utc(2024, 4, 4));
  EXPECT_FALSE(page->rest.has_value());
}

TEST(Coinbase, ReadsCandlesOfIntxInAnyOrder) {
  const auto query = perpQuery(DataKind::Bars, Interval::D1, {utc(2024, 4, 23), utc(2024, 4, 25)});
  const auto page = parsed(
      query,
      R"({"aggregations":[{"start":"2024-04-23T00:00:00Z","open":"62884.4","high":"64710.6","low":"62880.1",)"
      R"("close":"63508.4","volume":"3253.9983"},{"start":"2024-04-24T00:00:00Z","open":"63508.4",)"
      R"("high":"64000","low":"63000","close":"63100","volume":""}]})");
  ASSERT_TRUE(page.has_value()) << page.error().message;
  ASSERT_EQ(page->candles.size(), 2U);
  EXPECT_EQ(page->candles[0].time, utc(2024, 4, 23));
  EXPECT_EQ(page->candles[0].low, Price{62880.1});
  EXPECT_EQ(page->candles[0].volume, BaseQuantity{3253.9983});
  EXPECT_TRUE(page->candles[1].volume.missing());
}

TEST(Coinbase, RefusesWhatIsNoHistory) {
  const auto query = spotQuery(Interval::H1, {utc(2024, 4, 4), utc(2024, 4, 5)});
  const std::vector<std::pair<std::string, std::string>> bad{
      {"", "no JSON"},
      {"<html>", "no JSON"},
      {"[[1712192400,66055.14,66331", "no JSON"},
      {"{}", "list of rows"},
      {"null", "list of rows"},
      {"[1712192400]", "time: missing"},
      {"[[1712192400,1,2,3,4]]", "volume: missing"},
      {"[[1712192400,1,2,null,4,5]]", "open: missing"},
      {R"([[1712192400,1,"NaN",3,4,5]])", "high"},
      {R"([[1712192400,1,2,3,"Infinity",5]])", "close"},
      {R"([[1712192400,true,2,3,4,5]])", "low"},
      {"[[1712192400000,1,2,3,4,5]]", "time in seconds"},
      {R"([["2024-04-04",1,2,3,4,5]])", "time"},
  };
  for (const auto& [body, expected] : bad) {
    const auto page = parsed(query, body);
    ASSERT_FALSE(page.has_value()) << body;
    EXPECT_EQ(page.error().kind, ErrorKind::BadInput);
    EXPECT_THAT(page.error().message, HasSubstr(expected)) << body;
  }
  EXPECT_TRUE(parsed(query, "[]")->candles.empty());
}

std::string fundingBody(std::int64_t offset, Time newest, int rows, int limit = 100) {
  std::string body = R"({"pagination":{"result_limit":)" + std::to_string(limit) + R"(,"result_offset":)" +
                     std::to_string(offset) + R"(},"results":[)";
  for (int i = 0; i < rows; ++i) {
    if (i > 0) body += ',';
    body += R"({"instrument_id":"149264167780483072","funding_rate":"0.00000)" + std::to_string(i % 9 + 1) +
            R"(","mark_price":"27000.2","event_time":")" + isoTime(newest - i * kHour) + "\"}";
  }
  return body + "]}";
}

TEST(Coinbase, ReadsHourlyFunding) {
  const auto query = perpQuery(DataKind::Funding, Interval::H1, {utc(2023, 3, 1), utc(2023, 3, 29)});
  const auto page = parsed(
      query, R"({"pagination":{"result_limit":100,"result_offset":0},"results":[{"instrument_id":"1",)"
             R"("funding_rate":"-0.000002","mark_price":"27000.2","event_time":"2023-03-28T21:03:10.5Z"}]})");
  ASSERT_TRUE(page.has_value()) << page.error().message;
  ASSERT_EQ(page->funding.size(), 1U);
  EXPECT_EQ(page->funding[0].time, utc(2023, 3, 28, 21 * kHour));  // the event is late by minutes
  EXPECT_EQ(page->funding[0].rate.fraction, -0.000002);
  EXPECT_EQ(page->funding[0].rate.interval, std::chrono::hours{1});
  EXPECT_EQ(page->funding[0].rate.kind, FundingKind::Settled);
  EXPECT_FALSE(page->rest.has_value());  // fewer rows than the limit: the history ends here
}

TEST(Coinbase, WalksFundingBackWithOneRowSeenTwice) {
  const Time newest = utc(2024, 4, 4, 12 * kHour);
  const auto query = perpQuery(DataKind::Funding, Interval::H1, {newest - 30 * kDay, newest + kHour});
  const auto page = parsed(query, fundingBody(0, newest, 100));
  ASSERT_TRUE(page.has_value());
  EXPECT_EQ(page->funding.size(), 100U);
  EXPECT_EQ(page->funding.front().time, newest - 99 * kHour);
  EXPECT_EQ(page->rest, (TimeRange{newest - 30 * kDay, newest - 99 * kHour}));
  EXPECT_EQ(page->cursor, "99");
}

TEST(Coinbase, LeapsToWhereFundingShouldBe) {
  const Time newest = utc(2024, 4, 4, 12 * kHour);
  const TimeRange range{newest - 1020 * kHour, newest - 1000 * kHour};
  const auto page = parsed(perpQuery(DataKind::Funding, Interval::H1, range), fundingBody(0, newest, 100));
  ASSERT_TRUE(page.has_value());
  EXPECT_TRUE(page->funding.empty());
  EXPECT_EQ(page->rest, range);
  EXPECT_EQ(page->cursor, "1000");  // the row of the range's end, as proof
}

// Hours without a settlement lie between the newest row and the range: the leap went too far.
TEST(Coinbase, GoesForwardWhereHoursAreMissing) {
  const Time newest = utc(2024, 4, 4, 12 * kHour);
  auto query = perpQuery(DataKind::Funding, Interval::H1, {newest - 1020 * kHour, newest - 1000 * kHour});
  query.cursor = "1000";
  const auto page = parsed(query, fundingBody(1000, newest - 1010 * kHour, 100));
  ASSERT_TRUE(page.has_value());
  EXPECT_TRUE(page->funding.empty());
  EXPECT_EQ(page->rest, query.range);
  EXPECT_EQ(page->cursor, "901");
  query.cursor = "901";
  const auto found = parsed(query, fundingBody(901, newest - 911 * kHour, 100));
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->funding.size(), 10U);  // -1001 … -1010
  EXPECT_EQ(found->rest, (TimeRange{newest - 1020 * kHour, newest - 1010 * kHour}));
}

TEST(Coinbase, AnEmptyPageBehindTheEndOfHistoryGoesForward) {
  auto query = perpQuery(DataKind::Funding, Interval::H1, {kApril4, kApril4 + kDay});
  query.cursor = "500";
  const auto page = parsed(query, fundingBody(500, kApril4, 0));
  ASSERT_TRUE(page.has_value());
  EXPECT_EQ(page->cursor, "401");
  EXPECT_FALSE(parsed(query, fundingBody(0, kApril4, 0))->rest.has_value());
}

TEST(Coinbase, BelievesTheLimitThatTheAnswerStates) {
  const Time newest = utc(2024, 4, 4, 12 * kHour);
  const auto query = perpQuery(DataKind::Funding, Interval::H1, {newest - 30 * kDay, newest + kHour});
  EXPECT_EQ(parsed(query, fundingBody(0, newest, 25, 25))->cursor, "24");
  EXPECT_FALSE(parsed(query, fundingBody(0, newest, 25, 100))->rest.has_value());
}

TEST(Coinbase, RefusesBadFunding) {
  const auto query = perpQuery(DataKind::Funding, Interval::H1, {utc(2023, 3, 1), utc(2023, 3, 29)});
  for (const char* body :
       {"", "[]", "{}", R"({"results":{}})", R"({"results":[{}]})", R"({"results":[3]})",
        R"({"results":[{"funding_rate":"NaN","event_time":"2023-03-28T21:00:00Z"}]})",
        R"({"results":[{"funding_rate":"0.1","event_time":1680037200}]})",
        R"({"pagination":{"result_limit":0},"results":[]})",
        R"({"pagination":{"result_limit":"many"},"results":[]})", "<!DOCTYPE html><html></html>"}) {
    const auto page = parsed(query, body);
    ASSERT_FALSE(page.has_value()) << body;
    EXPECT_EQ(page.error().kind, ErrorKind::BadInput);
  }
}

TEST(Coinbase, FindsProducts) {
  const auto spot = *standardInstrument("coinbase", MarketKind::Spot, "ETH");
  EXPECT_EQ(coinbase().productRequest(spot).target, "/products/ETH-USD");
  const auto online = coinbase().parseProduct(
      spot, {200, {}, R"({"id":"ETH-USD","status":"online","trading_disabled":false})"});
  ASSERT_TRUE(online.has_value());
  EXPECT_TRUE(online->trading);
  EXPECT_EQ(online->wire, "ETH-USD");
  EXPECT_FALSE(coinbase().parseProduct(spot, {200, {}, R"({"id":"ETH-USD","status":"delisted"})"})->trading);
  EXPECT_FALSE(coinbase().parseProduct(spot, {200, {}, R"({"id":"BTC-USD"})"}).has_value());
  EXPECT_FALSE(coinbase().parseProduct(spot, {200, {}, "[]"}).has_value());
}

TEST(Coinbase, TakesTheContractFromTheVenue) {
  const auto perp = *standardInstrument("coinbase", MarketKind::Perp, "BTC");
  EXPECT_EQ(coinbase().productRequest(perp).target, "/api/v1/instruments/BTC-PERP");
  const auto body = [](std::string_view size) {
    return Response{200,
                    {},
                    R"({"symbol":"BTC-PERP","trading_state":"TRADING","base_asset_multiplier":)" +
                        std::string(size) + "}"};
  };
  const auto product = coinbase().parseProduct(perp, body("\"10.0\""));
  ASSERT_TRUE(product.has_value());
  EXPECT_EQ(product->instrument.contract, (ContractSpec{10, false}));
  EXPECT_TRUE(product->trading);
  EXPECT_FALSE(coinbase().parseProduct(perp, body("\"ten\"")).has_value());
}

TEST(Coinbase, KnowsRefusals) {
  using Kind = Refusal::Kind;
  const auto kind = [](int status, std::string body) {
    const auto refused = coinbase().refusal({status, {}, std::move(body)});
    return refused ? std::optional(refused->kind) : std::nullopt;
  };
  EXPECT_EQ(kind(200, "[]"), std::nullopt);
  EXPECT_EQ(kind(200, R"({"aggregations":[]})"), std::nullopt);
  EXPECT_EQ(kind(404, R"({"message":"NotFound"})"), Kind::NoSymbol);
  EXPECT_EQ(kind(404, R"({"title":"Not Found","status":404})"), Kind::NoSymbol);
  EXPECT_EQ(kind(404, "<html></html>"), Kind::Bad);
  EXPECT_EQ(kind(400, R"({"message":"Unsupported granularity"})"), Kind::Bad);
  EXPECT_EQ(kind(200, R"({"message":"something is wrong"})"), Kind::Bad);
  EXPECT_EQ(kind(403, "<!DOCTYPE html><html>"), Kind::Blocked);
  EXPECT_EQ(kind(451, "{}"), Kind::Blocked);
  EXPECT_EQ(kind(503, "<html>"), Kind::Busy);
  EXPECT_EQ(kind(500, R"({"message":"Internal server error"})"), Kind::Busy);
}

TEST(Coinbase, WaitsASecondWhenItAskedTooOften) {
  const auto refused = coinbase().refusal({429, {}, R"({"message":"Public rate limit exceeded"})"});
  ASSERT_TRUE(refused.has_value());
  EXPECT_EQ(refused->kind, Refusal::Kind::Slower);
  EXPECT_EQ(refused->wait, Milliseconds{1000});
  EXPECT_THAT(refused->message, HasSubstr("Public rate limit exceeded"));
  EXPECT_EQ(coinbase().refusal({429, {{"retry-after", "7"}}, "{}"})->wait, Milliseconds{7000});
}

}  // namespace
}  // namespace perpscope::venues
