#include "venues/okx/okx_decoder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "venues/decoded.h"

namespace perpscope::venues {
namespace {

using test::kinds;
using test::only;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;
using testing::UnorderedElementsAre;

std::vector<Event> decoded(std::string_view bytes, std::string_view origin = {}) {
  return okx_v5::decoder()->decode({bytes, origin, false});
}

TEST(OkxDecoder, Recording) {
  const auto folder = test::wireFolder();
  PERPSCOPE_NEED_WIRE(folder);
  const auto decoder = okx_v5::decoder();
  const auto events = test::replayed(*decoder, test::unpacked(folder / "okx/cryptofeed__OKX.ws.1.0"));
  EXPECT_THAT(test::faults(events), IsEmpty());
  EXPECT_THAT(test::counted(events), UnorderedElementsAre(Pair("ack", 18), Pair("trade", 74),
                                                          Pair("ticker", 28), Pair("ignored", 290)));
}

TEST(OkxDecoder, OtherRecordedMessages) {
  const auto folder = test::wireFolder();
  PERPSCOPE_NEED_WIRE(folder);
  const auto of = [&](const char* name) { return kinds(decoded(test::contents(folder / "okx" / name))); };
  EXPECT_THAT(of("nautilus__http_get_candlesticks.json"), ElementsAre("candle", "candle"));
  EXPECT_THAT(of("nautilus__http_get_candlesticks_full.json"), ElementsAre("candle", "candle"));
  EXPECT_THAT(of("nautilus__http_get_funding_rate_history.json"), ElementsAre("funding", "funding"));
  EXPECT_THAT(of("nautilus__http_get_index_price.json"), ElementsAre("mark"));
  EXPECT_THAT(of("nautilus__http_get_instruments_spot.json"), testing::Each("instrument"));
  EXPECT_THAT(of("nautilus__http_get_instruments_swap.json"), testing::Each("instrument"));
  EXPECT_THAT(of("nautilus__http_get_mark_price.json"), ElementsAre("mark"));
  EXPECT_THAT(of("nautilus__http_get_trades.json"), ElementsAre("trade", "trade"));
  EXPECT_THAT(of("nautilus__ws_candle.json"), ElementsAre("candle"));
  EXPECT_THAT(of("nautilus__ws_funding_rate.json"), ElementsAre("funding"));
  EXPECT_THAT(of("nautilus__ws_instruments.json"), ElementsAre("instrument"));
  EXPECT_THAT(of("nautilus__ws_tickers.json"), ElementsAre("ticker"));
  EXPECT_THAT(of("nautilus__ws_trades.json"), ElementsAre("trade"));
}

// A recorded REST answer of a swap, known by its volumes alone.
TEST(OkxDecoder, VolumesTellSpotFromContracts) {
  const auto swap = only<CandleEvent>(decoded(
      R"({"code":"0","msg":"","data":[["1747094040000","102806.1","102820.4","102806.1","102820.4","1040.37","10.4037","1069603.34883","1"]]})"));
  EXPECT_EQ(swap.at(0).candle.volume_contracts.value(), 1040.37);
  EXPECT_EQ(swap[0].candle.volume.value(), 10.4037);
  EXPECT_EQ(swap[0].candle.volume_quote.value(), 1069603.34883);
  EXPECT_EQ(swap[0].closed, true);
  EXPECT_FALSE(swap[0].interval);
  const auto spot = only<CandleEvent>(
      decoded(R"({"code":"0","data":[["1747094040000","1","1","1","1","10","15","15","0"]]})"));
  EXPECT_EQ(spot.at(0).candle.volume.value(), 10);
  EXPECT_EQ(spot[0].candle.volume_quote.value(), 15);
  EXPECT_EQ(spot[0].closed, false);
  const auto unknown = only<CandleEvent>(
      decoded(R"({"code":"0","data":[["1747094040000","1","1","1","1","10","0","0","0"]]})"));
  EXPECT_TRUE(unknown.at(0).candle.volume.missing());
}

TEST(OkxDecoder, TradesCountContractsWhereTheyAre) {
  const auto decoder = okx_v5::decoder();
  const std::string trade =
      R"({"arg":{"channel":"trades","instId":"BTC-USDT-SWAP"},"data":[{"instId":"BTC-USDT-SWAP","tradeId":"1",)"
      R"("px":"48938.5","sz":"5","side":"sell","ts":"1640131236050"}]})";
  const auto before = decoder->decode({trade, {}, false});
  ASSERT_THAT(kinds(before), ElementsAre("trade"));
  EXPECT_EQ(before[0].time, timeFromMs(1640131236050));
  EXPECT_EQ(only<TradeEvent>(before)[0].contracts.value(), 5);
  EXPECT_TRUE(only<TradeEvent>(before)[0].size.missing());
  EXPECT_EQ(only<TradeEvent>(before)[0].side, Side::Sell);
  const auto listed = decoder->decode(
      {R"({"code":"0","data":[{"instType":"SWAP","instId":"BTC-USDT-SWAP","ctVal":"0.01","ctMult":"1","ctType":"linear","listTime":"1573557408000"}]})",
       {},
       false});
  EXPECT_EQ(only<InstrumentEvent>(listed).at(0).contract_size, 0.01);
  EXPECT_EQ(only<InstrumentEvent>(listed)[0].base, "BTC");
  EXPECT_EQ(only<InstrumentEvent>(listed)[0].quote, "USDT");
  EXPECT_EQ(only<TradeEvent>(decoder->decode({trade, {}, false})).at(0).size.value(), 0.05);
  const auto spot = decoded(
      R"({"arg":{"channel":"trades","instId":"BTC-USDT"},"data":[{"instId":"BTC-USDT","px":"30236","sz":"0.0002","side":"buy","ts":"1652459224818"}]})");
  EXPECT_EQ(only<TradeEvent>(spot).at(0).size.value(), 0.0002);
  EXPECT_EQ(only<TradeEvent>(spot)[0].side, Side::Buy);
}

TEST(OkxDecoder, TickerVolumes) {
  const auto ticker = [](const std::string& type, const std::string& id) {
    return only<TickerEvent>(
               decoded(
                   R"({"arg":{"channel":"tickers","instId":")" + id + R"("},"data":[{"instType":")" + type +
                   R"(","instId":")" + id +
                   R"(","last":"10","askPx":"11","bidPx":"9","volCcy24h":"20","vol24h":"30","ts":"1652459223003"}]})"))
        .at(0);
  };
  EXPECT_EQ(ticker("SPOT", "BTC-USDT").volume.value(), 30);
  EXPECT_TRUE(ticker("SPOT", "BTC-USDT").volume_contracts.missing());
  EXPECT_EQ(ticker("SWAP", "BTC-USDT-SWAP").volume.value(), 20);
  EXPECT_EQ(ticker("SWAP", "BTC-USDT-SWAP").volume_contracts.value(), 30);
  EXPECT_EQ(ticker("SWAP", "BTC-USDT-SWAP").bid.value(), 9);
}

