// Bitfinex's requests, history and refusals.
#include "venues/bitfinex/bitfinex.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "venues/registry.h"

namespace perpscope::venues {
namespace {

using testing::HasSubstr;

constexpr Time kNoon = utc(2026, 7, 19, 12 * kHour);
constexpr Time kSettlement = utc(2026, 7, 19, 16 * kHour);

Query query(MarketKind kind, DataKind data, Interval step, TimeRange range) {
  const auto instrument = *standardInstrument("bitfinex", kind, "BTC");
  return {{instrument, instrument.symbol, {}, true}, data, PriceKind::Trade, step, range};
}

Query statusQuery(DataKind data, Interval step, TimeRange range) {
  return query(MarketKind::Perp, data, step, range);
}

Result<Page> parsed(const Query& query, std::string body) {
  return bitfinex().parse(query, {200, {}, std::move(body)});
}

TEST(Bitfinex, IsRegistered) { EXPECT_EQ(find("bitfinex"), &bitfinex()); }

TEST(Bitfinex, AsksForCandlesOldestFirst) {
  const auto day = query(MarketKind::Spot, DataKind::Bars, Interval::D1, {utc(2024, 1, 1), utc(2024, 1, 3)});
  const auto request = bitfinex().request(day);
  EXPECT_EQ(request.endpoint, "rest");
  EXPECT_EQ(request.target,
            "/v2/candles/trade:1D:tBTCUSD/hist?limit=10000&start=1704067200000&end=1704239999999&sort=1");
  ASSERT_EQ(request.cost.size(), 1U);
  EXPECT_EQ(request.cost[0].pool, "candles");
}

TEST(Bitfinex, AsksForStatusFromAnHourBefore) {
  const auto request =
      bitfinex().request(statusQuery(DataKind::Funding, Interval::H1, {kNoon, kNoon + kHour}));
  EXPECT_EQ(request.target,
            "/v2/status/deriv/tBTCF0%3AUSTF0/hist?start=1784458800000&end=1784465999999&sort=1&limit=5000");
  EXPECT_EQ(request.cost[0].pool, "status");
}

// [time, open, close, high, low, volume]
TEST(Bitfinex, ReadsCandles) {
  const auto page = parsed(
      query(MarketKind::Spot, DataKind::Bars, Interval::M1, {utc(2023, 3, 10), utc(2023, 3, 11)}),
      "[[1678465380000,20114,20100,20115,20099.5,0.25],[1678465320000,20097,20114,20125,20094,1.43504645]]");
  ASSERT_TRUE(page.has_value()) << page.error().message;
  ASSERT_EQ(page->candles.size(), 2U);
  const auto& bar = page->candles[0];
  EXPECT_EQ(bar.time, timeFromMs(1678465320000));
  EXPECT_EQ(bar.open, Price{20097});
  EXPECT_EQ(bar.close, Price{20114});
  EXPECT_EQ(bar.high, Price{20125});
  EXPECT_EQ(bar.low, Price{20094});
  EXPECT_EQ(bar.volume, BaseQuantity{1.43504645});
  EXPECT_FALSE(page->rest.has_value());
}

TEST(Bitfinex, RefusesWhatIsNoCandle) {
  const auto asked =
      query(MarketKind::Spot, DataKind::Bars, Interval::M1, {utc(2023, 3, 10), utc(2023, 3, 11)});
  const std::vector<std::pair<std::string, std::string>> bad{
      {"", "no JSON"},
      {"<!DOCTYPE html>", "no JSON"},
      {"[[1678465320000,20097,20114", "no JSON"},
      {"{}", "list of rows"},
      {R"(["error",10020,"symbol: invalid"])", "time"},
      {"[[1678465320000,1,2,3,4]]", "volume: missing"},
      {"[[1678465320,1,2,3,4,5]]", "no time in milliseconds"},
      {"[[1678465320000,1,null,3,4,5]]", "close: missing"},
      {R"([[1678465320000,"NaN",2,3,4,5]])", "open"},
      {R"([[1678465320000,1,2,"Infinity",4,5]])", "high"},
      {"[[1678465320000,1,2,3,{},5]]", "low"},
  };
  for (const auto& [body, expected] : bad) {
    const auto page = parsed(asked, body);
    ASSERT_FALSE(page.has_value()) << body;
    EXPECT_EQ(page.error().kind, ErrorKind::BadInput);
    EXPECT_THAT(page.error().message, HasSubstr(expected)) << body;
  }
  EXPECT_TRUE(parsed(asked, "[]")->candles.empty());
}

std::string statusRow(Time time, Time next, std::string_view funding, std::string_view interest) {
  return "[" + std::to_string(toMs(time)) + ",null,64493.25,64453,null,65301276.46,null," +
         std::to_string(toMs(next)) + ",0.00047447,7522,null," + std::string(funding) +
         ",null,null,64455.8253,null,null," + std::string(interest) + ",null,null,null,0.0005,0.0025]";
}

// The recorded row, five seconds before the minute.
TEST(Bitfinex, ReadsOpenInterestOfTheMinute) {
  const auto page = parsed(
      statusQuery(DataKind::OpenInterest, Interval::M5, {utc(2026, 7, 19, 14 * kHour), utc(2026, 7, 20)}),
      "[[1784471455000,null,64493.25,64453,null,65301276.46,null,1784476800000,0.00047447,7522,null,0."
      "00009266,"
      "null,null,64455.8253,null,null,8873.99876212,null,null,null,0.0005,0.0025],"
      "[1784471695000,null,64493.25,64453,null,65301276.46,null,1784476800000,0.00047447,7522,null,0."
      "00009266,"
      "null,null,64455.8253,null,null,8874.5,null,null,null,0.0005,0.0025]]");
  ASSERT_TRUE(page.has_value()) << page.error().message;
  ASSERT_EQ(page->open_interest.size(), 1U);  // 14:30:55 is four minutes before a full five
  EXPECT_EQ(page->open_interest[0].time, utc(2026, 7, 19, 14 * kHour + 35 * kMinute));
  EXPECT_EQ(page->open_interest[0].base, BaseQuantity{8874.5});
  EXPECT_TRUE(page->open_interest[0].usd.missing());
  EXPECT_TRUE(page->funding.empty());  // not charged before 16:00
}

TEST(Bitfinex, TakesTheLastRateBeforeASettlement) {
  const auto body = "[" + statusRow(kSettlement - 2 * kMinute, kSettlement, "0.0001", "1") + "," +
                    statusRow(kSettlement - kMinute, kSettlement, "-0.0002", "1") + "," +
                    statusRow(kSettlement, kSettlement + 8 * kHour, "0.0003", "1") + "]";
  const auto page =
      parsed(statusQuery(DataKind::Funding, Interval::H1, {kSettlement, kSettlement + kDay}), body);
  ASSERT_TRUE(page.has_value());
  ASSERT_EQ(page->funding.size(), 1U);
  EXPECT_EQ(page->funding[0].time, kSettlement);
  EXPECT_EQ(page->funding[0].rate.fraction, -0.0002);
  EXPECT_EQ(page->funding[0].rate.interval, std::chrono::hours{8});
  EXPECT_EQ(page->funding[0].rate.kind, FundingKind::Settled);
  EXPECT_TRUE(page->open_interest.empty());
}

TEST(Bitfinex, OneAnswerHasFundingAndOpenInterest) {
  const auto body = "[" + statusRow(kSettlement - kMinute, kSettlement, "0", "7000") + "," +
                    statusRow(kSettlement, kSettlement + 8 * kHour, "0.0003", "7001") + "]";
  const auto page =
      parsed(statusQuery(DataKind::OpenInterest, Interval::H4, {kSettlement, kSettlement + kDay}), body);
  ASSERT_TRUE(page.has_value());
  ASSERT_EQ(page->funding.size(), 1U);
  EXPECT_EQ(page->funding[0].rate.fraction, 0.0);
  ASSERT_EQ(page->open_interest.size(), 1U);
  EXPECT_EQ(page->open_interest[0].base, BaseQuantity{7001});
}

// Rows of 2019 end behind the rate; the document's example has one null too many.
TEST(Bitfinex, ReadsShortAndOddRows) {
  const auto old = parsed(
      statusQuery(DataKind::OpenInterest, Interval::M5, {utc(2019, 10, 8), utc(2019, 10, 10)}),
      "[[1570578900000,null,8194.95,8196.95,null,101120.8,null,1570579200000,0.00021817,9379,null,0.0001],"
      "[1570579200000,null,8194.95,8196.95,null,101120.8,null,1570608000000,0,1,null,0.0002,null,null,null,"
      "8192.8,null,null,5174.01444474,null,null,null,0.0005,0.0025]]");
  ASSERT_TRUE(old.has_value()) << old.error().message;
  ASSERT_EQ(old->funding.size(), 1U);
  EXPECT_EQ(old->funding[0].rate.fraction, 0.0001);
  ASSERT_EQ(old->open_interest.size(), 1U);
  EXPECT_EQ(old->open_interest[0].base, BaseQuantity{5174.01444474});
}

std::string minutes(Time from, int count) {
  std::string body = "[";
  for (int i = 0; i < count; ++i) {
    const Time time = from + i * kMinute;
    const Time next{(time.time_since_epoch() / (8 * kHour) + 1) * (8 * kHour)};
    body += (i == 0 ? "" : ",") + statusRow(time, next, "0.0001", "5000");
  }
  return body + "]";
}

TEST(Bitfinex, AnAnswerCutOffLeavesARest) {
  const Time from = utc(2026, 7, 1);
  const TimeRange range{from, from + 4 * kDay};
  const auto asked = statusQuery(DataKind::OpenInterest, Interval::H1, range);
  const auto page = parsed(asked, minutes(from - kHour, 5000));  // to 10:19 of the fourth day
  ASSERT_TRUE(page.has_value());
  EXPECT_EQ(page->rest, (TimeRange{from + 82 * kHour, range.to}));
  EXPECT_EQ(page->open_interest.back().time, from + 81 * kHour);
  EXPECT_EQ(page->funding.back().time, from + 80 * kHour);
  EXPECT_EQ(page->funding.size(), 11U);  // the one at the range's begin included
  // An older document lets 250 rows through.
  const auto small = parsed(asked, minutes(from - kHour, 250));
  EXPECT_EQ(small->rest, (TimeRange{from + 3 * kHour, range.to}));
  EXPECT_FALSE(parsed(asked, minutes(from - kHour, 251))->rest.has_value());
}

TEST(Bitfinex, RefusesAPageThatGetsNoFurther) {
  const Time from = utc(2026, 7, 1);
  const auto page = parsed(statusQuery(DataKind::OpenInterest, Interval::H1, {from, from + 4 * kDay}),
                           minutes(from - 5 * kHour, 250));
  ASSERT_FALSE(page.has_value());
  EXPECT_THAT(page.error().message, HasSubstr("no further"));
}

TEST(Bitfinex, RefusesBadStatus) {
  const auto asked = statusQuery(DataKind::Funding, Interval::H1, {kNoon, kNoon + kDay});
  for (const char* body : {"", "{}", "null", "[3]", "[[\"x\"]]", "[[1784471455]]", "<html>",
                           "[[1784471455000,null,1,1,null,1,null,\"soon\",0,1,null,0.0001]]",
                           "[[1784471455000,null,1,1,null,1,null,1784476800000,0,1,null,\"NaN\"]]",
                           "[[1784471455000,null,1,1,null,1,null,1784476800000,0,1,null,true]]"}) {
    const auto page = parsed(asked, body);
    ASSERT_FALSE(page.has_value()) << body;
    EXPECT_EQ(page.error().kind, ErrorKind::BadInput);
  }
  EXPECT_TRUE(parsed(asked, "[]")->funding.empty());
}

TEST(Bitfinex, FindsProductsInTheLists) {
  const auto find = [](MarketKind kind, std::string_view base, std::string body) {
    return bitfinex().parseProduct(*standardInstrument("bitfinex", kind, base), {200, {}, std::move(body)});
  };
  EXPECT_EQ(bitfinex().productRequest(*standardInstrument("bitfinex", MarketKind::Spot, "BTC")).target,
            "/v2/conf/pub:list:pair:exchange");
  EXPECT_EQ(bitfinex().productRequest(*standardInstrument("bitfinex", MarketKind::Perp, "BTC")).target,
            "/v2/conf/pub:list:pair:futures");
  EXPECT_EQ(find(MarketKind::Spot, "BTC", R"([["ETHUSD","BTCUSD"]])")->wire, "tBTCUSD");
  EXPECT_EQ(find(MarketKind::Spot, "LINK", R"([["LINK:USD"]])")->wire, "tLINK:USD");
  const auto perp = find(MarketKind::Perp, "ETH", R"([["ETHF0:USTF0"]])");
  EXPECT_EQ(perp->wire, "tETHF0:USTF0");
  EXPECT_EQ(perp->instrument.contract, (ContractSpec{1, false}));
  EXPECT_EQ(find(MarketKind::Spot, "SOL", R"([["BTCUSD"]])").error().kind, ErrorKind::NotFound);
  EXPECT_EQ(find(MarketKind::Spot, "TESTBTC", R"([["TESTBTC:USD"]])").error().kind, ErrorKind::NotFound);
  EXPECT_EQ(find(MarketKind::Spot, "BTC", "[]").error().kind, ErrorKind::BadInput);
  EXPECT_EQ(find(MarketKind::Spot, "BTC", "<html>").error().kind, ErrorKind::BadInput);
}

TEST(Bitfinex, KnowsRefusals) {
  using Kind = Refusal::Kind;
  const auto kind = [](int status, std::string body) {
    const auto refused = bitfinex().refusal({status, {}, std::move(body)});
    return refused ? std::optional(refused->kind) : std::nullopt;
  };
  EXPECT_EQ(kind(200, "[]"), std::nullopt);
  EXPECT_EQ(kind(200, "[[1678465320000,1,2,3,4,5]]"), std::nullopt);
  EXPECT_EQ(kind(500, R"(["error",10020,"symbol: invalid"])"), Kind::NoSymbol);
  EXPECT_EQ(kind(200, R"(["error",10020,"symbol: invalid"])"), Kind::NoSymbol);
  EXPECT_EQ(kind(500, R"(["error",10020,"limit: invalid"])"), Kind::Bad);
  EXPECT_EQ(kind(503, R"(["error",20060,"maintenance"])"), Kind::Busy);
  EXPECT_EQ(kind(429, "<html>"), Kind::Banned);
  EXPECT_EQ(kind(200, R"({"error":"ERR_RATE_LIMIT"})"), Kind::Banned);
  EXPECT_EQ(kind(500, R"(["error",11010,"ratelimit: error"])"), Kind::Banned);
  EXPECT_EQ(kind(403, "<!DOCTYPE html>"), Kind::Blocked);
  EXPECT_EQ(kind(451, ""), Kind::Blocked);
  EXPECT_EQ(kind(502, "<html>"), Kind::Busy);
}

// The address is blocked for a minute.
TEST(Bitfinex, WaitsAMinuteWhenBlocked) {
  EXPECT_EQ(bitfinex().refusal({429, {}, R"({"error":"ERR_RATE_LIMIT"})"})->wait, Milliseconds{60'000});
  EXPECT_EQ(bitfinex().refusal({429, {{"retry-after", "90"}}, ""})->wait, Milliseconds{90'000});
}

}  // namespace
}  // namespace perpscope::venues
