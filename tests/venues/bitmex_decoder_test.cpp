#include "venues/bitmex/bitmex_decoder.h"

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
  return bitmexDecoder()->decode({bytes, origin, false});
}

// The sample frames one after another, each with what it gave.
std::vector<std::vector<Event>> session() {
  std::istringstream lines(test::sample("bitmex/frames.jsonl"));
  const auto decoder = bitmexDecoder();
  std::vector<std::vector<Event>> all;
  for (std::string line; std::getline(lines, line);) all.push_back(decoder->decode({line, {}, false}));
  return all;
}

TEST(BitmexDecoder, RecordedSession) {
  const auto folder = test::wireFolder();
  PERPSCOPE_NEED_WIRE(folder);
  const auto decoder = bitmexDecoder();
  const auto events =
      test::replayed(*decoder, test::unpacked(folder / "bitmex/cryptofeed__BITMEX.ws.1.0.gz"));
  EXPECT_THAT(test::faults(events), IsEmpty());
  const auto counts = test::counted(events);
  EXPECT_EQ(counts.at("ack"), 30);
  EXPECT_GE(counts.at("quote"), 93);
  EXPECT_GE(counts.at("trade"), 17);
  // Books and the greeting.
  EXPECT_EQ(counts.at("ignored"), 434 + 445 + 10 + 1090 + 1);
}

TEST(BitmexDecoder, RecordedInstruments) {
  const auto folder = test::wireFolder();
  PERPSCOPE_NEED_WIRE(folder);
  const auto decoder = bitmexDecoder();
  const auto events = test::replayed(*decoder, test::unpacked(folder / "bitmex/cryptofeed__BITMEX.0"));
  EXPECT_THAT(test::faults(events), IsEmpty());
  EXPECT_EQ(test::counted(events).at("instrument"), 34);
  const auto open = [&](std::string_view symbol) {
    const auto found = std::ranges::find_if(events, [&](const Event& event) {
      return event.symbol == symbol && test::kindOf(event) == "open interest";
    });
    return std::get<OpenInterestEvent>(found->what);
  };
  EXPECT_EQ(open("XBTUSD").usd.value(), 574264600);
  EXPECT_EQ(open("XBTUSD").base.value(), 17842.68825430);
  EXPECT_EQ(open("XBTUSD").contracts.value(), 574264600);
  // Quanto: contracts are no amount of coins or dollars.
  EXPECT_EQ(open("ETHUSD").contracts.value(), 1403475);
  EXPECT_TRUE(open("ETHUSD").base.missing());
  EXPECT_TRUE(open("ETHUSD").usd.missing());
  EXPECT_TRUE(open("XBTEUR").usd.missing());
  EXPECT_EQ(open("XRPU21").base.value(), 2326060);
}

TEST(BitmexDecoder, RecordedSamples) {
  const auto folder = test::wireFolder();
  PERPSCOPE_NEED_WIRE(folder);
  const auto of = [&](const char* name) { return decoded(test::contents(folder / "bitmex" / name)); };
  EXPECT_THAT(test::faults(of("nautilus__http_error_response.json")),
              ElementsAre("refused: Invalid API Key."));
  EXPECT_THAT(kinds(of("nautilus__http_get_instrument_xbtusd.json")),
              ElementsAre("instrument", "ticker", "mark", "funding", "funding", "open interest"));
  EXPECT_THAT(kinds(of("nautilus__http_get_trade_bins.json")), ElementsAre("candle", "candle", "candle"));
  EXPECT_THAT(kinds(of("nautilus__http_get_trades.json")), ElementsAre("trade", "trade", "trade"));
  EXPECT_THAT(kinds(of("nautilus__ws_funding_rate.json")), ElementsAre("funding"));
  EXPECT_THAT(kinds(of("nautilus__ws_instrument.json")), ElementsAre("ticker", "mark", "open interest"));
  EXPECT_THAT(kinds(of("nautilus__ws_instrument_index_update.json")), ElementsAre("mark"));
  EXPECT_THAT(kinds(of("nautilus__ws_instrument_mark_update.json")), ElementsAre("mark"));
  EXPECT_THAT(kinds(of("nautilus__ws_liquidation.json")), ElementsAre("ignored"));
  EXPECT_THAT(kinds(of("nautilus__ws_quote.json")), ElementsAre("quote"));
  EXPECT_THAT(kinds(of("nautilus__ws_trade.json")), ElementsAre("trade"));
  EXPECT_THAT(kinds(of("nautilus__ws_trade_bin_1m.json")), ElementsAre("candle"));
}

