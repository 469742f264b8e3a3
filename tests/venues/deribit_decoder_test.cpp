#include "venues/deribit/deribit_decoder.h"

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
using testing::SizeIs;

std::vector<Event> decoded(std::string_view bytes, std::string_view origin = {}) {
  return deribitDecoder()->decode({bytes, origin, false});
}

std::string wire(const std::string& name) { return test::contents(test::wireFolder() / "deribit" / name); }

// Options only: each is ignored and says why; the subscription was taken whole.
TEST(DeribitDecoder, Recording) {
  const auto folder = test::wireFolder();
  PERPSCOPE_NEED_WIRE(folder);
  const auto decoder = deribitDecoder();
  const auto events = test::replayed(*decoder, test::unpacked(folder / "deribit/cryptofeed__DERIBIT.ws.1.0"));
  EXPECT_THAT(test::faults(events), IsEmpty());
  std::map<std::string, int> reasons;
  for (const auto& ignored : only<IgnoredEvent>(events)) ++reasons[ignored.why];
  EXPECT_EQ(reasons["option"], 89);
  EXPECT_EQ(reasons["order book"], 46);
  EXPECT_EQ(test::counted(events).at("ack"), 30);
  const auto ticker =
      std::ranges::find_if(events, [](const Event& e) { return test::kindOf(e) == "ignored"; });
  EXPECT_EQ(ticker->symbol, "ETH-30JUL21-2800-C");
}

TEST(DeribitDecoder, AllSamplesOfOthersAreUnderstood) {
  const auto folder = test::wireFolder();
  PERPSCOPE_NEED_WIRE(folder);
  for (const auto& file : std::filesystem::directory_iterator(folder / "deribit")) {
    const auto name = file.path().filename().string();
    if (!name.starts_with("nautilus")) continue;
    const auto events = decoded(test::contents(file.path()));
    EXPECT_THAT(events, testing::Not(IsEmpty())) << name;
    if (name.contains("ws_error"))
      EXPECT_THAT(test::faults(events), ElementsAre("too_many_requests"));
    else
      EXPECT_THAT(test::faults(events), IsEmpty()) << name;
  }
}

TEST(DeribitDecoder, Ticker) {
  const auto folder = test::wireFolder();
  PERPSCOPE_NEED_WIRE(folder);
  const auto events = decoded(wire("nautilus__ws_ticker.json"));
  ASSERT_THAT(kinds(events), ElementsAre("ticker", "mark", "open interest", "funding"));
  for (const auto& event : events) {
    EXPECT_EQ(event.symbol, "BTC-PERPETUAL");
    EXPECT_EQ(event.time, timeFromMs(1765541474086));
  }
  const auto ticker = only<TickerEvent>(events)[0];
  EXPECT_EQ(ticker.last.value(), 92283.5);
  EXPECT_EQ(ticker.bid.value(), 92283.5);
  EXPECT_EQ(ticker.ask.value(), 92284.0);
  EXPECT_EQ(ticker.volume.value(), 11897.27640428);
  EXPECT_EQ(only<MarkEvent>(events)[0].mark.value(), 92281.78);
  EXPECT_EQ(only<MarkEvent>(events)[0].index.value(), 92263.55);
  const auto interest = only<OpenInterestEvent>(events)[0];
  EXPECT_EQ(interest.usd.value(), 1132329370.0);
  EXPECT_TRUE(interest.base.missing());
  const auto funding = only<FundingEvent>(events)[0];
  EXPECT_EQ(funding.rate.fraction, 0.0);
  EXPECT_EQ(funding.rate.interval, std::chrono::hours{8});
  EXPECT_EQ(funding.rate.kind, FundingKind::Predicted);
  EXPECT_FALSE(funding.next_time.has_value());
}

