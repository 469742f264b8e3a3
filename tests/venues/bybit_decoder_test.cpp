#include "venues/bybit/bybit_decoder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "venues/decoded.h"
#include "venues/json.h"

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
  return bybit_v5::decoder()->decode({bytes, origin, false});
}

// A recording of one JSON object a line, a decoder for each connection.
std::vector<Event> replayed(const std::string& recording) {
  std::map<std::string, std::unique_ptr<Decoder>> decoders;
  std::map<std::string, std::string> addresses;
  std::vector<Event> all;
  std::istringstream lines(recording);
  for (std::string line; std::getline(lines, line);) {
    const auto json = Json::parse(line);
    const std::string conn(text(member(json, "conn")));
    if (member(json, "t") == "connect") addresses[conn] = text(member(json, "addr"));
    if (member(json, "t") != "recv" && member(json, "t") != "send") continue;
    auto& decoder = decoders[conn];
    if (!decoder) decoder = bybit_v5::decoder();
    const bool sent = member(json, "t") == "send";
    const auto events = decoder->decode({text(member(json, "data")), addresses[conn], sent});
    EXPECT_EQ(events.empty(), sent) << line.substr(0, 200);
    all.insert(all.end(), events.begin(), events.end());
  }
  return all;
}

TEST(BybitDecoder, Recording) {
  const auto folder = test::wireFolder();
  PERPSCOPE_NEED_WIRE(folder);
  const auto events =
      replayed(test::unpacked(folder / "bybit/cryptofeed__BYBIT_v5_2026-08-09_BTC_ETH.jsonl.gz"));
  EXPECT_THAT(test::faults(events), IsEmpty());
  EXPECT_THAT(test::counted(events),
              UnorderedElementsAre(Pair("ack", 24), Pair("candle", 61), Pair("trade", 99),
                                   Pair("ticker", 112), Pair("quote", 314), Pair("mark", 76),
                                   Pair("open interest", 60), Pair("funding", 3), Pair("ignored", 1385 + 5)));
  EXPECT_THAT(only<AckEvent>(events)[0].what, HasSubstr("tickers.BTCUSDT"));
}

TEST(BybitDecoder, OtherRecordedMessages) {
  const auto folder = test::wireFolder();
  PERPSCOPE_NEED_WIRE(folder);
  const auto of = [&](const char* name) { return kinds(decoded(test::contents(folder / "bybit" / name))); };
  EXPECT_THAT(of("nautilus__http_get_funding_history.json"), ElementsAre("funding", "funding"));
  EXPECT_THAT(of("nautilus__http_get_instruments_inverse.json"), ElementsAre("instrument"));
  EXPECT_THAT(of("nautilus__http_get_instruments_linear.json"), ElementsAre("instrument", "instrument"));
  EXPECT_THAT(of("nautilus__http_get_instruments_spot.json"), ElementsAre("instrument", "instrument"));
  EXPECT_THAT(of("nautilus__http_get_klines_linear.json"), ElementsAre("candle"));
  EXPECT_THAT(of("nautilus__http_get_trades_recent.json"), ElementsAre("trade"));
  EXPECT_THAT(of("nautilus__ws_kline.json"), ElementsAre("candle"));
  EXPECT_THAT(of("nautilus__ws_public_trade.json"), ElementsAre("trade"));
  EXPECT_THAT(of("nautilus__ws_subscription_ack.json"), ElementsAre("ack"));
  EXPECT_THAT(of("nautilus__ws_subscription_failure.json"), ElementsAre("error"));
  EXPECT_THAT(of("nautilus__ws_ticker_linear.json"),
              ElementsAre("ticker", "mark", "funding", "open interest"));
}

constexpr std::string_view kSnapshot =
    R"({"topic":"tickers.BTCUSDT","type":"snapshot","data":{"symbol":"BTCUSDT","lastPrice":"17216.00",)"
    R"("markPrice":"17217.33","indexPrice":"17227.36","openInterest":"68744.762","openInterestValue":"1183601235.92",)"
    R"("volume24h":"91705.276","turnover24h":"1570383121.9","nextFundingTime":"1673280000000","fundingRate":"-0.000212",)"
    R"("bid1Price":"17215.50","ask1Price":"17216.00","fundingIntervalHour":"4"},"cs":1,"ts":1673272861686})";

