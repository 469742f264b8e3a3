#include "venues/kraken/kraken_decoder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "venues/decoded.h"

namespace perpscope::venues {
namespace {

using test::kinds;
using test::only;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;
using testing::SizeIs;
using testing::UnorderedElementsAre;

std::vector<Event> decoded(std::string_view bytes, std::string_view origin = {}) {
  return krakenDecoder()->decode({bytes, origin, false});
}

std::vector<std::string> lines(const std::string& name) {
  std::istringstream all(test::sample(name));
  std::vector<std::string> found;
  for (std::string line; std::getline(all, line);) found.push_back(line);
  return found;
}

std::string wire(const std::string& name) { return test::contents(test::wireFolder() / name); }

TEST(KrakenDecoder, RecordedSpotTrades) {
  const auto folder = test::wireFolder();
  PERPSCOPE_NEED_WIRE(folder);
  const auto decoder = krakenDecoder();
  const auto events = test::replayed(*decoder, test::unpacked(folder / "kraken/cryptofeed__KRAKEN.ws.48.0"));
  EXPECT_THAT(test::counted(events), UnorderedElementsAre(Pair("ack", 10), Pair("heartbeat", 30),
                                                          Pair("ignored", 1), Pair("trade", 10)));
  const auto first = std::ranges::find_if(events, [](const Event& e) { return test::kindOf(e) == "trade"; });
  EXPECT_EQ(first->symbol, "XMR/USD");
  EXPECT_EQ(first->time, timeFromMs(1618678142558));
  const auto trade = std::get<TradeEvent>(first->what);
  EXPECT_EQ(trade.price.value(), 354.11);
  EXPECT_EQ(trade.size.value(), 0.89594024);
  EXPECT_EQ(trade.side, Side::Sell);
  EXPECT_EQ(only<TradeEvent>(events)[1].side, Side::Buy);
}

TEST(KrakenDecoder, RecordedSpotTickers) {
  const auto folder = test::wireFolder();
  PERPSCOPE_NEED_WIRE(folder);
  const auto decoder = krakenDecoder();
  const auto events = test::replayed(*decoder, test::unpacked(folder / "kraken/cryptofeed__KRAKEN.ws.49.0"));
  EXPECT_THAT(test::counted(events), UnorderedElementsAre(Pair("ack", 10), Pair("heartbeat", 31),
                                                          Pair("ignored", 1), Pair("ticker", 18)));
  const auto first = std::ranges::find_if(events, [](const Event& e) { return test::kindOf(e) == "ticker"; });
  EXPECT_EQ(first->symbol, "WAVES/EUR");
  const auto ticker = std::get<TickerEvent>(first->what);
  EXPECT_EQ(ticker.last.value(), 13.2539);
  EXPECT_EQ(ticker.bid.value(), 13.2329);
  EXPECT_EQ(ticker.ask.value(), 13.2539);
  EXPECT_EQ(ticker.volume.value(), 72035.05488104);
}

TEST(KrakenDecoder, RecordedFutures) {
  const auto folder = test::wireFolder();
  PERPSCOPE_NEED_WIRE(folder);
  const auto decoder = krakenDecoder();
  const auto events = test::replayed(
      *decoder, test::unpacked(folder / "kraken_futures/cryptofeed__KRAKEN_FUTURES.ws.1.0.gz"));
  EXPECT_THAT(test::faults(events), IsEmpty());
  const auto counts = test::counted(events);
  EXPECT_EQ(counts.at("ack"), 30);
  EXPECT_EQ(counts.at("quote"), 107);
  EXPECT_EQ(counts.at("ignored"), 7025);
  EXPECT_GT(counts.at("trade"), 900);
  const auto quote = std::ranges::find_if(events, [](const Event& e) { return test::kindOf(e) == "quote"; });
  EXPECT_EQ(quote->symbol, "FI_BCHUSD_210730");
  EXPECT_EQ(std::get<QuoteEvent>(quote->what).bid.value(), 439.3);
  const auto book = std::ranges::find_if(events, [](const Event& e) {
    const auto* what = std::get_if<IgnoredEvent>(&e.what);
    return what != nullptr && what->why == "order book";
  });
  EXPECT_EQ(book->symbol, "FI_BCHUSD_210730");
}

// Every other recorded message: something comes out, and nothing is an error.
TEST(KrakenDecoder, AllSamplesOfOthersAreUnderstood) {
  const auto folder = test::wireFolder();
  PERPSCOPE_NEED_WIRE(folder);
  for (const char* part : {"kraken", "kraken_futures"})
    for (const auto& file : std::filesystem::directory_iterator(folder / part)) {
      if (!file.path().filename().string().starts_with("nautilus")) continue;
      const auto events = decoded(test::contents(file.path()));
      EXPECT_THAT(events, testing::Not(IsEmpty())) << file.path();
      EXPECT_THAT(test::faults(events), IsEmpty()) << file.path();
    }
}

TEST(KrakenDecoder, SpotBarsOfRest) {
  const auto folder = test::wireFolder();
  PERPSCOPE_NEED_WIRE(folder);
  const auto text = wire("kraken/nautilus__http_ohlc.json");
  const auto bare = decoded(text);
  ASSERT_THAT(bare, SizeIs(721));
  EXPECT_EQ(bare[0].symbol, "XBTUSDT");
  EXPECT_FALSE(only<CandleEvent>(bare)[0].interval.has_value());
  const auto bars =
      only<CandleEvent>(decoded(text, "https://api.kraken.com/0/public/OHLC?pair=XBTUSDT&interval=60"));
  EXPECT_EQ(bars[0].interval, Interval::H1);
  EXPECT_EQ(bars[2].candle.volume.value(), 0.00032101);
  EXPECT_EQ(bars[719].closed, true);
  EXPECT_EQ(bars[720].closed, false);
  EXPECT_EQ(only<CandleEvent>(decoded(text, "/0/public/OHLC?pair=XBTUSDT"))[0].interval, Interval::M1);
  const auto weeks = only<CandleEvent>(decoded(text, "/0/public/OHLC?pair=XBTUSDT&interval=10080"));
  EXPECT_FALSE(weeks[0].interval.has_value());
  EXPECT_EQ(weeks[0].other_interval, "10080");
}

TEST(KrakenDecoder, SpotTradesAndTickerOfRest) {
  const auto folder = test::wireFolder();
  PERPSCOPE_NEED_WIRE(folder);
  const auto trades = decoded(wire("kraken/nautilus__http_trades.json"));
  ASSERT_THAT(only<TradeEvent>(trades), SizeIs(trades.size()));
  EXPECT_EQ(trades[0].time, timeFromMs(1762795433972));
  EXPECT_EQ(only<TradeEvent>(trades)[4].side, Side::Sell);
  const auto ticker = decoded(wire("kraken/nautilus__http_ticker.json"));
  ASSERT_THAT(kinds(ticker), ElementsAre("ticker"));
  EXPECT_EQ(ticker[0].symbol, "XBTUSDT");
  EXPECT_EQ(only<TickerEvent>(ticker)[0].volume.value(), 163.28908096);
  const auto pairs = decoded(wire("kraken/nautilus__http_asset_pairs.json"));
  ASSERT_THAT(kinds(pairs), ElementsAre("instrument"));
  EXPECT_EQ(only<InstrumentEvent>(pairs)[0].base, "XXBT");
}

TEST(KrakenDecoder, SpotV2) {
  const auto folder = test::wireFolder();
  PERPSCOPE_NEED_WIRE(folder);
  const auto ticker = decoded(wire("kraken/nautilus__ws_ticker_snapshot.json"));
  ASSERT_THAT(kinds(ticker), ElementsAre("ticker"));
  EXPECT_EQ(ticker[0].symbol, "BTC/USD");
  EXPECT_EQ(ticker[0].time, timeFromMs(1671960659123));
  EXPECT_EQ(only<TickerEvent>(ticker)[0].last.value(), 105899.4);
  const auto trades = decoded(wire("kraken/nautilus__ws_trade_update.json"));
  ASSERT_THAT(kinds(trades), ElementsAre("trade", "trade"));
  EXPECT_EQ(only<TradeEvent>(trades)[0].side, Side::Buy);
  EXPECT_EQ(only<TradeEvent>(trades)[1].size.value(), 0.0001246);
  const auto bar = decoded(wire("kraken/nautilus__ws_ohlc_update.json"));
  ASSERT_THAT(kinds(bar), ElementsAre("candle"));
  EXPECT_EQ(bar[0].time, utc(2023, 10, 4, 16 * kHour + 25 * kMinute));
  EXPECT_EQ(only<CandleEvent>(bar)[0].interval, Interval::M1);
  EXPECT_EQ(only<CandleEvent>(bar)[0].candle.high.value(), 106044.3);
  EXPECT_THAT(kinds(decoded(wire("kraken/nautilus__ws_subscribe_response.json"))), ElementsAre("ack"));
  EXPECT_THAT(kinds(decoded(wire("kraken/nautilus__ws_pong.json"))), ElementsAre("heartbeat"));
}

TEST(KrakenDecoder, FramesOfOurOwn) {
  std::vector<std::vector<Event>> all;
  for (const auto& line : lines("kraken/frames.jsonl")) all.push_back(decoded(line));
  ASSERT_THAT(all, SizeIs(16));
  EXPECT_EQ(only<IgnoredEvent>(all[0])[0].why, "system status");
  EXPECT_THAT(kinds(all[1]), ElementsAre("heartbeat"));
  EXPECT_THAT(test::faults(all[2]), ElementsAre("Currency pair not supported XYZ/USD"));
  EXPECT_EQ(all[2][0].symbol, "XYZ/USD");
  EXPECT_THAT(kinds(all[3]), ElementsAre("candle", "candle"));
  EXPECT_EQ(only<CandleEvent>(all[3])[1].interval, Interval::M5);
  EXPECT_EQ(only<InstrumentEvent>(all[4])[0].quote, "USD");
  EXPECT_EQ(only<IgnoredEvent>(all[5])[0].why, "order book");
  EXPECT_EQ(all[5][0].symbol, "BTC/USD");
  EXPECT_EQ(only<IgnoredEvent>(all[6])[0].why, "private channel");
  const auto bar = only<CandleEvent>(all[7]).at(0);
  EXPECT_EQ(bar.candle.time, timeFromMs(1542057300000));
  EXPECT_EQ(bar.candle.high.value(), 3586.8);
  EXPECT_EQ(bar.candle.volume.value(), 0.03373);
  EXPECT_EQ(bar.interval, Interval::M1);
  EXPECT_EQ(only<QuoteEvent>(all[8])[0].ask.value(), 5700);
  EXPECT_EQ(all[8][0].time, timeFromMs(1542057299546));
  EXPECT_EQ(only<IgnoredEvent>(all[9])[0].why, "order book");
  EXPECT_EQ(all[9][0].symbol, "XBT/USD");
  EXPECT_THAT(test::faults(all[10]), ElementsAre(HasSubstr("ISO 4217")));
  EXPECT_THAT(test::faults(all[11]), ElementsAre("Invalid product id"));
  EXPECT_THAT(test::faults(all[12]), ElementsAre("Invalid feed"));
  EXPECT_THAT(kinds(all[13]), ElementsAre("heartbeat"));
  EXPECT_EQ(only<IgnoredEvent>(all[14])[0].why, "private channel: fills_snapshot");
  // A ticker of an hour without funding has no fields of it.
  EXPECT_THAT(kinds(all[15]), ElementsAre("ticker", "mark", "open interest"));
}

TEST(KrakenDecoder, FuturesTickerOfAStream) {
  const auto events = decoded(
      R"({"time":1783587648112,"product_id":"PF_ETHUSD","funding_rate":0.032725177043125,"funding_rate_prediction":0.031251669645,)"
      R"("relative_funding_rate":0.0000186711875,"relative_funding_rate_prediction":0.00001783425,"next_funding_rate_time":1783591200000,)"
      R"("premium":-0.0,"feed":"ticker","bid":1751.6,"ask":1751.7,"volume":57204.177,"index":1751.75,"last":1751.7,"tag":"perpetual",)"
      R"("openInterest":24085.822,"markPrice":1751.97553924942})");
  ASSERT_THAT(kinds(events), ElementsAre("ticker", "mark", "open interest", "funding", "funding"));
  for (const auto& event : events) {
    EXPECT_EQ(event.symbol, "PF_ETHUSD");
    EXPECT_EQ(event.time, timeFromMs(1783587648112));
  }
  EXPECT_EQ(only<TickerEvent>(events)[0].volume.value(), 57204.177);
  EXPECT_EQ(only<MarkEvent>(events)[0].index.value(), 1751.75);
  EXPECT_EQ(only<OpenInterestEvent>(events)[0].base.value(), 24085.822);
  EXPECT_TRUE(only<OpenInterestEvent>(events)[0].usd.missing());
  const auto funding = only<FundingEvent>(events);
  EXPECT_EQ(funding[0].rate.fraction, 0.0000186711875);
  EXPECT_EQ(funding[0].rate.interval, std::chrono::hours{1});
  EXPECT_EQ(funding[0].rate.kind, FundingKind::Predicted);
  EXPECT_EQ(funding[0].next_time, timeFromMs(1783591200000));
  EXPECT_EQ(funding[1].rate.fraction, 0.00001783425);
  EXPECT_EQ(funding[1].next_time, timeFromMs(1783594800000));
}

TEST(KrakenDecoder, FuturesTickersOfRestHaveAbsoluteFunding) {
  const auto folder = test::wireFolder();
  PERPSCOPE_NEED_WIRE(folder);
  const auto events = decoded(wire("kraken_futures/nautilus__http_futures_tickers.json"));
  ASSERT_THAT(kinds(events), ElementsAre("ticker", "mark", "open interest", "funding", "funding", "ticker",
                                         "mark", "open interest", "funding", "funding"));
  EXPECT_EQ(events[0].symbol, "PI_XBTUSD");
  EXPECT_EQ(events[0].time, utc(2025, 11, 17, 34 * kMinute + Milliseconds{37'524}));
  const auto interest = only<OpenInterestEvent>(events);
  EXPECT_EQ(interest[0].usd.value(), 21279580.0);
  EXPECT_EQ(interest[0].contracts.value(), 21279580.0);
  EXPECT_EQ(interest[1].base.value(), 1000000.0);
  const auto funding = only<FundingEvent>(events);
  EXPECT_NEAR(funding[0].rate.fraction, -3.995839963e-09 * 91468.38, 1e-12);
  EXPECT_EQ(funding[0].next_time, utc(2025, 11, 17, kHour));
  EXPECT_EQ(funding[1].next_time, utc(2025, 11, 17, 2 * kHour));
  EXPECT_NEAR(funding[2].rate.fraction, 1.5e-05 / 3202.75, 1e-15);
}

TEST(KrakenDecoder, FuturesTrades) {
  const auto folder = test::wireFolder();
  PERPSCOPE_NEED_WIRE(folder);
  const auto events = decoded(wire("kraken_futures/nautilus__ws_futures_trade.json"));
  ASSERT_THAT(kinds(events), ElementsAre("trade"));
  EXPECT_EQ(events[0].time, timeFromMs(1612266317519));
  const auto trade = only<TradeEvent>(events)[0];
  EXPECT_EQ(trade.contracts.value(), 15000);
  EXPECT_DOUBLE_EQ(trade.size.value(), 15000 / 34969.5);
  EXPECT_EQ(trade.side, Side::Sell);
  const auto public_trades = decoded(wire("kraken_futures/nautilus__http_futures_public_executions.json"));
  EXPECT_EQ(public_trades[0].symbol, "PF_XBTUSD");
  EXPECT_EQ(only<TradeEvent>(public_trades)[0].size.value(), 0.0113);
  EXPECT_EQ(only<TradeEvent>(public_trades)[0].side, Side::Sell);
  EXPECT_EQ(only<TradeEvent>(public_trades)[1].side, Side::Buy);
  const auto history =
      decoded(test::sample("kraken/history.json"), "/derivatives/api/v3/history?symbol=PI_XBTUSD");
  ASSERT_THAT(kinds(history), ElementsAre("trade"));
  EXPECT_EQ(history[0].symbol, "PI_XBTUSD");
  EXPECT_EQ(history[0].time, utc(2026, 9, 8, 20 * kHour + 21 * kMinute + Milliseconds{18'231}));
  EXPECT_EQ(only<TradeEvent>(history)[0].contracts.value(), 9000);
}

TEST(KrakenDecoder, FuturesBarsAreNamedByTheirPath) {
  const auto folder = test::wireFolder();
  PERPSCOPE_NEED_WIRE(folder);
  const auto text = wire("kraken_futures/nautilus__http_futures_candles_mark.json");
  const auto events =
      decoded(text, "https://futures.kraken.com/api/charts/v1/mark/PI_XBTUSD/1h?from=1731715200");
  ASSERT_THAT(events, SizeIs(3));
  EXPECT_EQ(events[1].symbol, "PI_XBTUSD");
  EXPECT_EQ(events[1].time, timeFromMs(1731718800000));
  const auto bar = only<CandleEvent>(events)[1];
  EXPECT_EQ(bar.price, PriceKind::Mark);
  EXPECT_EQ(bar.interval, Interval::H1);
  EXPECT_EQ(bar.candle.close.value(), 91339.3327740848);
  EXPECT_TRUE(bar.candle.volume_contracts.missing());
  const auto weeks = decoded(text, "/api/charts/v1/spot/PF_XBTUSD/1w");
  EXPECT_EQ(only<CandleEvent>(weeks)[0].other_interval, "1w");
  EXPECT_EQ(only<CandleEvent>(weeks)[0].price, PriceKind::Index);
  const auto bare = decoded(wire("kraken_futures/nautilus__http_futures_candles_trade.json"));
  EXPECT_EQ(bare[0].symbol, "");
  EXPECT_EQ(only<CandleEvent>(bare)[0].candle.volume_contracts.value(), 319499);
}

TEST(KrakenDecoder, FundingHistory) {
  const auto events = decoded(
      R"({"result":"success","rates":[{"timestamp":"2025-07-11T08:00:00.000Z","relativeFundingRate":0.0001,"fundingRate":5e-05}]})",
      "/derivatives/api/v3/historical-funding-rates?symbol=PF_XBTUSD");
  ASSERT_THAT(kinds(events), ElementsAre("funding"));
  EXPECT_EQ(events[0].symbol, "PF_XBTUSD");
  EXPECT_EQ(events[0].time, utc(2025, 7, 11, 9 * kHour));
  const auto funding = only<FundingEvent>(events)[0];
  EXPECT_EQ(funding.rate.fraction, 0.0001);
  EXPECT_EQ(funding.rate.kind, FundingKind::Settled);
  EXPECT_FALSE(funding.next_time.has_value());
}

TEST(KrakenDecoder, Analytics) {
  const auto path = "/api/charts/v1/analytics/PF_XBTUSD/open-interest?since=1731715200&interval=3600";
  const auto interest = decoded(test::sample("kraken/analytics_open_interest.json"), path);
  ASSERT_THAT(kinds(interest), ElementsAre("open interest", "open interest", "ignored"));
  EXPECT_EQ(interest[0].symbol, "PF_XBTUSD");
  EXPECT_EQ(interest[0].time, timeFromMs(1731718800000));
  EXPECT_EQ(only<OpenInterestEvent>(interest)[1].base.value(), 1868.8);
  // Without a path neither coins nor dollars are known, but the bucket is.
  const auto bare = decoded(test::sample("kraken/analytics_open_interest.json"));
  EXPECT_EQ(bare[0].time, timeFromMs(1731718800000));
  EXPECT_EQ(only<OpenInterestEvent>(bare)[0].contracts.value(), 1861.3);
  const auto funding = decoded(test::sample("kraken/analytics_funding.json"));
  ASSERT_THAT(kinds(funding), ElementsAre("funding", "funding"));
  EXPECT_EQ(funding[1].time, timeFromMs(1731722400000));
  EXPECT_EQ(only<FundingEvent>(funding)[1].rate.fraction, 0.000009);
}

TEST(KrakenDecoder, ListsOfNamesAreIgnored) {
  EXPECT_THAT(kinds(decoded(R"(["mark","spot","trade"])", "/api/charts/v1/")), ElementsAre("ignored"));
}

TEST(KrakenDecoder, RefusalsAreErrors) {
  EXPECT_THAT(test::faults(decoded(R"({"error":["EQuery:Unknown asset pair"]})")),
              ElementsAre("EQuery:Unknown asset pair"));
  EXPECT_THAT(test::faults(decoded(R"({"result":"error","error":"apiLimitExceeded","serverTime":"x"})")),
              ElementsAre("apiLimitExceeded"));
  EXPECT_THAT(test::faults(decoded(R"({"errors":[{"msg":"Unknown symbol","severity":"error"}]})")),
              ElementsAre("Unknown symbol"));
}

TEST(KrakenDecoder, WhatCannotBeUsedIsAnError) {
  for (
      const char* bytes :
      {"",
       "<html>",
       "{",
       "[]",
       "[1,2]",
       "17",
       "null",
       R"("text")",
       "{}",
       R"({"feed":"book","product_id":"PF_X)",
       R"([1,[["NaN","1","1.5","b","l",""]],"trade","XBT/USD"])",
       R"([1,[["1","1","1.5","x","l",""]],"trade","XBT/USD"])",
       R"({"channel":"trade","data":[{"symbol":"BTC/USD","side":"buy","price":"Infinity","qty":1,"timestamp":"2026-01-01T00:00:00Z"}]})",
       R"({"channel":"trade","data":7})",
       R"({"channel":"ohlc","data":[{"symbol":"BTC/USD"}]})",
       R"({"feed":"trade","product_id":"PF_XBTUSD","side":"buy","qty":1,"price":null,"time":1612266317519})",
       R"({"feed":"trade_snapshot","product_id":"PF_XBTUSD"})",
       R"({"candles":[{"time":"x"}]})",
       R"({"rates":[{"timestamp":"yesterday","relativeFundingRate":1}]})",
       R"({"error":[],"result":[]})",
       R"({"channel":"nonsense","data":[]})",
       R"({"event":"nonsense"})",
       R"({"result":{"timestamp":[1731715200],"more":false,"data":[]},"errors":[]})"}) {
    const auto events = decoded(bytes);
    ASSERT_THAT(events, testing::Not(IsEmpty())) << bytes;
    EXPECT_THAT(test::faults(events), testing::Not(IsEmpty())) << bytes;
  }
}

TEST(KrakenDecoder, OneBrokenRowDoesNotTakeTheOthersAlong) {
  const auto events = decoded(
      R"([993,[["1","2","1618678150.5","s","m",""],["broken","2","1618678150.5","s","m",""],["3","2","1618678150.5","b","m",""]],"trade","XMR/USD"])");
  EXPECT_THAT(kinds(events), ElementsAre("trade", "error", "trade"));
}

TEST(KrakenDecoder, OwnMessagesYieldNothing) {
  EXPECT_THAT(krakenDecoder()->decode(
                  {R"({"event":"subscribe","feed":"ticker","product_ids":["PF_XBTUSD"]})", {}, true}),
              IsEmpty());
}

}  // namespace
}  // namespace perpscope::venues