TEST(DeribitDecoder, TradesOfInverseContractsAreInDollars) {
  const auto folder = test::wireFolder();
  PERPSCOPE_NEED_WIRE(folder);
  const auto events = decoded(wire("nautilus__ws_trades.json"));
  ASSERT_THAT(kinds(events), ElementsAre("trade", "trade"));
  EXPECT_EQ(events[1].symbol, "BTC-PERPETUAL");
  EXPECT_EQ(events[1].time, timeFromMs(1765531356452));
  const auto trade = only<TradeEvent>(events)[1];
  EXPECT_EQ(trade.price.value(), 92288.5);
  EXPECT_DOUBLE_EQ(trade.size.value(), 750 / 92288.5);
  EXPECT_EQ(trade.contracts.value(), 75);
  EXPECT_EQ(trade.side, Side::Sell);
}

TEST(DeribitDecoder, QuoteAndChart) {
  const auto folder = test::wireFolder();
  PERPSCOPE_NEED_WIRE(folder);
  const auto quote = decoded(wire("nautilus__ws_quote.json"));
  ASSERT_THAT(kinds(quote), ElementsAre("quote"));
  EXPECT_EQ(only<QuoteEvent>(quote)[0].bid.value(), 92288.0);
  EXPECT_EQ(only<QuoteEvent>(quote)[0].ask.value(), 92288.5);
  const auto bar = decoded(wire("nautilus__ws_chart.json"));
  ASSERT_THAT(kinds(bar), ElementsAre("candle"));
  EXPECT_EQ(bar[0].symbol, "BTC-PERPETUAL");
  EXPECT_EQ(bar[0].time, timeFromMs(1767200040000));
  const auto candle = only<CandleEvent>(bar)[0];
  EXPECT_EQ(candle.interval, Interval::M1);
  EXPECT_EQ(candle.candle.volume.value(), 0.95978896);
  EXPECT_EQ(candle.candle.volume_quote.value(), 83970.0);
  EXPECT_FALSE(candle.closed.has_value());
}

TEST(DeribitDecoder, BarsOfRest) {
  const auto folder = test::wireFolder();
  PERPSCOPE_NEED_WIRE(folder);
  const auto text = wire("nautilus__http_get_tradingview_chart_data.json");
  const auto events =
      decoded(text,
              "https://www.deribit.com/api/v2/public/get_tradingview_chart_data?instrument_name="
              "BTC-PERPETUAL&resolution=1");
  ASSERT_THAT(events, SizeIs(5));
  EXPECT_EQ(events[4].symbol, "BTC-PERPETUAL");
  EXPECT_EQ(events[4].time, timeFromMs(1766483700000));
  EXPECT_EQ(only<CandleEvent>(events)[4].interval, Interval::M1);
  EXPECT_EQ(decoded(text)[0].symbol, "");
  EXPECT_FALSE(only<CandleEvent>(decoded(text))[0].interval.has_value());
}

// The same answer over the socket is named by what was sent.
TEST(DeribitDecoder, CallsNameTheirAnswers) {
  const auto decoder = deribitDecoder();
  const auto sent = decoder->decode(
      {R"({"jsonrpc":"2.0","id":3,"method":"public/get_tradingview_chart_data","params":{"instrument_name":"ETH-PERPETUAL","resolution":"1D"}})",
       {},
       true});
  EXPECT_THAT(sent, IsEmpty());
  const auto events = decoder->decode(
      {R"({"jsonrpc":"2.0","id":3,"result":{"status":"ok","ticks":[1766448000000],"open":[1],"high":[2],"low":[0.5],"close":[1.5],"volume":[9],"cost":[10]}})",
       {},
       false});
  ASSERT_THAT(kinds(events), ElementsAre("candle"));
  EXPECT_EQ(events[0].symbol, "ETH-PERPETUAL");
  EXPECT_EQ(only<CandleEvent>(events)[0].interval, Interval::D1);
}