TEST(BitmexDecoder, InstrumentTable) {
  const auto frames = session();
  const auto& full = frames[0];
  ASSERT_THAT(kinds(full),
              ElementsAre("instrument", "ticker", "mark", "funding", "funding", "open interest"));
  EXPECT_EQ(full[0].symbol, "XBTUSD");
  EXPECT_EQ(only<InstrumentEvent>(full)[0].contract_size, 1);
  EXPECT_EQ(only<InstrumentEvent>(full)[0].base, "XBT");
  EXPECT_EQ(only<TickerEvent>(full)[0].bid.value(), 97882.5);
  EXPECT_EQ(only<TickerEvent>(full)[0].volume.value(), 4317.6);
  EXPECT_EQ(only<MarkEvent>(full)[0].index.value(), 97843.77);
  const auto fixed = only<FundingEvent>(full)[0];
  EXPECT_EQ(fixed.rate.fraction, 0.00011);
  EXPECT_EQ(fixed.rate.kind, FundingKind::Predicted);
  EXPECT_EQ(fixed.next_time, utc(2024, 11, 25, 12 * kHour));
  const auto forming = only<FundingEvent>(full)[1];
  EXPECT_EQ(forming.rate.fraction, 0.000125);
  EXPECT_EQ(forming.next_time, utc(2024, 11, 25, 20 * kHour));
  EXPECT_EQ(only<OpenInterestEvent>(full)[0].usd.value(), 411647400);
  EXPECT_EQ(only<OpenInterestEvent>(full)[0].base.value(), 4206.91293378);
}

TEST(BitmexDecoder, UpdatesTellWhatChanged) {
  const auto frames = session();
  ASSERT_THAT(kinds(frames[1]), ElementsAre("mark"));
  EXPECT_EQ(only<MarkEvent>(frames[1])[0].mark.value(), 95125.7);
  EXPECT_TRUE(only<MarkEvent>(frames[1])[0].index.missing());
  EXPECT_EQ(frames[1][0].time, utc(2024, 11, 25, 12 * kHour));
  ASSERT_THAT(kinds(frames[2]), ElementsAre("funding"));
  EXPECT_EQ(only<FundingEvent>(frames[2])[0].next_time, utc(2024, 11, 25, 12 * kHour));
  EXPECT_TRUE(only<FundingEvent>(frames[2])[0].interval_known);
  // The contract is known from before, the value is not in the message.
  ASSERT_THAT(kinds(frames[3]), ElementsAre("open interest"));
  EXPECT_EQ(only<OpenInterestEvent>(frames[3])[0].usd.value(), 411647500);
  EXPECT_TRUE(only<OpenInterestEvent>(frames[3])[0].base.missing());
  EXPECT_THAT(kinds(frames[4]), ElementsAre("ignored"));
}

TEST(BitmexDecoder, OtherTables) {
  const auto frames = session();
  ASSERT_THAT(kinds(frames[5]), ElementsAre("funding"));
  EXPECT_EQ(only<FundingEvent>(frames[5])[0].rate.kind, FundingKind::Settled);
  EXPECT_EQ(frames[5][0].time, utc(2024, 11, 25, 12 * kHour));
  ASSERT_THAT(kinds(frames[6]), ElementsAre("candle"));
  EXPECT_EQ(frames[6][0].time, utc(2024, 11, 25, 11 * kHour));
  const auto bar = only<CandleEvent>(frames[6])[0];
  EXPECT_EQ(bar.interval, Interval::H1);
  EXPECT_EQ(bar.closed, true);
  EXPECT_EQ(bar.candle.volume.value(), 1.520475);
  EXPECT_EQ(bar.candle.volume_contracts.value(), 150000);
  EXPECT_EQ(only<IgnoredEvent>(frames[7])[0].why, "liquidation");
  EXPECT_EQ(only<IgnoredEvent>(frames[8])[0].why, "private channel");
  ASSERT_THAT(kinds(frames[9]), ElementsAre("mark"));
  EXPECT_EQ(only<MarkEvent>(frames[9])[0].index.value(), 97843.77);
  EXPECT_EQ(only<PremiumIndexEvent>(frames[10])[0].value, 0.000061);
}