TEST(BybitDecoder, ASnapshotSaysAll) {
  const auto events = decoded(kSnapshot);
  ASSERT_THAT(kinds(events), ElementsAre("ticker", "mark", "funding", "open interest"));
  for (const auto& event : events) {
    EXPECT_EQ(event.symbol, "BTCUSDT");
    EXPECT_EQ(event.time, timeFromMs(1673272861686));
  }
  const auto ticker = only<TickerEvent>(events)[0];
  EXPECT_EQ(ticker.last.value(), 17216);
  EXPECT_EQ(ticker.bid.value(), 17215.5);
  EXPECT_EQ(ticker.ask.value(), 17216);
  EXPECT_EQ(ticker.volume.value(), 91705.276);
  EXPECT_EQ(only<MarkEvent>(events)[0].mark.value(), 17217.33);
  EXPECT_EQ(only<MarkEvent>(events)[0].index.value(), 17227.36);
  const auto funding = only<FundingEvent>(events)[0];
  EXPECT_EQ(funding.rate.fraction, -0.000212);
  EXPECT_EQ(funding.rate.kind, FundingKind::Predicted);
  EXPECT_EQ(funding.rate.interval, std::chrono::hours{4});
  EXPECT_EQ(funding.next_time, timeFromMs(1673280000000));
  EXPECT_EQ(only<OpenInterestEvent>(events)[0].base.value(), 34372.381);
  EXPECT_EQ(only<OpenInterestEvent>(events)[0].usd.value(), 591800617.96);
}

TEST(BybitDecoder, ADeltaSaysWhatItChanged) {
  const auto decoder = bybit_v5::decoder();
  const auto delta = [&](const std::string& fields) {
    return decoder->decode({R"({"topic":"tickers.BTCUSDT","type":"delta","data":{"symbol":"BTCUSDT",)" +
                                fields + R"(},"ts":1673272861786})",
                            {},
                            false});
  };
  decoder->decode({kSnapshot, {}, false});
  const auto mark = delta(R"("markPrice":"17217.40","bid1Size":"80.1")");
  ASSERT_THAT(kinds(mark), ElementsAre("mark"));
  EXPECT_TRUE(only<MarkEvent>(mark)[0].index.missing());
  const auto quote = delta(R"("bid1Price":"17215.40","bid1Size":"80.1")");
  ASSERT_THAT(kinds(quote), ElementsAre("quote"));
  EXPECT_EQ(only<QuoteEvent>(quote)[0].bid.value(), 17215.4);
  EXPECT_TRUE(only<QuoteEvent>(quote)[0].ask.missing());
  const auto value = delta(R"("openInterestValue":"200","singleOpenInterestValue":"100.5")");
  ASSERT_THAT(kinds(value), ElementsAre("open interest"));
  EXPECT_TRUE(only<OpenInterestEvent>(value)[0].base.missing());
  EXPECT_EQ(only<OpenInterestEvent>(value)[0].usd.value(), 100.5);
  // The rate alone: its terms are those of the snapshot.
  const auto rate = only<FundingEvent>(delta(R"("fundingRate":"0.0001")")).at(0);
  EXPECT_EQ(rate.rate.interval, std::chrono::hours{4});
  EXPECT_EQ(rate.next_time, timeFromMs(1673280000000));
  EXPECT_THAT(kinds(delta(R"("tickDirection":"ZeroPlusTick")")), ElementsAre("ignored"));
  EXPECT_THAT(kinds(delta(R"("markPrice":"","fundingRate":"")")), ElementsAre("ignored"));
  EXPECT_THAT(kinds(delta(R"("markPrice":"NaN")")), ElementsAre("error"));
}

