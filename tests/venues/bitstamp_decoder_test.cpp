#include "venues/bitstamp/bitstamp_decoder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "venues/decoded.h"

namespace perpscope::venues {
namespace {

using test::kinds;
using test::only;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;
using testing::UnorderedElementsAre;

std::vector<Event> decoded(std::string_view bytes, std::string_view origin = {}) {
  return bitstampDecoder()->decode({bytes, origin, false});
}

TEST(BitstampDecoder, Recording) {
  const auto folder = test::wireFolder();
  PERPSCOPE_NEED_WIRE(folder);
  const auto decoder = bitstampDecoder();
  const auto events =
      test::replayed(*decoder, test::unpacked(folder / "bitstamp/cryptofeed__BITSTAMP.ws.1.0"));
  EXPECT_THAT(test::counted(events),
              UnorderedElementsAre(Pair("ack", 20), Pair("ignored", 717), Pair("trade", 10)));
  const auto first = std::ranges::find_if(events, [](const Event& e) { return test::kindOf(e) == "trade"; });
  EXPECT_EQ(first->symbol, "ethusd");
  EXPECT_EQ(first->time, timeFromMs(1641343699596));
  const auto trade = std::get<TradeEvent>(first->what);
  EXPECT_EQ(trade.price.value(), 3805.44);
  EXPECT_EQ(trade.size.value(), 0.0792);
  EXPECT_EQ(trade.side, Side::Buy);
  EXPECT_EQ(only<TradeEvent>(events)[1].side, Side::Sell);
}

TEST(BitstampDecoder, OrderBooksAreIgnoredWithTheirMarket) {
  constexpr std::string_view kFrame =
      R"({"data":{"timestamp":"1789457617","microtimestamp":"1789457617906487","bids":[["77188","0.4"]],"asks":[]},)"
      R"("channel":"order_book_btcusd-perp","event":"data"})";
  const auto events = decoded(kFrame);
  ASSERT_THAT(kinds(events), ElementsAre("ignored"));
  EXPECT_EQ(events[0].symbol, "btcusd-perp");
  EXPECT_EQ(only<IgnoredEvent>(events)[0].why, "order book");
  // With its members in another order it is read as a whole.
  const auto other =
      decoded(R"({"event":"data","channel":"diff_order_book_ethusd","data":{"bids":[],"asks":[]}})");
  ASSERT_THAT(kinds(other), ElementsAre("ignored"));
  EXPECT_EQ(other[0].symbol, "ethusd");
  EXPECT_THAT(kinds(decoded(kFrame.substr(0, kFrame.size() - 1))), ElementsAre("error"));
}

TEST(BitstampDecoder, TradesOfPerpetualsMayBeStampedInMilliseconds) {
  const auto trade = [](const std::string& stamps) {
    return decoded(R"({"data":{"id":9007199254740995,"amount":0.5,"price":77188,"type":1,)" + stamps +
                   R"(},"channel":"live_trades_btcusd-perp","event":"trade"})");
  };
  EXPECT_EQ(trade(R"("timestamp":"1789457618")")[0].time, timeFromMs(1789457618000));
  EXPECT_EQ(trade(R"("timestamp":"1789457618123")")[0].time, timeFromMs(1789457618123));
  EXPECT_EQ(trade(R"("timestamp":"1789457618","microtimestamp":"1789457618906487")")[0].time,
            timeFromMs(1789457618906));
  EXPECT_EQ(trade(R"("timestamp":"1789457618")")[0].symbol, "btcusd-perp");
}

TEST(BitstampDecoder, FundingChannel) {
  const auto events = decoded(
      R"({"data":{"market":"btcusd-perp","mark_price":"77186.81199586","index_price":"77177.99454545454",)"
      R"("funding_rate":"0.000123","timestamp":"1789457618","next_funding_time":"1789459200"},)"
      R"("channel":"funding_rate_btcusd-perp","event":"funding_rate_saved"})");
  ASSERT_THAT(kinds(events), ElementsAre("funding", "mark"));
  EXPECT_EQ(events[0].symbol, "btcusd-perp");
  EXPECT_EQ(events[0].time, timeFromMs(1789457618000));
  const auto funding = only<FundingEvent>(events)[0];
  EXPECT_EQ(funding.rate.fraction, 0.000123);
  EXPECT_EQ(funding.rate.kind, FundingKind::Predicted);
  EXPECT_EQ(funding.rate.interval, std::chrono::hours{8});
  EXPECT_EQ(funding.next_time, timeFromMs(1789459200000));
  EXPECT_EQ(only<MarkEvent>(events)[0].mark.value(), 77186.81199586);
  EXPECT_EQ(only<MarkEvent>(events)[0].index.value(), 77177.99454545454);
}

TEST(BitstampDecoder, ControlMessages) {
  const auto ack =
      decoded(R"({"event":"bts:subscription_succeeded","channel":"live_trades_btcusd","data":{}})");
  ASSERT_THAT(kinds(ack), ElementsAre("ack"));
  EXPECT_EQ(ack[0].symbol, "btcusd");
  EXPECT_EQ(only<AckEvent>(ack)[0].what, "live_trades_btcusd");
  EXPECT_THAT(kinds(decoded(R"({"event":"bts:heartbeat","channel":"","data":{"status":"success"}})")),
              ElementsAre("heartbeat"));
  EXPECT_THAT(kinds(decoded(R"({"event":"bts:request_reconnect","channel":"","data":null})")),
              ElementsAre("ignored"));
  const auto error = decoded(
      R"({"event":"bts:error","channel":"","data":{"code":null,"message":"Invalid channel provided."}})");
  EXPECT_THAT(test::faults(error), ElementsAre(HasSubstr("Invalid channel provided.")));
  EXPECT_THAT(only<IgnoredEvent>(
                  decoded(R"({"event":"order_created","channel":"live_orders_btcusd","data":{"id":1}})"))[0]
                  .why,
              "single orders");
  EXPECT_THAT(only<IgnoredEvent>(decoded(
                  R"({"event":"order_created","channel":"private-my_orders_btcusd-17","data":{"id":1}})"))[0]
                  .why,
              "private channel");
}

TEST(BitstampDecoder, WhatAClientSentYieldsNothing) {
  const auto decoder = bitstampDecoder();
  EXPECT_THAT(
      decoder->decode({R"({"event":"bts:subscribe","data":{"channel":"live_trades_btcusd"}})", {}, true}),
      IsEmpty());
}

TEST(BitstampDecoder, Bars) {
  const auto body = test::sample("bitstamp/ohlc.json");
  const auto events = decoded(body, "https://www.bitstamp.net/api/v2/ohlc/btcusd/?step=3600&limit=2");
  ASSERT_THAT(kinds(events), ElementsAre("candle", "candle"));
  EXPECT_EQ(events[0].symbol, "BTC/USD");
  EXPECT_EQ(events[0].time, utc(2025, 1, 3));
  const auto bar = only<CandleEvent>(events)[0];
  EXPECT_EQ(bar.interval, Interval::H1);
  EXPECT_EQ(bar.candle.close.value(), 96950);
  EXPECT_EQ(bar.candle.volume.value(), 0.09732401);
  EXPECT_FALSE(bar.closed);
  EXPECT_FALSE(only<CandleEvent>(decoded(body))[0].interval);
  const auto odd = only<CandleEvent>(decoded(body, "/api/v2/ohlc/btcusd/?step=7200"))[0];
  EXPECT_FALSE(odd.interval);
  EXPECT_EQ(odd.other_interval, "7200");
}

TEST(BitstampDecoder, FundingAnswers) {
  const auto now = decoded(test::sample("bitstamp/funding_rate.json"));
  ASSERT_THAT(kinds(now), ElementsAre("funding"));
  EXPECT_EQ(now[0].symbol, "BTC/USD-PERP");
  EXPECT_EQ(only<FundingEvent>(now)[0].next_time, timeFromMs(1789459200000));
  const auto history = decoded(test::sample("bitstamp/funding_rate_history.json"));
  ASSERT_THAT(kinds(history), ElementsAre("funding", "funding"));
  EXPECT_EQ(history[1].time, timeFromMs(1789459200000));
  EXPECT_EQ(only<FundingEvent>(history)[1].rate.fraction, -0.00004);
  EXPECT_EQ(only<FundingEvent>(history)[1].rate.kind, FundingKind::Settled);
}

TEST(BitstampDecoder, Tickers) {
  const auto text = test::sample("bitstamp/ticker_perp.json");
  const auto events = decoded(text);
  ASSERT_THAT(kinds(events), ElementsAre("ticker", "mark", "open interest"));
  EXPECT_EQ(events[2].symbol, "BTC/USD-PERP");
  EXPECT_EQ(events[2].time, timeFromMs(1789455809000));
  EXPECT_EQ(only<TickerEvent>(events)[0].last.value(), 77265);
  EXPECT_EQ(only<TickerEvent>(events)[0].bid.value(), 77239);
  EXPECT_EQ(only<TickerEvent>(events)[0].volume.value(), 108.78361);
  EXPECT_EQ(only<OpenInterestEvent>(events)[0].base.value(), 66.98297);
  EXPECT_EQ(only<OpenInterestEvent>(events)[0].usd.value(), 5173637.6974705640488);
  EXPECT_EQ(kinds(decoded("[" + text + "," + text + "]")).size(), 6U);
  const auto spot =
      decoded(R"({"timestamp":"1","last":"2","bid":"1","ask":"3","volume":"4"})", "/api/v2/ticker/btcusd/");
  ASSERT_THAT(kinds(spot), ElementsAre("ticker"));
  EXPECT_EQ(spot[0].symbol, "btcusd");
}

TEST(BitstampDecoder, OtherAnswers) {
  const auto markets = decoded(test::sample("bitstamp/markets.json"));
  ASSERT_THAT(kinds(markets), ElementsAre("instrument", "instrument", "instrument"));
  EXPECT_EQ(only<InstrumentEvent>(markets)[1].contract_size, 0.5);
  EXPECT_EQ(only<InstrumentEvent>(markets)[0].base, "BTC");
  const auto trades = decoded(
      R"([{"date":"1551814435","tid":"83581898","price":"0.03532850","type":"1","amount":"0.85945907"}])",
      "/api/v2/transactions/ethbtc/");
  ASSERT_THAT(kinds(trades), ElementsAre("trade"));
  EXPECT_EQ(trades[0].symbol, "ethbtc");
  EXPECT_EQ(trades[0].time, timeFromMs(1551814435000));
  EXPECT_EQ(only<TradeEvent>(trades)[0].side, Side::Sell);
  EXPECT_THAT(kinds(decoded(R"({"bids":[],"asks":[],"timestamp":"1"})")), ElementsAre("ignored"));
  EXPECT_THAT(kinds(decoded("[]")), ElementsAre("ignored"));
  EXPECT_THAT(kinds(decoded(R"([{"currency":"BTC"},{"currency":"ETH"}])")), ElementsAre("ignored"));
}

TEST(BitstampDecoder, WhatCannotBeUsed) {
  for (const char* bytes :
       {"", "<html></html>", "7", "{\"event\":\"trade\",\"channel\":\"live_trades_btcusd\",\"data\":{}}",
        "{\"event\":\"trade\",\"channel\":\"live_trades_btcusd\",\"data\":{\"price\":\"NaN\",\"amount\":1}}",
        "{\"event\":\"trade\",\"channel\":\"live_trades_btcusd\",\"data\":{\"price\":1,\"amount\":1,\"type\":"
        "2,"
        "\"timestamp\":\"1\"}}",
        "{\"data\":{\"ohlc\":7}}", "{\"data\":{\"ohlc\":[{}]}}", "{\"funding_rate_history\":{}}",
        "{\"response_code\":\"400.002\",\"response_explanation\":\"Request rejected.\"}", "\xff\xfe"})
    EXPECT_THAT(kinds(decoded(bytes)), ElementsAre("error")) << bytes;
}

TEST(BitstampDecoder, OneBadRowLeavesTheOthers) {
  const auto events =
      decoded(R"({"data":{"pair":"BTC/USD","ohlc":[{"timestamp":"x"},)"
              R"({"timestamp":"60","open":"1","high":"1","low":"1","close":"1","volume":"1"}]}})");
  EXPECT_THAT(kinds(events), ElementsAre("error", "candle"));
}

}  // namespace
}  // namespace perpscope::venues