TEST(OkxDecoder, Bars) {
  const auto day = [](const std::string& channel) {
    return decoded(
        R"({"arg":{"channel":")" + channel +
        R"(","instId":"BTC-USDT"},"data":[["1597017600000","8533","8553","8527","8548","45","529","529","1"]]})");
  };
  const auto utc_day = only<CandleEvent>(day("candle1Dutc")).at(0);
  EXPECT_EQ(utc_day.interval, Interval::D1);
  EXPECT_EQ(utc_day.closed, true);
  EXPECT_EQ(utc_day.candle.volume.value(), 45);
  // Opens at midnight of UTC+8: not our day.
  const auto other = only<CandleEvent>(day("candle1D")).at(0);
  EXPECT_FALSE(other.interval);
  EXPECT_EQ(other.other_interval, "1D");
  const auto mark = decoded(test::sample("okx/mark_candle_push.json"));
  EXPECT_EQ(mark.at(0).symbol, "BTC-USDT-SWAP");
  EXPECT_EQ(only<CandleEvent>(mark).at(0).price, PriceKind::Mark);
  EXPECT_EQ(only<CandleEvent>(mark)[0].interval, Interval::M1);
  EXPECT_EQ(only<CandleEvent>(mark)[0].closed, false);
  const auto index = only<CandleEvent>(decoded(test::sample("okx/index_candle_push.json"))).at(0);
  EXPECT_EQ(index.price, PriceKind::Index);
  EXPECT_EQ(index.closed, true);
}

