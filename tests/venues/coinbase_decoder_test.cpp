// Coinbase's messages to events, frame by frame.
#include <gtest/gtest.h>

#include "venues/coinbase/coinbase.h"
#include "venues/decoded.h"
#include "venues/json.h"

namespace perpscope::venues {
namespace {

// The event's kind, or a failure.
template <class What>
What as(const Event& event) {
  EXPECT_TRUE(std::holds_alternative<What>(event.what)) << test::kindOf(event);
  return std::holds_alternative<What>(event.what) ? std::get<What>(event.what) : What{};
}

std::vector<Event> decoded(std::string_view bytes, std::string_view origin = {}) {
  return coinbase().decoder()->decode({bytes, origin, false});
}

std::vector<Event> decodedSample(const std::string& name, std::size_t line = 0,
                                 std::string_view origin = {}) {
  std::istringstream lines(test::sample("coinbase/" + name));
  std::string text;
  for (std::size_t i = 0; i <= line; ++i) std::getline(lines, text);
  return decoded(text, origin);
}

TEST(CoinbaseDecoder, ExchangeNamesItsSubscriptions) {
  const auto events = decodedSample("exchange_frames.jsonl", 0);
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(as<AckEvent>(events[0]).what, "ticker BTC-USD, matches BTC-USD ETH-USD, heartbeat BTC-USD");
}

// The maker's side is on the wire: "sell" is an aggressive buy.
TEST(CoinbaseDecoder, ExchangeMatchesTellTheMaker) {
  const auto first = decodedSample("exchange_frames.jsonl", 1);
  ASSERT_EQ(first.size(), 1U);
  EXPECT_EQ(first[0].symbol, "BTC-USD");
  EXPECT_EQ(first[0].time, utc(2026, 4, 17, 16 * kHour + 43 * kMinute + Milliseconds{30'244}));
  EXPECT_EQ(as<TradeEvent>(first[0]).side, Side::Buy);
  EXPECT_EQ(as<TradeEvent>(first[0]).price, Price{64777.5});
  EXPECT_EQ(as<TradeEvent>(first[0]).size, BaseQuantity{0.04});
  EXPECT_EQ(as<TradeEvent>(decodedSample("exchange_frames.jsonl", 2)[0]).side, Side::Sell);
}

TEST(CoinbaseDecoder, ExchangeTicker) {
  const auto events = decodedSample("exchange_frames.jsonl", 3);
  ASSERT_EQ(events.size(), 1U);
  const auto ticker = as<TickerEvent>(events[0]);
  EXPECT_EQ(ticker.last, Price{64776.01});
  EXPECT_EQ(ticker.bid, Price{64776.00});
  EXPECT_EQ(ticker.ask, Price{64776.01});
  EXPECT_EQ(ticker.volume, BaseQuantity{5374.93342584});
}

TEST(CoinbaseDecoder, ExchangeHeartbeatBooksStatusAndErrors) {
  as<HeartbeatEvent>(decodedSample("exchange_frames.jsonl", 4)[0]);
  for (const std::size_t line : {5U, 6U, 7U}) {
    const auto events = decodedSample("exchange_frames.jsonl", line);
    ASSERT_EQ(events.size(), 1U);
    EXPECT_EQ(as<IgnoredEvent>(events[0]).why, "order book");
    EXPECT_EQ(events[0].symbol, "BTC-USD");
  }
  const auto product = as<InstrumentEvent>(decodedSample("exchange_frames.jsonl", 8)[0]);
  EXPECT_EQ(product.base, "BTC");
  EXPECT_EQ(product.quote, "USD");
  EXPECT_EQ(as<ErrorEvent>(decodedSample("exchange_frames.jsonl", 9)[0]).why,
            "Failed to subscribe: level2, level3, and full channels now require authentication.");
}

TEST(CoinbaseDecoder, ExchangeCandlesNameSymbolAndIntervalInThePath) {
  const auto events =
      decodedSample("exchange_candles.json", 0,
                    "https://api.exchange.coinbase.com/products/BTC-USD/candles?granularity=3600");
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(events[0].symbol, "BTC-USD");
  const auto candle = as<CandleEvent>(events[0]);
  EXPECT_EQ(candle.interval, Interval::H1);
  EXPECT_EQ(candle.candle.low, Price{66055.14});
  EXPECT_EQ(candle.candle.open, Price{66312.4});
  EXPECT_EQ(events[0].time, utc(2024, 4, 4, kHour));
  const auto bare = decodedSample("exchange_candles.json");
  EXPECT_EQ(bare[0].symbol, "");
  EXPECT_FALSE(as<CandleEvent>(bare[0]).interval.has_value());
  const auto odd = decodedSample("exchange_candles.json", 0, "/products/BTC-USD/candles?granularity=21600");
  EXPECT_EQ(as<CandleEvent>(odd[0]).other_interval, "6h");
}

TEST(CoinbaseDecoder, ExchangeRestBodies) {
  const auto products = decodedSample("exchange_rest.jsonl", 0);
  ASSERT_EQ(products.size(), 2U);
  EXPECT_EQ(products[1].symbol, "ETH-USD");
  const auto ticker = decodedSample("exchange_rest.jsonl", 1, "/products/BTC-USD/ticker");
  EXPECT_EQ(ticker[0].symbol, "BTC-USD");
  EXPECT_EQ(as<TickerEvent>(ticker[0]).bid, Price{64776.00});
  EXPECT_EQ(as<TickerEvent>(decodedSample("exchange_rest.jsonl", 2)[0]).last, Price{64776.01});
  const auto trades = decodedSample("exchange_rest.jsonl", 3, "/products/BTC-USD/trades");
  ASSERT_EQ(trades.size(), 2U);
  EXPECT_EQ(trades[0].symbol, "BTC-USD");
  EXPECT_EQ(as<TradeEvent>(trades[0]).side, Side::Buy);
  EXPECT_EQ(as<TradeEvent>(trades[1]).side, Side::Sell);
  EXPECT_EQ(as<IgnoredEvent>(decodedSample("exchange_rest.jsonl", 4)[0]).why, "server time");
  EXPECT_EQ(as<ErrorEvent>(decodedSample("exchange_rest.jsonl", 5)[0]).why, "NotFound");
  EXPECT_EQ(as<ErrorEvent>(decodedSample("exchange_rest.jsonl", 7)[0]).why, "Not Found");
}

TEST(CoinbaseDecoder, IntxRisk) {
  as<AckEvent>(decodedSample("intx_frames.jsonl", 0)[0]);
  const auto events = decodedSample("intx_frames.jsonl", 1);
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(events[0].symbol, "BTC-PERP");
  EXPECT_EQ(as<MarkEvent>(events[0]).mark, Price{64392.7});
  EXPECT_EQ(as<MarkEvent>(events[0]).index, Price{64390.2});
  EXPECT_EQ(as<OpenInterestEvent>(events[1]).base, BaseQuantity{766.5});
}

TEST(CoinbaseDecoder, IntxFundingIsPredictedUntilItIsFinal) {
  const auto forming = decodedSample("intx_frames.jsonl", 2);
  ASSERT_EQ(forming.size(), 1U);
  EXPECT_EQ(as<FundingEvent>(forming[0]).rate.kind, FundingKind::Predicted);
  EXPECT_EQ(as<FundingEvent>(forming[0]).next_time, utc(2026, 5, 10, 15 * kHour));
  EXPECT_EQ(as<FundingEvent>(forming[0]).rate.interval, std::chrono::hours{1});
  const auto settled = decodedSample("intx_frames.jsonl", 3);
  EXPECT_EQ(as<FundingEvent>(settled[0]).rate.kind, FundingKind::Settled);
  EXPECT_EQ(as<FundingEvent>(settled[0]).rate.fraction, 0.000012);
  EXPECT_EQ(settled[0].time, utc(2026, 5, 10, 15 * kHour));
}

TEST(CoinbaseDecoder, IntxTradesQuotesCandles) {
  EXPECT_EQ(as<TradeEvent>(decodedSample("intx_frames.jsonl", 4)[0]).side, Side::Buy);  // the taker's, here
  EXPECT_EQ(as<QuoteEvent>(decodedSample("intx_frames.jsonl", 5)[0]).ask, Price{64395.2});
  const auto candle = decodedSample("intx_frames.jsonl", 6);
  EXPECT_EQ(candle[0].symbol, "BTC-PERP");
  EXPECT_EQ(as<CandleEvent>(candle[0]).interval, Interval::M1);
  EXPECT_EQ(candle[0].time, utc(2026, 5, 10, 14 * kHour + 58 * kMinute));
  EXPECT_EQ(as<InstrumentEvent>(decodedSample("intx_frames.jsonl", 7)[0]).contract_size, 1.0);
  EXPECT_EQ(as<IgnoredEvent>(decodedSample("intx_frames.jsonl", 8)[0]).why, "order book");
}

TEST(CoinbaseDecoder, IntxRestBodies) {
  const auto candles =
      decodedSample("intx_candles.json", 0, "/api/v1/instruments/BTC-PERP/candles?granularity=ONE_HOUR");
  ASSERT_EQ(candles.size(), 2U);
  EXPECT_EQ(candles[0].symbol, "BTC-PERP");
  EXPECT_EQ(as<CandleEvent>(candles[0]).interval, Interval::H1);
  const auto funding = decodedSample("intx_funding.json", 0, "/api/v1/instruments/BTC-PERP/funding");
  ASSERT_EQ(funding.size(), 2U);
  EXPECT_EQ(funding[1].time, utc(2026, 1, 1));
  EXPECT_EQ(as<FundingEvent>(funding[0]).rate.fraction, -0.000004);
}

TEST(CoinbaseDecoder, IntxInstrumentSaysMuch) {
  const auto events = decodedSample("intx_instrument.json");
  ASSERT_EQ(events.size(), 5U);
  EXPECT_EQ(as<InstrumentEvent>(events[0]).quote, "USDC");
  EXPECT_EQ(as<OpenInterestEvent>(events[1]).base, BaseQuantity{899.6503});
  EXPECT_EQ(as<TickerEvent>(events[2]).last, Price{97908.8});
  EXPECT_TRUE(as<TickerEvent>(events[2]).ask.missing());
  EXPECT_EQ(as<MarkEvent>(events[3]).index, Price{97743.1});
  EXPECT_EQ(as<FundingEvent>(events[4]).rate.fraction, -0.000044);
  EXPECT_EQ(as<FundingEvent>(events[4]).next_time, utc(2026, 2, 5, 7 * kHour));
  for (const auto& event : events) EXPECT_EQ(event.symbol, "BTC-PERP");
}

TEST(CoinbaseDecoder, AdvancedTradeFrames) {
  const auto candles = decoded(
      R"({"channel":"candles","timestamp":"2026-04-07T14:30:05.1Z","sequence_num":3,"events":[{"type":"update",)"
      R"("candles":[{"start":"1775521800","high":"68950","low":"68850","open":"68900","close":"68920.5",)"
      R"("volume":"42.15","product_id":"BTC-USD"}]}]})");
  ASSERT_EQ(candles.size(), 1U);
  EXPECT_EQ(as<CandleEvent>(candles[0]).interval, Interval::M5);
  EXPECT_EQ(candles[0].time, timeFromMs(1775521800000));
  const auto trades = decoded(
      R"({"channel":"market_trades","events":[{"type":"update","trades":[{"product_id":"BTC-USD","price":"1",)"
      R"("size":"2","side":"BUY","time":"2026-04-07T14:30:02.789012345Z"}]}]})");
  EXPECT_EQ(as<TradeEvent>(trades[0]).side, Side::Sell);
  EXPECT_EQ(trades[0].time, utc(2026, 4, 7, 14 * kHour + 30 * kMinute + Milliseconds{2'789}));
  const auto book = decoded(R"({"channel":"l2_data","events":[{"product_id":"BTC-USD","updates":[]}]})");
  EXPECT_EQ(as<IgnoredEvent>(book[0]).why, "order book");
  EXPECT_EQ(book[0].symbol, "BTC-USD");
}

// A book that is cut off is no book.
TEST(CoinbaseDecoder, SaysWhatItCannotUse) {
  for (
      const char* bytes :
      {"", "garbage", "<html></html>", R"({"channel":"l2_data","events":[{"product_id":"BTC-USD")",
       R"({"type":"match","side":"sell","size":"1","price":"NaN","product_id":"X","time":"2026-04-07T14:30:02Z"})",
       R"({"type":"match","side":"up","size":"1","price":"2","product_id":"X","time":"2026-04-07T14:30:02Z"})",
       R"({"type":"ticker","product_id":"BTC-USD"})", R"({"type":"nonsense"})",
       R"({"channel":"nonsense","events":[1]})", R"({"channel":"NONSENSE"})", "[[1712192400,1,2]]", "[3]",
       "3", "{}", R"({"error":"permission denied"})", R"({"results":[{"event_time":"now"}]})"}) {
    const auto events = decoded(bytes);
    ASSERT_EQ(events.size(), 1U) << bytes;
    EXPECT_FALSE(as<ErrorEvent>(events[0]).why.empty()) << bytes;
  }
}

TEST(CoinbaseDecoder, EmptyMessagesDoNotVanish) {
  for (const char* bytes : {"[]", R"({"channel":"candles","events":[]})", R"({"aggregations":[]})",
                            R"({"channel":"ticker","events":[{"type":"update","tickers":[]}]})"}) {
    const auto events = decoded(bytes);
    ASSERT_EQ(events.size(), 1U) << bytes;
    as<IgnoredEvent>(events[0]);
  }
  EXPECT_TRUE(coinbase().decoder()->decode({R"({"type":"subscribe"})", {}, true}).empty());
}

// What the recorder's lines hold: {"t": "recv", "data": "…"}.
std::vector<Event> replayedLines(const std::string& recording) {
  const auto decoder = coinbase().decoder();
  std::vector<Event> all;
  std::istringstream lines(recording);
  for (std::string line; std::getline(lines, line);) {
    const auto entry = parseJson(line);
    const auto data = entry ? text(member(*entry, "data")) : std::string_view{};
    if (data.empty()) continue;
    const bool sent = text(member(*entry, "t")) == "send";
    const auto events = decoder->decode({data, text(member(*entry, "url")), sent});
    EXPECT_EQ(events.empty(), sent) << line.substr(0, 200);
    all.insert(all.end(), events.begin(), events.end());
  }
  return all;
}

TEST(CoinbaseDecoder, RecordedSession) {
  const auto folder = test::wireFolder();
  PERPSCOPE_NEED_WIRE(folder);
  const auto events = replayedLines(
      test::unpacked(folder / "coinbase" / "cryptofeed__COINBASE_advanced_2026-08-09.jsonl.gz"));
  EXPECT_EQ(test::faults(events), std::vector<std::string>{});
  auto counts = test::counted(events);
  EXPECT_EQ(counts["ignored"], 775);  // one for each frame of the book
  EXPECT_EQ(counts["instrument"], 920);
  EXPECT_EQ(counts["ticker"], 920 + 160);
  EXPECT_EQ(counts["heartbeat"], 25);
  EXPECT_EQ(counts["ack"], 5);
  EXPECT_GT(counts["trade"], 100);
  EXPECT_GT(counts["candle"], 200);
}

TEST(CoinbaseDecoder, RecordedBodies) {
  const auto folder = test::wireFolder();
  PERPSCOPE_NEED_WIRE(folder);
  for (const auto& entry : std::filesystem::directory_iterator(folder / "coinbase")) {
    if (entry.path().extension() != ".json") continue;
    const auto events = decoded(test::contents(entry.path()));
    EXPECT_FALSE(events.empty());
    EXPECT_EQ(test::faults(events), std::vector<std::string>{}) << entry.path();
  }
}

TEST(CoinbaseDecoder, RecordedFutures) {
  const auto folder = test::wireFolder();
  PERPSCOPE_NEED_WIRE(folder);
  const auto events = decoded(test::contents(folder / "coinbase" / "nautilus__http_products_future.json"));
  ASSERT_GE(events.size(), 4U);
  EXPECT_EQ(events[0].symbol, "BIP-20DEC30-CDE");
  EXPECT_EQ(as<InstrumentEvent>(events[0]).base, "BTC");
  EXPECT_EQ(as<InstrumentEvent>(events[0]).contract_size, 0.01);
  EXPECT_EQ(as<TickerEvent>(events[1]).volume, BaseQuantity{678476 * 0.01});
  EXPECT_EQ(as<OpenInterestEvent>(events[2]).base, BaseQuantity{183283 * 0.01});
  EXPECT_EQ(as<FundingEvent>(events[3]).rate.fraction, 0.000013);
  EXPECT_EQ(events[3].time, utc(2026, 4, 7));
}

}  // namespace
}  // namespace perpscope::venues