TEST(BybitDecoder, InverseCountsInUsd) {
  const auto events = decoded(test::sample("bybit/tickers_inverse.json"));
  ASSERT_THAT(kinds(events), ElementsAre("ticker", "mark", "funding", "open interest"));
  EXPECT_EQ(only<TickerEvent>(events)[0].volume.value(), 115.6907);
  EXPECT_EQ(only<TickerEvent>(events)[0].volume_contracts.value(), 10770804);
  const auto interest = only<OpenInterestEvent>(events)[0];
  EXPECT_EQ(interest.usd.value(), 120056983.5);
  EXPECT_EQ(interest.base.value(), 1289.505);
  const auto trade = decoded(
      R"({"topic":"publicTrade.BTCUSD","ts":1,"data":[{"T":1709891679000,"s":"BTCUSD","S":"Sell","v":"500","p":"25000"}]})",
      "wss://stream.bybit.com/v5/public/inverse");
  ASSERT_THAT(kinds(trade), ElementsAre("trade"));
  EXPECT_EQ(only<TradeEvent>(trade)[0].size.value(), 0.02);
  EXPECT_EQ(only<TradeEvent>(trade)[0].contracts.value(), 500);
  EXPECT_EQ(only<TradeEvent>(trade)[0].side, Side::Sell);
  EXPECT_EQ(trade[0].time, timeFromMs(1709891679000));
}

TEST(BybitDecoder, Bars) {
  const auto events = decoded(
      R"({"topic":"kline.5.BTCUSDT","data":[{"start":1672324800000,"end":1672325099999,"interval":"5","open":"16649.5",)"
      R"("close":"16677","high":"16677.5","low":"16608","volume":"2.081","turnover":"34666.4005","confirm":false}],)"
      R"("ts":1672324988882,"type":"snapshot"})");
  ASSERT_THAT(kinds(events), ElementsAre("candle"));
  const auto bar = only<CandleEvent>(events)[0];
  EXPECT_EQ(bar.interval, Interval::M5);
  EXPECT_EQ(bar.closed, false);
  EXPECT_EQ(bar.candle.time, timeFromMs(1672324800000));
  EXPECT_EQ(bar.candle.open.value(), 16649.5);
  EXPECT_EQ(bar.candle.high.value(), 16677.5);
  EXPECT_EQ(bar.candle.volume.value(), 2.081);
  EXPECT_EQ(bar.candle.volume_quote.value(), 34666.4005);
  const auto odd =
      decoded(R"({"topic":"kline.360.BTCUSDT","data":[{"start":1672324800000,"interval":"360","open":"1",)"
              R"("close":"1","high":"1","low":"1","confirm":true}]})");
  EXPECT_FALSE(only<CandleEvent>(odd).at(0).interval);
  EXPECT_EQ(only<CandleEvent>(odd)[0].other_interval, "360");
}

TEST(BybitDecoder, ThePathSaysWhatBarsAreOf) {
  const auto body = test::sample("bybit/mark_price_kline.json");
  EXPECT_THAT(kinds(decoded(body)), ElementsAre("ignored"));
  const auto events = decoded(
      body, "https://api.bybit.com/v5/market/mark-price-kline?category=inverse&symbol=BTCUSD&interval=60");
  ASSERT_THAT(kinds(events), ElementsAre("candle", "candle"));
  EXPECT_EQ(only<CandleEvent>(events)[0].price, PriceKind::Mark);
  EXPECT_EQ(only<CandleEvent>(events)[0].interval, Interval::H1);
  EXPECT_EQ(events[0].symbol, "BTCUSD");
  EXPECT_EQ(only<CandleEvent>(decoded(body, "/v5/market/premium-index-price-kline")).at(0).price,
            PriceKind::PremiumIndex);
  EXPECT_EQ(only<CandleEvent>(decoded(body, "/v5/market/index-price-kline")).at(0).price, PriceKind::Index);
}