TEST(OkxDecoder, ThePathSaysWhatBarsAreOf) {
  constexpr std::string_view kBody = R"({"code":"0","data":[["1597017600000","1","2","0.5","1.5","1"]]})";
  EXPECT_THAT(kinds(decoded(kBody)), ElementsAre("ignored"));
  const auto events =
      decoded(kBody, "https://openapi.okx.com/api/v5/market/history-index-candles?instId=BTC-USDT&bar=4H");
  EXPECT_EQ(events.at(0).symbol, "BTC-USDT");
  EXPECT_EQ(only<CandleEvent>(events).at(0).price, PriceKind::Index);
  EXPECT_EQ(only<CandleEvent>(events)[0].interval, Interval::H4);
  EXPECT_EQ(only<CandleEvent>(decoded(kBody, "/api/v5/market/mark-price-candles?instId=X")).at(0).interval,
            Interval::M1);
}

TEST(OkxDecoder, FundingThatForms) {
  const auto events = decoded(test::sample("okx/funding_push.json"));
  ASSERT_THAT(kinds(events), ElementsAre("funding", "funding"));
  const auto forming = only<FundingEvent>(events)[0];
  EXPECT_EQ(events[0].time, timeFromMs(1780980000123));
  EXPECT_EQ(forming.rate.fraction, 0.0001875);
  EXPECT_EQ(forming.rate.kind, FundingKind::Predicted);
  EXPECT_EQ(forming.rate.interval, std::chrono::hours{4});
  EXPECT_EQ(forming.next_time, timeFromMs(1780992000000));
  const auto last = only<FundingEvent>(events)[1];
  EXPECT_EQ(events[1].time, timeFromMs(1780977600000));
  EXPECT_EQ(last.rate.fraction, 0.00016998);
  EXPECT_EQ(last.rate.kind, FundingKind::Settled);
  const auto none = decoded(
      R"({"arg":{"channel":"funding-rate","instId":"A-SWAP"},"data":[{"instId":"A-B-SWAP","fundingTime":"1780992000000","nextFundingRate":""}]})");
  EXPECT_THAT(kinds(none), ElementsAre("ignored"));
}

TEST(OkxDecoder, SettledFundingIsTheRealizedRate) {
  const auto events = decoded(
      R"({"code":"0","data":[{"instId":"BTC-USDT-SWAP","fundingRate":"0.0001515","realizedRate":"0.00015","fundingTime":"1704067200000"},)"
      R"({"instId":"BTC-USDT-SWAP","fundingRate":"-0.0000236","realizedRate":"-0.00002","fundingTime":"1704052800000"}]})");
  ASSERT_THAT(kinds(events), ElementsAre("funding", "funding"));
  EXPECT_EQ(only<FundingEvent>(events)[0].rate.fraction, 0.00015);
  EXPECT_EQ(only<FundingEvent>(events)[0].rate.interval, std::chrono::hours{4});
  EXPECT_TRUE(only<FundingEvent>(events)[0].interval_known);
  EXPECT_EQ(events[1].time, timeFromMs(1704052800000));
}

TEST(OkxDecoder, OpenInterestAndPrices) {
  const auto push = decoded(test::sample("okx/open_interest_push.json"));
  ASSERT_THAT(kinds(push), ElementsAre("open interest"));
  EXPECT_EQ(only<OpenInterestEvent>(push)[0].contracts.value(), 2216113.01);
  EXPECT_EQ(only<OpenInterestEvent>(push)[0].base.value(), 22161.1301);
  EXPECT_EQ(only<OpenInterestEvent>(push)[0].usd.value(), 2063289517.28);
  const auto history =
      decoded(test::sample("okx/open_interest_history.json"),
              "/api/v5/rubik/stat/contracts/open-interest-history?instId=BTC-USDT-SWAP&period=1H");
  ASSERT_THAT(kinds(history), ElementsAre("open interest", "open interest"));
  EXPECT_EQ(history[0].symbol, "BTC-USDT-SWAP");
  EXPECT_EQ(history[0].time, timeFromMs(1780963200000));
  const auto top = decoded(
      R"({"arg":{"channel":"bbo-tbt","instId":"BTC-USDT-SWAP"},"data":[{"asks":[["38632.4","727","0","22"]],"bids":[["38632.3","990","0","22"]],"ts":"1651761120004"}]})");
  ASSERT_THAT(kinds(top), ElementsAre("quote"));
  EXPECT_EQ(top[0].symbol, "BTC-USDT-SWAP");
  EXPECT_EQ(only<QuoteEvent>(top)[0].bid.value(), 38632.3);
  EXPECT_EQ(only<QuoteEvent>(top)[0].ask.value(), 38632.4);
  const auto mark = decoded(
      R"({"arg":{"channel":"mark-price","instId":"A-B-SWAP"},"data":[{"instId":"A-B-SWAP","instType":"SWAP","markPx":"2.1729","ts":"1640131259180"}]})");
  EXPECT_EQ(only<MarkEvent>(mark).at(0).mark.value(), 2.1729);
  EXPECT_TRUE(only<MarkEvent>(mark)[0].index.missing());
  const auto premium = decoded(
      R"({"code":"0","data":[{"instId":"BTC-USDT-SWAP","premium":"0.0000578","ts":"1640131259180"}]})");
  EXPECT_EQ(only<PremiumIndexEvent>(premium).at(0).value, 0.0000578);
}

