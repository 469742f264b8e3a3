#include "venues/hyperliquid/hyperliquid_decoder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "venues/decoded.h"

namespace perpscope::venues {
namespace {

using test::kinds;
using test::only;
using testing::Contains;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

std::vector<Event> decoded(std::string_view bytes) {
  return hyperliquidDecoder()->decode({bytes, {}, false});
}

// The n-th of the sample frames, from 0.
std::vector<Event> frame(std::size_t n) {
  std::istringstream lines(test::sample("hyperliquid/frames.jsonl"));
  std::string line;
  for (std::size_t i = 0; i <= n; ++i) std::getline(lines, line);
  return decoded(line);
}

TEST(HyperliquidDecoder, Recordings) {
  const auto folder = test::wireFolder();
  PERPSCOPE_NEED_WIRE(folder);
  std::size_t files = 0;
  for (const auto& file : std::filesystem::directory_iterator(folder / "hyperliquid")) {
    const auto events = decoded(test::contents(file));
    EXPECT_THAT(events, testing::Not(IsEmpty())) << file;
    EXPECT_THAT(test::faults(events), IsEmpty()) << file;
    ++files;
  }
  EXPECT_GE(files, 5U);
  const auto funding = decoded(test::contents(folder / "hyperliquid/nautilus__http_funding_history.json"));
  ASSERT_THAT(kinds(funding), ElementsAre("funding", "funding", "funding"));
  EXPECT_EQ(funding[1].time, timeFromMs(1769912400000));
  EXPECT_EQ(only<FundingEvent>(funding)[1].rate.fraction, -0.0000081);
  const auto trades = decoded(test::contents(folder / "hyperliquid/nautilus__http_recent_trades_btc.json"));
  ASSERT_THAT(kinds(trades), ElementsAre("trade", "trade", "trade"));
  EXPECT_EQ(only<TradeEvent>(trades)[0].side, Side::Sell);
  EXPECT_EQ(only<TradeEvent>(trades)[1].side, Side::Buy);
}

TEST(HyperliquidDecoder, ContextsOfAllDexes) {
  const auto folder = test::wireFolder();
  PERPSCOPE_NEED_WIRE(folder);
  const auto bytes = test::contents(folder / "hyperliquid/nautilus__ws_all_dexs_asset_ctxs.json");
  const auto counts = test::counted(decoded(bytes));
  EXPECT_THAT(counts, Contains(Pair("funding", 412)));
  EXPECT_THAT(counts, Contains(Pair("open interest", 412)));
  EXPECT_THAT(counts, Contains(Pair("mark", 412)));
  const auto first = decoded(bytes);
  EXPECT_EQ(first[0].symbol, "");
  EXPECT_EQ(only<FundingEvent>(first)[0].rate.fraction, -0.0000015186);
  EXPECT_EQ(only<OpenInterestEvent>(first)[0].base.value(), 27353.17682);
}

TEST(HyperliquidDecoder, ContextsGetTheirNamesFromTheList) {
  const auto decoder = hyperliquidDecoder();
  (void)decoder->decode(
      {R"({"universe":[{"name":"BTC","szDecimals":5},{"name":"ETH","szDecimals":4}]})", {}, false});
  (void)decoder->decode({R"({"universe":[{"name":"xyz:TSLA","szDecimals":3}]})", {}, false});
  constexpr std::string_view kContexts =
      R"({"channel":"allDexsAssetCtxs","data":{"ctxs":[["",[{"markPx":"1.0"},{"markPx":"2.0"}]],["xyz",[{"markPx":"3.0"}]],)"
      R"(["abc",[{"markPx":"4.0"}]]]}})";
  const auto events = decoder->decode({kContexts, {}, false});
  ASSERT_EQ(events.size(), 4U);
  EXPECT_EQ(events[0].symbol, "BTC");
  EXPECT_EQ(events[1].symbol, "ETH");
  EXPECT_EQ(events[2].symbol, "xyz:TSLA");
  EXPECT_EQ(events[3].symbol, "");
}

TEST(HyperliquidDecoder, MetaAndContexts) {
  const auto events = decoded(test::sample("hyperliquid/meta_and_contexts.json"));
  ASSERT_THAT(kinds(events), ElementsAre("instrument", "instrument", "funding", "mark", "open interest",
                                         "premium index", "funding", "mark", "open interest"));
  EXPECT_EQ(events[2].symbol, "BTC");
  EXPECT_EQ(events[6].symbol, "MATIC");
  const auto funding = only<FundingEvent>(events)[0];
  EXPECT_EQ(funding.rate.kind, FundingKind::Predicted);
  EXPECT_EQ(funding.rate.interval, std::chrono::hours{1});
  EXPECT_FALSE(funding.next_time);
  EXPECT_EQ(only<MarkEvent>(events)[0].mark.value(), 77562);
  EXPECT_EQ(only<MarkEvent>(events)[0].index.value(), 77605);
  EXPECT_EQ(only<OpenInterestEvent>(events)[0].base.value(), 27353.17682);
  EXPECT_TRUE(only<OpenInterestEvent>(events)[0].usd.missing());
  EXPECT_EQ(only<PremiumIndexEvent>(events)[0].value, -0.0005927453);
}

TEST(HyperliquidDecoder, SpotLists) {
  const auto events = decoded(test::sample("hyperliquid/spot_meta.json"));
  ASSERT_EQ(events.size(), 5U);
  EXPECT_EQ(events[3].symbol, "@142");
  EXPECT_EQ(only<InstrumentEvent>(events)[3].base, "UBTC");
  EXPECT_EQ(only<InstrumentEvent>(events)[3].quote, "USDC");
  EXPECT_EQ(only<InstrumentEvent>(events)[2].quote, "USDT0");
}

TEST(HyperliquidDecoder, Bars) {
  const auto events = decoded(test::sample("hyperliquid/candle_snapshot.json"));
  ASSERT_THAT(kinds(events), ElementsAre("candle", "candle"));
  EXPECT_EQ(events[0].symbol, "BTC");
  EXPECT_EQ(events[0].time, timeFromMs(1681920000000));
  EXPECT_EQ(only<CandleEvent>(events)[0].interval, Interval::H1);
  EXPECT_EQ(only<CandleEvent>(events)[0].candle.close.value(), 29258);
}

TEST(HyperliquidDecoder, Frames) {
  const auto ack = frame(0);
  ASSERT_THAT(kinds(ack), ElementsAre("ack"));
  EXPECT_EQ(ack[0].symbol, "BTC");
  EXPECT_EQ(only<AckEvent>(ack)[0].what, "candle 1m");

  const auto trades = frame(1);
  ASSERT_THAT(kinds(trades), ElementsAre("trade", "trade"));
  EXPECT_EQ(trades[0].symbol, "BTC");
  EXPECT_EQ(trades[0].time, timeFromMs(1790232216193));
  EXPECT_EQ(only<TradeEvent>(trades)[0].price.value(), 84143);
  EXPECT_EQ(only<TradeEvent>(trades)[0].size.value(), 0.00036);
  EXPECT_EQ(only<TradeEvent>(trades)[0].side, Side::Sell);
  EXPECT_EQ(only<TradeEvent>(trades)[1].side, Side::Buy);

  const auto quote = frame(2);
  ASSERT_THAT(kinds(quote), ElementsAre("quote"));
  EXPECT_EQ(only<QuoteEvent>(quote)[0].bid.value(), 84143);
  EXPECT_EQ(only<QuoteEvent>(quote)[0].ask.value(), 84144);
  EXPECT_TRUE(only<QuoteEvent>(frame(3))[0].bid.missing());
  EXPECT_EQ(only<QuoteEvent>(frame(3))[0].ask.value(), 2);
  EXPECT_THAT(kinds(frame(4)), ElementsAre("ignored"));

  const auto bar = frame(5);
  ASSERT_THAT(kinds(bar), ElementsAre("candle"));
  EXPECT_EQ(only<CandleEvent>(bar)[0].interval, Interval::M1);
  EXPECT_EQ(only<CandleEvent>(bar)[0].candle.low.value(), 84142);
  EXPECT_FALSE(only<CandleEvent>(bar)[0].closed);
  EXPECT_EQ(only<CandleEvent>(frame(6))[0].other_interval, "3m");
  EXPECT_EQ(frame(6)[0].symbol, "@142");
}

TEST(HyperliquidDecoder, ContextFrames) {
  const auto events = frame(7);
  ASSERT_THAT(kinds(events), ElementsAre("funding", "mark", "open interest", "premium index"));
  for (const auto& event : events) EXPECT_EQ(event.symbol, "BTC");
  EXPECT_EQ(only<FundingEvent>(events)[0].rate.fraction, 0.0000018952);
  EXPECT_EQ(only<OpenInterestEvent>(events)[0].base.value(), 36585.31848);
  EXPECT_EQ(only<MarkEvent>(events)[0].index.value(), 84198);
  const auto spot = frame(8);
  ASSERT_THAT(kinds(spot), ElementsAre("mark"));
  EXPECT_EQ(spot[0].symbol, "@142");
  EXPECT_EQ(only<MarkEvent>(spot)[0].mark.value(), 84150);
}

TEST(HyperliquidDecoder, OtherFrames) {
  const auto book = frame(9);
  ASSERT_THAT(kinds(book), ElementsAre("ignored"));
  EXPECT_EQ(book[0].symbol, "BTC");
  EXPECT_EQ(only<IgnoredEvent>(book)[0].why, "order book");
  EXPECT_THAT(kinds(frame(10)), ElementsAre("heartbeat"));
  EXPECT_THAT(test::faults(frame(11)), ElementsAre(HasSubstr("Already subscribed")));
  EXPECT_EQ(only<IgnoredEvent>(frame(12))[0].why, "private channel");
  EXPECT_THAT(kinds(frame(13)), ElementsAre("instrument"));
  EXPECT_THAT(test::faults(frame(14)), ElementsAre(HasSubstr("Too many requests")));
  EXPECT_EQ(only<IgnoredEvent>(decoded(R"({"channel":"somethingNew","data":{}})"))[0].why,
            "channel 'somethingNew'");
}

TEST(HyperliquidDecoder, OtherAnswers) {
  EXPECT_THAT(kinds(decoded("[]")), ElementsAre("ignored"));
  EXPECT_THAT(kinds(decoded(R"({"BTC":"80868.5","@142":"80907.5"})")), ElementsAre("ignored"));
  EXPECT_THAT(kinds(decoded(R"({"specialStatuses":null,"time":1764617438643})")), ElementsAre("ignored"));
  EXPECT_THAT(kinds(decoded(R"({"coin":"BTC","time":1,"levels":[[],[]]})")), ElementsAre("ignored"));
  EXPECT_THAT(kinds(decoded(R"([null,{"name":"xyz"}])")), ElementsAre("ignored"));
  const auto predicted = decoded(
      R"([["BTC",[["BinPerp",{"fundingRate":"0.0001","nextFundingTime":1733961600000}],)"
      R"(["HlPerp",{"fundingRate":"0.0000125","nextFundingTime":1733958000000}]]],["OLD",[["HlPerp",null]]]])");
  ASSERT_THAT(kinds(predicted), ElementsAre("funding", "ignored"));
  EXPECT_EQ(predicted[0].symbol, "BTC");
  EXPECT_EQ(only<FundingEvent>(predicted)[0].rate.fraction, 0.0000125);
  EXPECT_FALSE(only<FundingEvent>(predicted)[0].next_time);
}

TEST(HyperliquidDecoder, WhatCannotBeUsed) {
  for (const char* bytes :
       {"", "null", "7", "<html></html>", "Failed to deserialize the JSON body into the target type",
        R"({"channel":"trades","data":[{"coin":"BTC","side":"C","px":"1","sz":"1","time":1}]})",
        R"({"channel":"trades","data":[{"coin":"BTC","side":"A","px":"NaN","sz":"1","time":1}]})",
        R"({"channel":"trades","data":[{"side":"A","px":"1","sz":"1","time":1}]})",
        R"({"channel":"candle","data":{"t":1}})", R"({"channel":"bbo","data":{"coin":"BTC","time":1}})",
        R"({"channel":"activeAssetCtx","data":{"coin":"BTC"}})",
        R"({"channel":"activeAssetCtx","data":{"coin":"BTC","ctx":{"funding":"x"}}})",
        R"({"channel":"l2Book","data":{"coin":"BTC")", R"([{"fundingRate":"0.1"}])"})
    EXPECT_THAT(kinds(decoded(bytes)), ElementsAre("error")) << bytes;
}

TEST(HyperliquidDecoder, WhatAClientSentYieldsNothing) {
  EXPECT_THAT(hyperliquidDecoder()->decode({R"({"method":"ping"})", {}, true}), IsEmpty());
}

}  // namespace
}  // namespace perpscope::venues