TEST(DeribitDecoder, ChannelsThatWereNotTakenAreRefusals) {
  const auto decoder = deribitDecoder();
  (void)decoder->decode(
      {R"({"jsonrpc":"2.0","id":2,"method":"public/subscribe","params":{"channels":["quote.BTC-PERPETUAL","quote.NOSUCH"]}})",
       {},
       true});
  const auto events =
      decoder->decode({R"({"jsonrpc":"2.0","id":2,"result":["quote.BTC-PERPETUAL"]})", {}, false});
  EXPECT_THAT(kinds(events), ElementsAre("ack", "error"));
  EXPECT_THAT(test::faults(events), ElementsAre("channel quote.NOSUCH was not accepted"));
}

TEST(DeribitDecoder, FramesOfOurOwn) {
  std::istringstream lines(test::sample("deribit/frames.jsonl"));
  std::vector<std::vector<Event>> all;
  for (std::string line; std::getline(lines, line);) all.push_back(decoded(line));
  ASSERT_THAT(all, SizeIs(11));
  EXPECT_THAT(kinds(all[0]), ElementsAre("heartbeat"));
  ASSERT_THAT(kinds(all[1]), ElementsAre("funding", "mark"));
  EXPECT_EQ(all[1][0].symbol, "BTC_USDC-PERPETUAL");
  EXPECT_EQ(only<FundingEvent>(all[1])[0].rate.fraction, 1.423032929843748e-4);
  EXPECT_EQ(only<FundingEvent>(all[1])[0].rate.interval, std::chrono::hours{8});
  EXPECT_EQ(all[2][0].symbol, "btc_usd");
  EXPECT_EQ(only<MarkEvent>(all[2])[0].index.value(), 86745.2);
  ASSERT_THAT(kinds(all[3]), ElementsAre("mark", "open interest"));
  EXPECT_EQ(only<OpenInterestEvent>(all[3])[0].base.value(), 1520.5);
  EXPECT_EQ(only<CandleEvent>(all[4])[0].other_interval, "3");
  EXPECT_EQ(only<TradeEvent>(all[5])[0].size.value(), 0.05);
  EXPECT_EQ(only<TradeEvent>(all[5])[0].side, Side::Buy);
  EXPECT_EQ(only<IgnoredEvent>(all[6])[0].why, "private channel");
  EXPECT_EQ(only<IgnoredEvent>(all[7])[0].why, "channel platform_state");
  EXPECT_THAT(test::faults(all[8]), ElementsAre(HasSubstr("raw_subscriptions")));
  EXPECT_THAT(kinds(all[9]), ElementsAre("ack"));
  EXPECT_THAT(kinds(all[10]), ElementsAre("heartbeat"));
}

TEST(DeribitDecoder, FundingHistory) {
  const auto events = decoded(test::sample("deribit/funding_rate_history.json"),
                              "/api/v2/public/get_funding_rate_history?instrument_name=ETH-PERPETUAL");
  ASSERT_THAT(kinds(events), ElementsAre("funding", "funding"));
  EXPECT_EQ(events[0].symbol, "ETH-PERPETUAL");
  EXPECT_EQ(events[0].time, timeFromMs(1691157600000));
  const auto funding = only<FundingEvent>(events);
  EXPECT_EQ(funding[0].rate.fraction, 0.000040037341082362756);
  EXPECT_EQ(funding[0].rate.interval, std::chrono::hours{1});
  EXPECT_EQ(funding[0].rate.kind, FundingKind::Settled);
  EXPECT_EQ(funding[1].rate.fraction, -4.739622041017375e-7);
}

TEST(DeribitDecoder, BookSummary) {
  const auto events = decoded(test::sample("deribit/book_summary.json"));
  ASSERT_THAT(kinds(events), ElementsAre("ticker", "mark", "open interest", "funding", "ignored"));
  EXPECT_EQ(only<TickerEvent>(events)[0].bid.value(), 86740.0);
  EXPECT_EQ(only<TickerEvent>(events)[0].volume.value(), 11897.2);
  EXPECT_EQ(only<MarkEvent>(events)[0].index.value(), 86744.1);
  EXPECT_EQ(only<IgnoredEvent>(events)[0].why, "option");
}

