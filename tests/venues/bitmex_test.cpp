#include "venues/bitmex/bitmex.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "venues/decoded.h"

namespace perpscope::venues {
namespace {

using testing::HasSubstr;

const Instrument kInverse = *standardInstrument("bitmex", MarketKind::Perp, "BTC", Margin::Inverse);
const Instrument kLinear = *standardInstrument("bitmex", MarketKind::Perp, "BTC", Margin::Linear);

Response body(std::string text, int status = 200) { return {status, {}, std::move(text)}; }

Query bars(Interval step, TimeRange range) {
  return {{kInverse, "XBTUSD", {}, true}, DataKind::Bars, PriceKind::Trade, step, range, {}};
}
Query funding(TimeRange range) {
  return {{kLinear, "XBTUSDT", {}, true}, DataKind::Funding, {}, {}, range, {}};
}

TEST(Bitmex, IsClosed) {
  EXPECT_TRUE(bitmex().endpoints().empty());
  EXPECT_TRUE(bitmex().offers().empty());
  EXPECT_TRUE(bitmex().pools().empty());
  EXPECT_TRUE(findVenue("bitmex")->closed);
}

TEST(Bitmex, ContractSizesAreTheLists) {
  const auto list = body(test::sample("bitmex/instruments.json"));
  const auto inverse = bitmex().parseProduct(kInverse, list);
  ASSERT_TRUE(inverse) << inverse.error().message;
  EXPECT_EQ(inverse->instrument.contract, (ContractSpec{1, true}));
  EXPECT_EQ(inverse->listed, utc(2016, 5, 13, 12 * kHour));
  EXPECT_TRUE(inverse->trading);
  const auto linear = bitmex().parseProduct(kLinear, list);
  ASSERT_TRUE(linear) << linear.error().message;
  EXPECT_EQ(linear->instrument.contract, (ContractSpec{1e-6, false}));
  EXPECT_FALSE(linear->trading);
  const auto quanto = bitmex().parseProduct(*instrumentOfSymbol("bitmex", "ETHUSD"), list);
  ASSERT_FALSE(quanto);
  EXPECT_EQ(quanto.error().kind, ErrorKind::Unsupported);
  EXPECT_EQ(bitmex().parseProduct(*instrumentOfSymbol("bitmex", "SOLUSDT"), list).error().kind,
            ErrorKind::NotFound);
  EXPECT_FALSE(bitmex().parseProduct(kInverse, body(R"([{"symbol":"XBTUSD","isInverse":true}])")));
  EXPECT_FALSE(bitmex().parseProduct(kInverse, body("<html>")));
}

// Bars come stamped by their end.
TEST(Bitmex, BarsAreStampedByTheirOpen) {
  const std::string text =
      R"([{"timestamp":"2024-11-25T10:00:00.000Z","symbol":"XBTUSD","open":1,"high":2,"low":0.5,"close":1.5,)"
      R"("volume":150000,"homeNotional":1.520475,"foreignNotional":150000},)"
      R"({"timestamp":"2024-11-25T11:00:00.000Z","symbol":"XBTUSD","open":null,"high":null,"low":null,"close":null,)"
      R"("volume":0,"homeNotional":0,"foreignNotional":0}])";
  const auto page = bitmex().parse(bars(Interval::H1, {utc(2024, 11, 25), utc(2024, 11, 26)}), body(text));
  ASSERT_TRUE(page) << page.error().message;
  ASSERT_EQ(page->candles.size(), 1U);
  const auto& bar = page->candles[0];
  EXPECT_EQ(bar.time, utc(2024, 11, 25, 9 * kHour));
  EXPECT_EQ(bar.high.value(), 2);
  EXPECT_EQ(bar.low.value(), 0.5);
  EXPECT_EQ(bar.volume.value(), 1.520475);
  EXPECT_EQ(bar.volume_quote.value(), 150000);
  EXPECT_EQ(bar.volume_contracts.value(), 150000);
}

TEST(Bitmex, FundingAtFourTwelveAndTwenty) {
  const auto page = bitmex().parse(funding({utc(2023, 9, 10), utc(2023, 9, 11)}),
                                   body(test::sample("bitmex/funding.json")));
  ASSERT_TRUE(page) << page.error().message;
  ASSERT_EQ(page->funding.size(), 2U);
  EXPECT_EQ(page->funding[0].time, utc(2023, 9, 10, 12 * kHour));
  EXPECT_EQ(page->funding[0].rate.fraction, 0.000016);
  EXPECT_EQ(page->funding[0].rate.interval, std::chrono::hours{8});
  EXPECT_EQ(page->funding[1].rate.fraction, -0.00002);
}

TEST(Bitmex, RefusesWhatMakesNoSense) {
  const TimeRange range{utc(2024, 11, 25), utc(2024, 11, 26)};
  for (const char* text :
       {"", "<html>", "{}", "null", R"([{"timestamp":"yesterday","open":1,"high":1,"low":1,"close":1}])",
        R"([{"timestamp":"2024-11-25T10:00:00.000Z","open":"NaN","high":1,"low":1,"close":1}])",
        R"([{"timestamp":"2024-11-25T11:00:00.000Z"},{"timestamp":"2024-11-25T10:00:00.000Z"}])",
        R"([{"open":1}])"})
    EXPECT_FALSE(bitmex().parse(bars(Interval::H1, range), body(text))) << text;
  for (
      const char* text :
      {R"([{"timestamp":"2024-11-25T11:00:00.000Z","fundingRate":0.1}])",
       R"([{"timestamp":"2024-11-25T11:00:00.000Z","fundingRate":0.1,"fundingInterval":"2000-01-03T00:00:00.000Z"}])",
       R"([{"timestamp":"2024-11-25T11:00:00.000Z","fundingInterval":"2000-01-01T08:00:00.000Z"}])"})
    EXPECT_FALSE(bitmex().parse(funding(range), body(text))) << text;
}

TEST(Bitmex, Refusals) {
  EXPECT_FALSE(bitmex().refusal(body("[]")));
  EXPECT_EQ(bitmex().refusal(body("", 429))->kind, Refusal::Kind::Slower);
  const auto refused =
      bitmex().refusal(body(R"({"error":{"message":"Invalid API Key.","name":"HTTPError"}})", 401));
  ASSERT_TRUE(refused);
  EXPECT_THAT(refused->message, HasSubstr("Invalid API Key."));
}

}  // namespace
}  // namespace perpscope::venues