TEST(BybitDecoder, OrderBooks) {
  constexpr std::string_view kDeep =
      R"({"topic":"orderbook.200.BTCUSDT","type":"delta","ts":1786310818130,"data":{"s":"BTCUSDT","b":[["1","2"]],"a":[]}})";
  const auto deep = decoded(kDeep);
  ASSERT_THAT(kinds(deep), ElementsAre("ignored"));
  EXPECT_EQ(deep[0].symbol, "BTCUSDT");
  EXPECT_EQ(deep[0].time, timeFromMs(1786310818130));
  EXPECT_EQ(only<IgnoredEvent>(deep)[0].why, "order book");
  EXPECT_THAT(kinds(decoded(kDeep.substr(0, kDeep.size() - 1))), ElementsAre("error"));
  EXPECT_THAT(kinds(decoded(std::string(kDeep) + "}")), ElementsAre("error"));
  const auto top = decoded(R"({"topic":"orderbook.1.BTCUSDT","type":"snapshot","ts":1709891679000,)"
                           R"("data":{"s":"BTCUSDT","b":[["27450.00","0.5"]],"a":[["27451.00","0.75"]]}})");
  ASSERT_THAT(kinds(top), ElementsAre("quote"));
  EXPECT_EQ(only<QuoteEvent>(top)[0].bid.value(), 27450);
  EXPECT_EQ(only<QuoteEvent>(top)[0].ask.value(), 27451);
}

TEST(BybitDecoder, WhatIsNotReadSaysWhy) {
  const auto why = [](std::string_view bytes) {
    const auto events = decoded(bytes);
    return events.size() == 1 && test::kindOf(events[0]) == "ignored" ? only<IgnoredEvent>(events)[0].why
                                                                      : "read";
  };
  EXPECT_EQ(why(test::sample("bybit/liquidation_push.json")), "liquidation");
  EXPECT_EQ(why(R"({"topic":"order","data":[]})"), "private channel");
  EXPECT_EQ(
      why(R"({"topic":"tickers.BTC-30DEC22-18000-C","type":"snapshot","data":{"symbol":"BTC-30DEC22-18000-C"}})"),
      "option");
  EXPECT_EQ(why(R"({"retCode":0,"result":{"timeSecond":"1","timeNano":"1"}})"), "server time");
  EXPECT_EQ(why(R"({"retCode":0,"result":{"list":[]}})"), "an empty list");
  EXPECT_THAT(kinds(decoded(test::sample("bybit/ticker_spot_push.json"))), ElementsAre("ticker"));
  EXPECT_THAT(kinds(decoded(R"({"success":true,"ret_msg":"pong","conn_id":"x","op":"ping"})")),
              ElementsAre("heartbeat"));
  EXPECT_THAT(kinds(decoded(R"({"req_id":"p","op":"pong","args":["1"],"conn_id":"x"})")),
              ElementsAre("heartbeat"));
}

TEST(BybitDecoder, FaultsAreErrors) {
  EXPECT_EQ(test::faults(decoded(test::sample("bybit/refused.json"))),
            std::vector<std::string>{"params error: symbol invalid"});
  for (const auto* bytes :
       {"", "<html>", "[]", "7", "null", "{}", R"({"topic":"kline.5.BTCUSDT"})",
        R"({"topic":"tickers.BTCUSDT","data":[]})", "\xff\xfe{", R"({"topic":"."})",
        R"({"topic":"publicTrade.BTCUSDT","data":[{"T":1,"s":"BTCUSDT","S":"Long","v":"1","p":"1"}]})"})
    EXPECT_THAT(kinds(decoded(bytes)), ElementsAre("error")) << bytes;
  // One bad row does not spoil the others.
  EXPECT_THAT(
      kinds(decoded(
          R"({"topic":"publicTrade.BTCUSDT","data":[7,{"T":1709891679000,"s":"BTCUSDT","S":"Buy","v":"1","p":"1"}]})")),
      ElementsAre("error", "trade"));
}

TEST(BybitDecoder, AcksNameWhatWasAskedFor) {
  const auto decoder = bybit_v5::decoder();
  EXPECT_TRUE(
      decoder
          ->decode(
              {R"({"req_id":"7","op":"subscribe","args":["kline.1.BTCUSDT","tickers.BTCUSDT"]})", {}, true})
          .empty());
  const auto ack =
      decoder->decode({R"({"success":true,"ret_msg":"","req_id":"7","op":"subscribe"})", {}, false});
  EXPECT_EQ(only<AckEvent>(ack).at(0).what, "kline.1.BTCUSDT,tickers.BTCUSDT");
}

}  // namespace
}  // namespace perpscope::venues