TEST(DeribitDecoder, Instruments) {
  const auto folder = test::wireFolder();
  PERPSCOPE_NEED_WIRE(folder);
  const auto events = decoded(wire("nautilus__http_get_instrument.json"));
  ASSERT_THAT(kinds(events), ElementsAre("instrument"));
  const auto instrument = only<InstrumentEvent>(events)[0];
  EXPECT_EQ(instrument.base, "BTC");
  EXPECT_EQ(instrument.quote, "USD");
  EXPECT_EQ(instrument.contract_size, 10);
  EXPECT_EQ(instrument.listed, timeFromMs(1534167754000));
}

TEST(DeribitDecoder, SmallAnswers) {
  EXPECT_EQ(only<IgnoredEvent>(decoded(R"({"jsonrpc":"2.0","result":1550147385946})"))[0].why, "server time");
  const auto index =
      decoded(R"({"jsonrpc":"2.0","result":{"index_price":86744.1,"estimated_delivery_price":86744.1}})",
              "/api/v2/public/get_index_price?index_name=btc_usd");
  ASSERT_THAT(kinds(index), ElementsAre("mark"));
  EXPECT_EQ(index[0].symbol, "btc_usd");
  const auto chart =
      decoded(R"({"jsonrpc":"2.0","result":[[1573228800000,8751.7138636],[1573232400000,8751.7]]})",
              "/api/v2/public/get_index_chart_data?index_name=btc_usd&range=1d");
  ASSERT_THAT(kinds(chart), ElementsAre("mark", "mark"));
  EXPECT_EQ(only<MarkEvent>(chart)[0].index.value(), 8751.7138636);
  EXPECT_THAT(kinds(decoded(R"({"jsonrpc":"2.0","result":{"status":"no_data","ticks":[]}})")),
              ElementsAre("ignored"));
}

TEST(DeribitDecoder, WhatCannotBeUsedIsAnError) {
  for (
      const char* bytes :
      {"", "<html>", "{", "17", "[]", "{}", R"({"jsonrpc":"2.0","id":1})",
       R"({"jsonrpc":"2.0","method":"subscription","params":{"channel":"book.BTC-PERPETUAL.100ms","data":{)",
       R"({"jsonrpc":"2.0","method":"subscription","params":{}})",
       R"({"jsonrpc":"2.0","method":"subscription","params":{"channel":"trades.BTC-PERPETUAL.100ms","data":{}}})",
       R"({"jsonrpc":"2.0","method":"subscription","params":{"channel":"trades.BTC-PERPETUAL.100ms","data":[{"instrument_name":"BTC-PERPETUAL","timestamp":1,"price":"NaN","amount":10,"direction":"buy"}]}})",
       R"({"jsonrpc":"2.0","method":"subscription","params":{"channel":"trades.BTC-PERPETUAL.100ms","data":[{"instrument_name":"BTC-PERPETUAL","timestamp":1,"price":1,"amount":10,"direction":"up"}]}})",
       R"({"jsonrpc":"2.0","method":"subscription","params":{"channel":"ticker.BTC-PERPETUAL.100ms","data":{"instrument_name":"BTC-PERPETUAL"}}})",
       R"({"jsonrpc":"2.0","method":"subscription","params":{"channel":"ticker.BTC-PERPETUAL.100ms"}})",
       R"({"jsonrpc":"2.0","method":"subscription","params":{"channel":"chart.trades.BTC-PERPETUAL.1","data":{"tick":1767200040000,"open":1}}})",
       R"({"jsonrpc":"2.0","result":{"status":"ok","ticks":[1,2],"open":[1],"high":[1],"low":[1],"close":[1],"volume":[1],"cost":[1]}})",
       R"({"jsonrpc":"2.0","result":[{"interest_1h":"much","timestamp":1691157600000}]})"}) {
    const auto events = decoded(bytes);
    ASSERT_THAT(events, testing::Not(IsEmpty())) << bytes;
    EXPECT_THAT(test::faults(events), testing::Not(IsEmpty())) << bytes;
  }
}

}  // namespace
}  // namespace perpscope::venues
