#include "venues/deribit/deribit.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "venues/decoded.h"
#include "venues/json.h"

namespace perpscope::venues {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

constexpr Time kDay1 = utc(2026, 11, 1);

Product named(std::string_view symbol) {
  return {*instrumentOfSymbol("deribit", symbol), std::string(symbol), {}, true};
}
Query bars(Interval step, TimeRange range) {
  return {named("BTC-PERPETUAL"), DataKind::Bars, PriceKind::Trade, step, range, {}};
}
Query funding(TimeRange range) {
  return {named("BTC-PERPETUAL"), DataKind::Funding, PriceKind::Trade, Interval::D1, range, {}};
}
Response body(std::string text, int status = 200) { return {status, {}, std::move(text)}; }
Response result(std::string_view json) {
  return body(
      fmt::format(R"({{"jsonrpc":"2.0","result":{},"usIn":1,"usOut":2,"usDiff":1,"testnet":false}})", json));
}

// One-minute bars from `first` on.
std::string columns(Time first, std::size_t count) {
  Json ticks = Json::array(), prices = ticks, volumes = ticks;
  for (std::size_t i = 0; i < count; ++i) {
    ticks.push_back(toMs(first + static_cast<std::int64_t>(i) * kMinute));
    prices.push_back(87450.5);
    volumes.push_back(1.5);
  }
  return Json{{"status", "ok"}, {"ticks", ticks},  {"open", prices},    {"high", prices},
              {"low", prices},  {"close", prices}, {"volume", volumes}, {"cost", prices}}
      .dump();
}

TEST(Deribit, Requests) {
  const TimeRange day{kDay1, kDay1 + kDay};
  const auto request = deribit().request(bars(Interval::H1, day));
  EXPECT_EQ(request.endpoint, "rest");
  EXPECT_EQ(request.target,
            "/api/v2/public/get_tradingview_chart_data?instrument_name=BTC-PERPETUAL&start_timestamp="
            "1793491200000&end_timestamp=1793577599999&resolution=60");
  EXPECT_THAT(deribit().request(bars(Interval::D1, day)).target, testing::EndsWith("resolution=1D"));
  EXPECT_EQ(deribit().request(funding(day)).target,
            "/api/v2/public/get_funding_rate_history?instrument_name=BTC-PERPETUAL&start_timestamp="
            "1793491199999&end_timestamp=1793577599999");
  EXPECT_EQ(deribit().productRequest(named("BTC_USDC-PERPETUAL").instrument).target,
            "/api/v2/public/get_instrument?instrument_name=BTC_USDC-PERPETUAL");
}

TEST(Deribit, RecordedBars) {
  const auto folder = test::wireFolder();
  PERPSCOPE_NEED_WIRE(folder);
  const auto text = test::contents(folder / "deribit/nautilus__http_get_tradingview_chart_data.json");
  const Time first = timeFromMs(1766483460000);
  const auto page = deribit().parse(bars(Interval::M1, {first, first + 4 * kMinute}), body(text));
  ASSERT_TRUE(page.has_value()) << page.error().message;
  ASSERT_THAT(page->candles, SizeIs(4));
  EXPECT_EQ(page->candles[0].time, first);
  EXPECT_EQ(page->candles[0].open.value(), 87451.0);
  EXPECT_EQ(page->candles[0].high.value(), 87456.5);
  EXPECT_EQ(page->candles[0].low.value(), 87451.0);
  EXPECT_EQ(page->candles[0].close.value(), 87456.5);
  EXPECT_EQ(page->candles[0].volume.value(), 2.94375216);
  EXPECT_EQ(page->candles[0].volume_quote.value(), 257490.0);
  EXPECT_FALSE(page->rest.has_value());
}

TEST(Deribit, AnEmptyRangeIsNoFault) {
  const auto page = deribit().parse(
      bars(Interval::M1, {kDay1, kDay1 + kHour}),
      result(
          R"({"volume":[],"ticks":[],"status":"no_data","open":[],"low":[],"high":[],"cost":[],"close":[]})"));
  ASSERT_TRUE(page.has_value());
  EXPECT_THAT(page->candles, IsEmpty());
}

TEST(Deribit, ALongAnswerThatIsShortOfAnEndWasCutOff) {
  const TimeRange asked{kDay1, kDay1 + 4000 * kMinute};
  const auto rest = [&](Time first, std::size_t count) {
    const auto page = deribit().parse(bars(Interval::M1, asked), result(columns(first, count)));
    EXPECT_TRUE(page.has_value());
    return page->rest;
  };
  EXPECT_EQ(rest(kDay1, 4000), std::nullopt);
  EXPECT_EQ(rest(kDay1 + 1000 * kMinute, 3000), (TimeRange{kDay1, kDay1 + 1000 * kMinute}));
  EXPECT_EQ(rest(kDay1, 3000), (TimeRange{kDay1 + 3000 * kMinute, asked.to}));
  // A short one ends where its data does.
  EXPECT_EQ(rest(kDay1 + 1000 * kMinute, 900), std::nullopt);
}

TEST(Deribit, FundingOfTheHourThatEndsAtTheStamp) {
  const Time hour = timeFromMs(1691157600000);
  const auto page = deribit().parse(
      funding({hour, hour + 2 * kHour}),
      result(
          R"([{"timestamp":1691161200000,"interest_1h":-1e-7,"interest_8h":2e-4,"index_price":1841.62,"prev_index_price":1837.77},)"
          R"({"timestamp":1691157600000,"interest_1h":0.000040037341082362756,"interest_8h":0.0003108118735316121}])"));
  ASSERT_TRUE(page.has_value()) << page.error().message;
  ASSERT_THAT(page->funding, SizeIs(2));
  EXPECT_EQ(page->funding[0].time, hour);
  EXPECT_EQ(page->funding[0].rate.fraction, 0.000040037341082362756);
  EXPECT_EQ(page->funding[0].rate.interval, std::chrono::hours{1});
  EXPECT_EQ(page->funding[1].rate.fraction, -1e-7);
}

TEST(Deribit, RecordedProduct) {
  const auto folder = test::wireFolder();
  PERPSCOPE_NEED_WIRE(folder);
  const auto answer = body(test::contents(folder / "deribit/nautilus__http_get_instrument.json"));
  EXPECT_FALSE(deribit().refusal(answer).has_value());
  const auto product = deribit().parseProduct(named("BTC-PERPETUAL").instrument, answer);
  ASSERT_TRUE(product.has_value()) << product.error().message;
  EXPECT_EQ(product->instrument.contract, (ContractSpec{10, true}));
  EXPECT_EQ(product->listed, timeFromMs(1534167754000));
  EXPECT_TRUE(product->trading);
  EXPECT_EQ(deribit().parseProduct(named("ETH-PERPETUAL").instrument, answer).error().kind,
            ErrorKind::NotFound);
}

TEST(Deribit, MalformedAnswersAreRefusedWithAReason) {
  const auto chart = bars(Interval::M1, {kDay1, kDay1 + kDay});
  const auto rates = funding({kDay1, kDay1 + kDay});
  const auto good = columns(kDay1, 3);
  const auto changed = [&](const char* column, const Json& value) {
    auto json = Json::parse(good);
    json[column] = value;
    return result(json.dump());
  };
  const auto wrong = [](const Query& query, const Response& response) {
    const auto page = deribit().parse(query, response);
    ASSERT_FALSE(page.has_value()) << response.body.substr(0, 200);
    EXPECT_EQ(page.error().kind, ErrorKind::BadInput);
    EXPECT_FALSE(page.error().message.empty());
  };
  for (const auto& query : {chart, rates})
    for (const char* text :
         {"", "<html></html>", "[]", "{}", "17", R"({"jsonrpc":"2.0","result":{"ticks":[17)"})
      wrong(query, body(text));
  wrong(chart, changed("open", Json::array({1, 2})));
  wrong(chart, changed("close", nullptr));
  wrong(chart, changed("high", Json::array({1, "NaN", 3})));
  wrong(chart, changed("volume", Json::array({1, nullptr, 3})));
  wrong(chart, changed("ticks", Json::array({3, 2, 1})));
  wrong(rates, result(R"([{"timestamp":1691157600000}])"));
  wrong(rates, result(R"([{"interest_1h":1e-5}])"));
  wrong(rates, result(R"([{"timestamp":"soon","interest_1h":1e-5}])"));
  wrong(rates, result(R"([{"timestamp":1691157600000,"interest_1h":"Infinity"}])"));
}

TEST(Deribit, Refusals) {
  const auto refused = [](std::string_view error, int status) {
    return deribit()
        .refusal(body(fmt::format(R"({{"jsonrpc":"2.0","error":{},"testnet":false}})", error), status))
        .value();
  };
  using enum Refusal::Kind;
  const auto limited = refused(R"({"code":10028,"message":"too_many_requests","data":null})", 429);
  EXPECT_EQ(limited.kind, Slower);
  EXPECT_EQ(limited.wait, Milliseconds{10'000});
  const auto unknown = refused(
      R"({"code":-32602,"message":"Invalid params","data":{"reason":"instrument not found","param":"instrument_name"}})",
      400);
  EXPECT_EQ(unknown.kind, NoSymbol);
  EXPECT_EQ(unknown.message, "HTTP 400: Invalid params: instrument not found (instrument_name)");
  EXPECT_EQ(
      refused(
          R"({"code":-32602,"message":"Invalid params","data":{"reason":"value required","param":"resolution"}})",
          400)
          .kind,
      Bad);
  EXPECT_EQ(refused(R"({"code":11051,"message":"system_maintenance"})", 400).kind, Busy);
  EXPECT_EQ(refused(R"({"code":13009,"message":"unauthorized"})", 200).kind, Bad);
  EXPECT_EQ(deribit().refusal(body("<!DOCTYPE html>", 403))->kind, Blocked);
  EXPECT_EQ(deribit().refusal(body("", 502))->kind, Busy);
  EXPECT_FALSE(deribit().refusal(result("[]")).has_value());
}

}  // namespace
}  // namespace perpscope::venues