TEST(BitmexDecoder, LinearContracts) {
  const auto decoder = bitmexDecoder();
  const auto events = decoder->decode({test::sample("bitmex/instruments.json"), {}, false});
  const auto open = only<OpenInterestEvent>(events)[0];
  EXPECT_EQ(open.base.value(), 120000000 * 1e-6);
  EXPECT_EQ(open.usd.value(), 3096084);
  EXPECT_EQ(*only<InstrumentEvent>(events)[1].contract_size, 1e-6);
  EXPECT_FALSE(only<InstrumentEvent>(events)[2].contract_size);
  // Later trades without an amount in coins.
  const auto trade = decoder->decode(
      {R"([{"timestamp":"2023-09-10T15:00:00.000Z","symbol":"XBTUSDT","side":"Sell","size":2000000,"price":25800.5,)"
       R"("tickDirection":"MinusTick"}])",
       {},
       false});
  ASSERT_THAT(kinds(trade), ElementsAre("trade"));
  EXPECT_EQ(only<TradeEvent>(trade)[0].size.value(), 2);
  EXPECT_EQ(only<TradeEvent>(trade)[0].contracts.value(), 2000000);
  EXPECT_EQ(only<TradeEvent>(trade)[0].side, Side::Sell);
}

TEST(BitmexDecoder, BinsAreNamedByPathOrByTheirDistance) {
  const auto bin = [](const std::string& stamps, std::string_view origin) {
    std::string rows;
    for (const auto& stamp : {stamps.substr(0, 8), stamps.substr(9)})
      rows +=
          (rows.empty() ? "" : ",") + (R"({"timestamp":"2024-11-25T)" + stamp +
                                       R"(.000Z","symbol":"XBTUSD","open":1,"high":1,"low":1,"close":1})");
    return decoded("[" + rows + "]", origin);
  };
  const auto by_path =
      bin("10:00:00 10:05:00",
          "https://www.bitmex.com/api/v1/trade/bucketed?symbol=XBTUSD&binSize=1h&partial=true");
  EXPECT_EQ(only<CandleEvent>(by_path)[0].interval, Interval::H1);
  EXPECT_EQ(by_path[0].time, utc(2024, 11, 25, 9 * kHour));
  EXPECT_FALSE(only<CandleEvent>(by_path)[0].closed);
  const auto by_distance = bin("10:00:00 10:05:00", {});
  EXPECT_EQ(only<CandleEvent>(by_distance)[1].interval, Interval::M5);
  EXPECT_EQ(by_distance[1].time, utc(2024, 11, 25, 10 * kHour));
  const auto unknown = bin("10:00:00 10:07:00", {});
  EXPECT_FALSE(only<CandleEvent>(unknown)[0].interval);
  EXPECT_FALSE(unknown[0].time);
}

TEST(BitmexDecoder, ControlMessages) {
  EXPECT_THAT(kinds(decoded("pong")), ElementsAre("heartbeat"));
  EXPECT_THAT(kinds(decoded(R"({"info":"Welcome to the BitMEX Realtime API.","version":"x"})")),
              ElementsAre("ignored"));
  const auto ack = decoded(R"({"success":true,"subscribe":"trade:XBTUSD","request":{}})");
  ASSERT_THAT(kinds(ack), ElementsAre("ack"));
  EXPECT_EQ(ack[0].symbol, "XBTUSD");
  EXPECT_THAT(test::faults(decoded(R"({"status":400,"error":"Unknown table: x","request":{}})")),
              ElementsAre(HasSubstr("Unknown table: x")));
  EXPECT_THAT(bitmexDecoder()->decode({R"({"op":"subscribe","args":["trade:XBTUSD"]})", {}, true}),
              IsEmpty());
}

TEST(BitmexDecoder, WhatCannotBeUsed) {
  for (
      const char* bytes :
      {"", "<html></html>", "7", "null", R"({"table":"trade","action":"insert"})",
       R"({"table":"trade","action":"insert","data":[{"symbol":"XBTUSD"}]})",
       R"({"table":"trade","action":"insert","data":[{"symbol":"XBTUSD","timestamp":"2024-11-25T12:00:00.000Z","side":"Up","size":1,"price":1}]})",
       R"({"table":"funding","action":"insert","data":[{"symbol":"XBTUSD","timestamp":"x"}]})",
       R"({"table":"instrument","action":"update","data":[{"markPrice":1}]})",
       R"({"table":"instrument","action":"update","data":[{"symbol":"XBTUSD","markPrice":"NaN"}]})",
       R"({"table":"orderBookL2","action":"insert","data":[)"})
    EXPECT_THAT(kinds(decoded(bytes)), ElementsAre("error")) << bytes;
}

}  // namespace
}  // namespace perpscope::venues
