// Bitfinex's messages to events, frame by frame.
#include <gtest/gtest.h>

#include "venues/bitfinex/bitfinex.h"
#include "venues/decoded.h"

namespace perpscope::venues {
namespace {

using Kinds = std::vector<std::string>;

std::vector<Event> decoded(std::string_view bytes, std::string_view origin = {}) {
  return bitfinex().decoder()->decode({bytes, origin, false});
}

template <class What>
What onlyOne(const std::vector<Event>& events) {
  EXPECT_EQ(events.size(), 1U);
  const auto found = test::only<What>(events);
  EXPECT_EQ(found.size(), 1U) << (events.empty() ? "nothing" : test::kindOf(events[0]));
  return found.empty() ? What{} : found[0];
}

// All frames of the sample on one connection; the events of each.
std::vector<std::vector<Event>> sampleFrames() {
  const auto decoder = bitfinex().decoder();
  std::istringstream lines(test::sample("bitfinex/frames.jsonl"));
  std::vector<std::vector<Event>> all;
  for (std::string line; std::getline(lines, line);) all.push_back(decoder->decode({line, {}, false}));
  return all;
}

TEST(BitfinexDecoder, Trades) {
  const auto frames = sampleFrames();
  EXPECT_EQ(onlyOne<AckEvent>(frames[1]).what, "trades tBTCF0:USTF0");
  ASSERT_EQ(test::kinds(frames[2]), (Kinds{"trade", "trade"}));
  const auto snapshot = test::only<TradeEvent>(frames[2]);
  EXPECT_EQ(snapshot[0].side, Side::Sell);
  EXPECT_EQ(snapshot[0].size, BaseQuantity{0.005});
  EXPECT_EQ(snapshot[1].side, Side::Buy);
  const auto trade = onlyOne<TradeEvent>(frames[3]);
  EXPECT_EQ(trade.price, Price{86737.5});
  EXPECT_EQ(frames[3][0].symbol, "tBTCF0:USTF0");
  EXPECT_EQ(frames[3][0].time, timeFromMs(1790593200034));
  EXPECT_EQ(onlyOne<IgnoredEvent>(frames[4]).why, "trade told before");
}

TEST(BitfinexDecoder, Status) {
  const auto frames = sampleFrames();
  EXPECT_EQ(onlyOne<AckEvent>(frames[5]).what, "status deriv:tBTCF0:USTF0");
  ASSERT_EQ(test::kinds(frames[6]), (Kinds{"mark", "funding", "open interest"}));
  for (const auto& event : frames[6]) {
    EXPECT_EQ(event.symbol, "tBTCF0:USTF0");
    EXPECT_EQ(event.time, timeFromMs(1790133734000));
  }
  EXPECT_EQ(test::only<MarkEvent>(frames[6])[0].mark, Price{86676.3172});
  EXPECT_TRUE(test::only<MarkEvent>(frames[6])[0].index.missing());
  const auto funding = test::only<FundingEvent>(frames[6])[0];
  EXPECT_EQ(funding.rate.kind, FundingKind::Predicted);
  EXPECT_EQ(funding.rate.fraction, 0.0);
  EXPECT_EQ(funding.rate.interval, std::chrono::hours{8});
  EXPECT_EQ(funding.next_time, timeFromMs(1790150400000));
  EXPECT_EQ(test::only<OpenInterestEvent>(frames[6])[0].base, BaseQuantity{8851.89352831});
}

TEST(BitfinexDecoder, Candles) {
  const auto frames = sampleFrames();
  EXPECT_EQ(onlyOne<AckEvent>(frames[7]).what, "candles trade:1m:tBTCUSD");
  EXPECT_EQ(test::kinds(frames[8]), (Kinds{"candle", "candle"}));
  const auto candle = onlyOne<CandleEvent>(frames[9]);
  EXPECT_EQ(frames[9][0].symbol, "tBTCUSD");
  EXPECT_EQ(frames[9][0].time, timeFromMs(1790133720000));
  EXPECT_EQ(candle.interval, Interval::M1);
  EXPECT_EQ(candle.candle.close, Price{86712});
  EXPECT_EQ(candle.candle.high, Price{86715.5});
  EXPECT_FALSE(candle.closed.has_value());
}

TEST(BitfinexDecoder, TickersAndLending) {
  const auto frames = sampleFrames();
  const auto ticker = onlyOne<TickerEvent>(frames[11]);
  EXPECT_EQ(ticker.bid, Price{86700});
  EXPECT_EQ(ticker.ask, Price{86701});
  EXPECT_EQ(ticker.last, Price{86700.5});
  EXPECT_EQ(ticker.volume, BaseQuantity{1459.39453471});
  EXPECT_EQ(onlyOne<IgnoredEvent>(frames[13]).why, "margin lending");
}

TEST(BitfinexDecoder, BooksHeartbeatsNotices) {
  const auto frames = sampleFrames();
  for (const std::size_t book : {15U, 16U, 18U}) {
    EXPECT_EQ(onlyOne<IgnoredEvent>(frames[book]).why, "order book");
    EXPECT_EQ(frames[book][0].symbol, "tBTCUSD");
  }
  onlyOne<HeartbeatEvent>(frames[17]);
  EXPECT_EQ(onlyOne<IgnoredEvent>(frames[20]).why, "liquidation");
  onlyOne<HeartbeatEvent>(frames[21]);
  onlyOne<AckEvent>(frames[22]);
  EXPECT_EQ(onlyOne<IgnoredEvent>(frames[23]).why, "server notice 20051");
  EXPECT_EQ(onlyOne<IgnoredEvent>(frames[0]).why, "server information");
  EXPECT_EQ(onlyOne<ErrorEvent>(frames[26]).why, "symbol: invalid (10300)");
  EXPECT_EQ(frames[26][0].symbol, "tNOSUCH");
  EXPECT_EQ(onlyOne<ErrorEvent>(frames[27]).why, "symbol: invalid (10020)");
  EXPECT_EQ(onlyOne<ErrorEvent>(frames[28]).why, "ERR_RATE_LIMIT");
}

// A recording may begin behind the acknowledgements.
TEST(BitfinexDecoder, ShapesTellWithoutAcknowledgement) {
  EXPECT_EQ(onlyOne<TradeEvent>(decoded(R"([1,"te",[5,1790593200034,0.5,86000]])")).price, Price{86000});
  EXPECT_EQ(onlyOne<CandleEvent>(decoded("[1,[1790133720000,1,2,3,0.5,9]]")).candle.close, Price{2});
  EXPECT_EQ(onlyOne<TickerEvent>(decoded("[1,[1,2,3,4,5,6,7,8,9,10]]")).last, Price{7});
  EXPECT_EQ(onlyOne<IgnoredEvent>(decoded("[1,[[86700,1,0.5],[86701,1,-0.25]]]")).why, "order book");
  EXPECT_EQ(onlyOne<IgnoredEvent>(decoded("[1,[]]")).why, "empty snapshot");
  onlyOne<HeartbeatEvent>(decoded(R"([1,"hb"])"));
}

// Flags of the connection append a number or two to each frame.
TEST(BitfinexDecoder, SequenceNumbersAreLongerFrames) {
  const auto decoder = bitfinex().decoder();
  (void)decoder->decode(
      {R"({"event":"subscribed","channel":"ticker","chanId":7,"symbol":"tBTCUSD"})", {}, false});
  EXPECT_EQ(
      onlyOne<TickerEvent>(decoder->decode({"[7,[1,2,3,4,5,6,7,8,9,10],42,1790133734000]", {}, false})).last,
      Price{7});
  onlyOne<HeartbeatEvent>(decoder->decode({R"([7,"hb",43])", {}, false}));
}

TEST(BitfinexDecoder, RestBodiesByPath) {
  const auto candles =
      decoded("[[1678465320000,20097,20114,20125,20094,1.43504645]]",
              "https://api-pub.bitfinex.com/v2/candles/trade:3h:tBTCF0%3AUSTF0/hist?limit=1");
  EXPECT_EQ(onlyOne<CandleEvent>(candles).other_interval, "3h");
  EXPECT_EQ(candles[0].symbol, "tBTCF0:USTF0");
  const auto last = decoded("[1678465320000,20097,20114,20125,20094,1]", "/v2/candles/trade:1D:tBTCUSD/last");
  EXPECT_EQ(onlyOne<CandleEvent>(last).interval, Interval::D1);
  const auto trades = decoded(test::sample("bitfinex/trades.json"), "/v2/trades/tBTCF0:USTF0/hist");
  ASSERT_EQ(test::kinds(trades), (Kinds{"trade", "trade"}));
  EXPECT_EQ(trades[0].symbol, "tBTCF0:USTF0");
  EXPECT_EQ(onlyOne<TickerEvent>(decoded("[1,2,3,4,5,6,7,8,9,10]", "/v2/ticker/tBTCUSD")).last, Price{7});
  EXPECT_EQ(
      onlyOne<IgnoredEvent>(decoded("[[1678465320000,1,1,1,1,1]]", "/v2/candles/trade:1m:fUSD:p30/hist")).why,
      "margin lending");
}

TEST(BitfinexDecoder, RestBodiesByShape) {
  const auto tickers =
      decoded(R"([["tBTCUSD",1,2,3,4,5,6,7,8,9,10],["fUSD",1,2,3,4,5,6,7,8,9,10,11,12,13,null,null,14]])");
  ASSERT_EQ(test::kinds(tickers), (Kinds{"ticker", "ignored"}));
  EXPECT_EQ(tickers[0].symbol, "tBTCUSD");
  EXPECT_EQ(test::only<TickerEvent>(tickers)[0].last, Price{7});
  EXPECT_EQ(onlyOne<IgnoredEvent>(decoded("[1]")).why, "platform status");
  EXPECT_EQ(onlyOne<IgnoredEvent>(decoded("[]")).why, "empty list");
  const auto history =
      decoded(R"([["tMKRF0:USTF0",643.5,null,648.8,null,null,null,null,null,null,null,null,1674061204000]])");
  EXPECT_EQ(onlyOne<QuoteEvent>(history).ask, Price{648.8});
  EXPECT_EQ(history[0].time, timeFromMs(1674061204000));
}

TEST(BitfinexDecoder, StatusOfThePresentIsOneFieldLonger) {
  const auto events = decoded(
      R"([["tBTCF0:USTF0",1784471455000,null,64493.25,64453,null,65301276.46,null,1784476800000,0.00047447,7522,)"
      R"(null,0.00009266,null,null,64455.8253,null,null,8873.99876212,null,null,null,0.0005,0.0025]])");
  ASSERT_EQ(test::kinds(events), (Kinds{"mark", "funding", "open interest"}));
  EXPECT_EQ(events[0].symbol, "tBTCF0:USTF0");
  EXPECT_EQ(test::only<MarkEvent>(events)[0].mark, Price{64455.8253});
  EXPECT_EQ(test::only<FundingEvent>(events)[0].rate.fraction, 0.00009266);
}

TEST(BitfinexDecoder, ListsOfPairs) {
  const auto events =
      decoded(test::sample("bitfinex/conf.json"), "/v2/conf/pub:list:pair:exchange,pub:list:pair:futures");
  ASSERT_EQ(events.size(), 6U);
  const auto pairs = test::only<InstrumentEvent>(events);
  EXPECT_EQ(events[0].symbol, "tBTCUSD");
  EXPECT_EQ(pairs[0].base, "BTC");
  EXPECT_EQ(pairs[0].quote, "USD");
  EXPECT_EQ(pairs[2].base, "LINK");
  EXPECT_EQ(pairs[5].quote, "BTCF0");
}

TEST(BitfinexDecoder, SaysWhatItCannotUse) {
  for (const char* bytes :
       {"", "garbage", "<html></html>", "[1,[", "3", "{}", R"({"event":"nonsense"})", R"([1,"xx",[1]])",
        "[1,[1,2,3,4,5,6,7]]", R"([1,"te",[5,1790593200034,"NaN",86000]])", R"([1,"te"])",
        R"({"event":"subscribed","channel":"ticker"})", "[[1678465320000,1,2,3,4,true]]"}) {
    const auto events = decoded(bytes);
    ASSERT_EQ(events.size(), 1U) << bytes;
    EXPECT_EQ(test::kindOf(events[0]), "error") << bytes;
  }
  EXPECT_TRUE(bitfinex().decoder()->decode({R"({"event":"ping"})", {}, true}).empty());
}

// A book that is cut off is no book.
TEST(BitfinexDecoder, ACutOffBookIsAnError) {
  const auto decoder = bitfinex().decoder();
  (void)decoder->decode(
      {R"({"event":"subscribed","channel":"book","chanId":7,"symbol":"tBTCUSD"})", {}, false});
  EXPECT_EQ(onlyOne<IgnoredEvent>(decoder->decode({"[7,[86700,1,0.5],9]", {}, false})).why, "order book");
  onlyOne<ErrorEvent>(decoder->decode({"[7,[86700,1,", {}, false}));
}

TEST(BitfinexDecoder, RecordedSession) {
  const auto folder = test::wireFolder();
  PERPSCOPE_NEED_WIRE(folder);
  const auto decoder = bitfinex().decoder();
  const auto events =
      test::replayed(*decoder, test::unpacked(folder / "bitfinex" / "cryptofeed__BITFINEX.ws.11.0"));
  EXPECT_EQ(test::faults(events), std::vector<std::string>{});
  auto counts = test::counted(events);
  EXPECT_GT(counts["ticker"], 5);
  EXPECT_GT(counts["trade"], 100);
  EXPECT_GT(counts["ignored"], 1000);
  EXPECT_GT(counts["heartbeat"], 10);
}

// Documentation examples: the path and the flag in lines two and three, then the body; or "> " what is sent,
// "< " the acknowledgement and "=" before what is pushed.
std::vector<Event> replayedExample(const std::string& example) {
  const auto decoder = bitfinex().decoder();
  std::istringstream lines(example);
  std::string line, path, body;
  std::vector<Event> events;
  for (int number = 1; std::getline(lines, line); ++number) {
    if (number == 2 && line.starts_with('/')) path = line;
    if (line.starts_with("< ")) events = decoder->decode({std::string_view(line).substr(2), {}, false});
    const bool head = line.starts_with("> ") || line.starts_with("< ") || line.starts_with('=');
    if (!head && number > 3) body += line + '\n';
  }
  for (auto& event : decoder->decode({body, path, false})) events.push_back(std::move(event));
  return events;
}

TEST(BitfinexDecoder, RecordedExamples) {
  const auto folder = test::wireFolder();
  PERPSCOPE_NEED_WIRE(folder);
  const auto example = [&](const std::string& name) {
    return replayedExample(test::contents(folder / "bitfinex" / ("jkorf__" + name + ".txt")));
  };
  EXPECT_EQ(test::kinds(example("rest__GetKlines")), (Kinds{"candle"}));
  EXPECT_EQ(test::kinds(example("rest__GetLastKline")), (Kinds{"candle"}));
  EXPECT_EQ(test::kinds(example("rest__GetDerivativesStatus")), (Kinds{"mark", "funding", "open interest"}));
  const auto history = example("rest__GetDerivativesStatusHistory");
  EXPECT_EQ(test::kinds(history), (Kinds{"mark", "funding", "open interest"}));
  EXPECT_EQ(test::only<OpenInterestEvent>(history)[0].base, BaseQuantity{5174.01444474});
  EXPECT_EQ(test::kinds(example("rest__GetDerivativesFees")), (Kinds{"ignored"}));
  EXPECT_EQ(test::kinds(example("rest__GetFundingTickers")), (Kinds{"ignored"}));
  EXPECT_EQ(test::kinds(example("rest__GetPlatformStatus")), (Kinds{"ignored"}));
  EXPECT_EQ(test::kinds(example("rest__GetTickers")), (Kinds{"ticker"}));
  EXPECT_EQ(test::kinds(example("rest__GetTickerHistory")), (Kinds{"quote"}));
  EXPECT_EQ(test::kinds(example("rest__GetTradeHistory")), (Kinds{"trade"}));
  EXPECT_EQ(test::kinds(example("ws__DerivStatus")), (Kinds{"ack", "mark", "funding", "open interest"}));
  EXPECT_EQ(test::kinds(example("ws__Klines")), (Kinds{"ack", "candle"}));
  EXPECT_EQ(test::kinds(example("ws__Ticker")), (Kinds{"ack", "ticker"}));
  EXPECT_EQ(test::kinds(example("ws__TickerFunding")), (Kinds{"ack", "ignored"}));
  EXPECT_EQ(test::kinds(example("ws__Trades")), (Kinds{"ack", "trade"}));
}

}  // namespace
}  // namespace perpscope::venues