TEST(OkxDecoder, WhatIsNotReadSaysWhy) {
  const auto why = [](std::string_view bytes) {
    const auto events = decoded(bytes);
    return events.size() == 1 && test::kindOf(events[0]) == "ignored" ? only<IgnoredEvent>(events)[0].why
                                                                      : "read";
  };
  constexpr std::string_view kBook =
      R"({"arg":{"channel":"books","instId":"BTC-USDT"},"action":"update","data":[{"asks":[["1","2","0","1"]],"bids":[],"ts":"1652459225507"}]})";
  EXPECT_EQ(why(kBook), "order book");
  EXPECT_EQ(decoded(kBook)[0].time, timeFromMs(1652459225507));
  EXPECT_EQ(decoded(kBook)[0].symbol, "BTC-USDT");
  EXPECT_THAT(kinds(decoded(kBook.substr(0, kBook.size() - 1))), ElementsAre("error"));
  EXPECT_EQ(why(R"({"code":"0","data":[{"asks":[],"bids":[],"ts":"1652459225507"}]})"), "order book");
  EXPECT_EQ(why(R"({"arg":{"channel":"liquidation-orders","instType":"SWAP"},"data":[{}]})"), "liquidation");
  EXPECT_EQ(why(R"({"arg":{"channel":"account"},"data":[{}]})"), "private channel");
  EXPECT_EQ(
      why(R"({"arg":{"channel":"tickers","instId":"BTC-USD-220527-30000-C"},"data":[{"instId":"BTC-USD-220527-30000-C","last":"1"}]})"),
      "option");
  EXPECT_EQ(why(R"({"code":"0","data":[{"ts":"1621247923668"}],"msg":""})"), "server time");
  EXPECT_EQ(why(R"({"code":"0","data":[["1648221300000","2183354317.945","74285877.617"]]})"),
            "open interest and volume of a whole coin");
  EXPECT_EQ(why(R"({"event":"notice","code":"64008","msg":"soon","connId":"a"})"), "notice: 64008 soon");
  EXPECT_EQ(why(R"({"code":"0","msg":"","data":[]})"), "an empty list");
  EXPECT_THAT(kinds(decoded("pong")), ElementsAre("heartbeat"));
  const auto ack = decoded(
      R"({"id":"1","event":"subscribe","arg":{"channel":"tickers","instId":"BTC-USDT"},"connId":"a"})");
  EXPECT_EQ(only<AckEvent>(ack).at(0).what, "tickers");
  EXPECT_EQ(ack[0].symbol, "BTC-USDT");
  EXPECT_TRUE(okx_v5::decoder()->decode({"ping", {}, true}).empty());
}

TEST(OkxDecoder, FaultsAreErrors) {
  EXPECT_EQ(test::faults(decoded(test::sample("okx/refused.json"))),
            std::vector<std::string>{"51001 Instrument ID does not exist"});
  EXPECT_THAT(kinds(decoded(test::sample("okx/error_push.json"))), ElementsAre("error"));
  for (const auto* bytes :
       {"", "<html>", "[]", "7", "null", "{}", R"({"code":"0"})", R"({"code":0,"data":[[1]]})",
        R"({"code":"0","data":[7]})", R"({"arg":{"channel":"trades"},"data":{}})", "\xff{",
        R"({"arg":{"channel":"trades"},"data":[{"px":"NaN","side":"buy","sz":"1"}]})"})
    EXPECT_THAT(kinds(decoded(bytes)), ElementsAre("error")) << bytes;
}

}  // namespace
}  // namespace perpscope::venues
