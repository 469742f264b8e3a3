#include "venues/binance/binance_decoder.h"

#include <array>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include "venues/recording.h"
#include "wire.h"

namespace perpscope::venues {
namespace {

std::vector<Event> decoded(std::string_view bytes, std::string_view origin = {}) {
  return binanceDecoder()->decode({bytes, origin, false});
}

Event onlyOne(std::string_view bytes, std::string_view origin = {}) {
  auto events = decoded(bytes, origin);
  EXPECT_EQ(events.size(), 1) << bytes;
  return events.empty() ? Event{} : std::move(events.front());
}

template <class What>
What as(const Event& event) {
  const auto* what = std::get_if<What>(&event.what);
  EXPECT_NE(what, nullptr) << "event number " << event.what.index();
  return what == nullptr ? What{} : *what;
}

std::string ignoredWhy(std::string_view bytes, std::string_view origin = {}) {
  return as<IgnoredEvent>(onlyOne(bytes, origin)).why;
}

std::string errorWhy(std::string_view bytes, std::string_view origin = {}) {
  return as<ErrorEvent>(onlyOne(bytes, origin)).why;
}

constexpr std::string_view kKline =
    R"({"stream":"ctkusdt@kline_1m","data":{"e":"kline","E":1626992741424,"s":"CTKUSDT","k":{"t":1626992700000,"T":1626992759999,"s":"CTKUSDT","i":"1m","f":1,"L":2,"o":"1.01000","c":"1.01100","h":"1.01200","l":"1.00900","v":"3917","n":48,"x":true,"q":"3957.899","V":"1729","Q":"1748.019","B":"0"}}})";
constexpr std::string_view kCoinKline =
    R"({"e":"kline","E":1626916405054,"s":"ETHUSD_210924","k":{"t":1626916380000,"T":1626916439999,"s":"ETHUSD_210924","i":"6h","o":"1992.70","c":"1992.17","h":"1993.71","l":"1992.17","v":"1893","n":41,"x":false,"q":"9.49653573","V":"1","Q":"1","B":"0"}})";

TEST(BinanceDecoder, Klines) {
  const auto event = onlyOne(kKline);
  EXPECT_EQ(event.symbol, "CTKUSDT");
  EXPECT_EQ(event.time, timeFromMs(1626992700000));
  const auto bar = as<CandleEvent>(event);
  EXPECT_EQ(bar.interval, Interval::M1);
  EXPECT_EQ(bar.price, PriceKind::Trade);
  EXPECT_EQ(bar.closed, true);
  EXPECT_EQ(bar.candle.time, timeFromMs(1626992700000));
  EXPECT_EQ(bar.candle.open.value(), 1.01);
  EXPECT_EQ(bar.candle.high.value(), 1.012);
  EXPECT_EQ(bar.candle.low.value(), 1.009);
  EXPECT_EQ(bar.candle.close.value(), 1.011);
  EXPECT_EQ(bar.candle.volume.value(), 3917);
  EXPECT_EQ(bar.candle.volume_quote.value(), 3957.899);
}

TEST(BinanceDecoder, CoinMarginedKlinesCountContractsAndBase) {
  const auto bar = as<CandleEvent>(onlyOne(kCoinKline));
  EXPECT_FALSE(bar.interval);
  EXPECT_EQ(bar.other_interval, "6h");
  EXPECT_EQ(bar.closed, false);
  EXPECT_EQ(bar.candle.volume_contracts.value(), 1893);
  EXPECT_EQ(bar.candle.volume.value(), 9.49653573);
  EXPECT_TRUE(bar.candle.volume_quote.missing());
}

TEST(BinanceDecoder, BarsOfOtherPricesAndContracts) {
  const auto continuous = onlyOne(
      R"({"e":"continuous_kline","E":1,"ps":"BTCUSDT","ct":"PERPETUAL","k":{"t":60000,"i":"1m","o":"1","c":"2","h":"3","l":"0.5","v":"7","x":false,"q":"9"}})");
  EXPECT_EQ(continuous.symbol, "BTCUSDT");
  EXPECT_EQ(as<CandleEvent>(continuous).candle.volume.value(), 7);
  const auto mark = onlyOne(
      R"({"e":"markPrice_kline","E":1,"ps":"BTCUSD","k":{"t":60000,"s":"BTCUSD_PERP","i":"1h","o":"1","c":"2","h":"3","l":"0.5","v":"0","x":false,"q":"0"}})");
  EXPECT_EQ(mark.symbol, "BTCUSD_PERP");
  EXPECT_EQ(as<CandleEvent>(mark).price, PriceKind::Mark);
  EXPECT_TRUE(as<CandleEvent>(mark).candle.volume.missing());
  EXPECT_TRUE(as<CandleEvent>(mark).candle.volume_contracts.missing());
}

TEST(BinanceDecoder, TheTakersSideOfTrades) {
  const auto sell = onlyOne(
      R"({"stream":"btcusdt@aggTrade","data":{"e":"aggTrade","E":5,"a":1,"s":"BTCUSDT","p":"27000.5","q":"0.25","f":1,"l":1,"T":1626992741421,"m":true}})");
  EXPECT_EQ(sell.symbol, "BTCUSDT");
  EXPECT_EQ(sell.time, timeFromMs(1626992741421));
  EXPECT_EQ(as<TradeEvent>(sell).side, Side::Sell);
  EXPECT_EQ(as<TradeEvent>(sell).price.value(), 27000.5);
  EXPECT_EQ(as<TradeEvent>(sell).size.value(), 0.25);
  EXPECT_TRUE(as<TradeEvent>(sell).contracts.missing());
  const auto buy =
      onlyOne(R"({"e":"trade","E":5,"s":"BTCUSDT","t":9,"p":"1","q":"2","T":7,"m":false,"M":true})");
  EXPECT_EQ(as<TradeEvent>(buy).side, Side::Buy);
}

TEST(BinanceDecoder, ContractSizesComeFromTheListOfInstruments) {
  constexpr std::string_view kTrade =
      R"({"e":"aggTrade","E":5,"a":1,"s":"BTCUSD_PERP","p":"25000","q":"50","f":1,"l":1,"T":7,"m":false})";
  constexpr std::string_view kList =
      R"({"timezone":"UTC","symbols":[{"symbol":"BTCUSD_PERP","pair":"BTCUSD","contractType":"PERPETUAL","onboardDate":1597042800000,"contractSize":100,"baseAsset":"BTC","quoteAsset":"USD"}]})";
  const auto decoder = binanceDecoder();
  auto trade = as<TradeEvent>(decoder->decode({kTrade, {}, false}).front());
  EXPECT_EQ(trade.contracts.value(), 50);
  EXPECT_TRUE(trade.size.missing());
  const auto listed = decoder->decode({kList, "https://dapi.binance.com/dapi/v1/exchangeInfo", false});
  ASSERT_EQ(listed.size(), 1);
  EXPECT_EQ(listed[0].symbol, "BTCUSD_PERP");
  EXPECT_EQ(as<InstrumentEvent>(listed[0]).base, "BTC");
  EXPECT_EQ(as<InstrumentEvent>(listed[0]).quote, "USD");
  EXPECT_EQ(as<InstrumentEvent>(listed[0]).contract_size, 100);
  EXPECT_EQ(as<InstrumentEvent>(listed[0]).listed, timeFromMs(1597042800000));
  trade = as<TradeEvent>(decoder->decode({kTrade, {}, false}).front());
  EXPECT_EQ(trade.size.value(), 0.2);
  const auto interest = as<OpenInterestEvent>(
      decoder
          ->decode(
              {R"({"symbol":"BTCUSD_PERP","pair":"BTCUSD","openInterest":"15004","contractType":"PERPETUAL","time":9})",
               {},
               false})
          .front());
  EXPECT_EQ(interest.contracts.value(), 15004);
  EXPECT_EQ(interest.usd.value(), 1500400);
  EXPECT_TRUE(interest.base.missing());
}

TEST(BinanceDecoder, QuotesWithAndWithoutKindAndTime) {
  const auto spot = onlyOne(
      R"({"stream":"nknusdt@bookTicker","data":{"u":4,"s":"NKNUSDT","b":"0.3521","B":"672","a":"0.3526","A":"3199"}})");
  EXPECT_EQ(spot.symbol, "NKNUSDT");
  EXPECT_FALSE(spot.time);
  EXPECT_EQ(as<QuoteEvent>(spot).bid.value(), 0.3521);
  EXPECT_EQ(as<QuoteEvent>(spot).ask.value(), 0.3526);
  const auto futures = onlyOne(
      R"({"e":"bookTicker","u":1,"s":"SUSHIUSDT","b":"7.611","B":"2","a":"7.612","A":"297","T":1626992741012,"E":1626992741017})");
  EXPECT_EQ(futures.time, timeFromMs(1626992741012));
  const auto rest = onlyOne(
      R"({"symbol":"BTCUSDT","bidPrice":"4","bidQty":"1","askPrice":"5","askQty":"2","time":1589437530011})");
  EXPECT_EQ(rest.symbol, "BTCUSDT");
  EXPECT_EQ(as<QuoteEvent>(rest).ask.value(), 5);
}

TEST(BinanceDecoder, MarkPriceCarriesFundingAsItForms) {
  const auto events = decoded(
      R"({"e":"markPriceUpdate","E":1562305380000,"s":"BTCUSDT","p":"11794.15","i":"11784.62659091","P":"11784.25641265","r":"0.00038167","T":1562306400000,"st":1})");
  ASSERT_EQ(events.size(), 2);
  EXPECT_EQ(as<MarkEvent>(events[0]).mark.value(), 11794.15);
  EXPECT_EQ(as<MarkEvent>(events[0]).index.value(), 11784.62659091);
  EXPECT_EQ(events[1].time, timeFromMs(1562305380000));
  const auto funding = as<FundingEvent>(events[1]);
  EXPECT_EQ(funding.rate.fraction, 0.00038167);
  EXPECT_EQ(funding.rate.kind, FundingKind::Predicted);
  EXPECT_EQ(funding.next_time, timeFromMs(1562306400000));
  EXPECT_EQ(funding.rate.interval, std::chrono::hours{8});
  EXPECT_FALSE(funding.interval_known);
  // A contract with a delivery date pays none.
  const auto delivery = decoded(
      R"({"e":"markPriceUpdate","E":1,"s":"BTCUSD_210924","p":"11794.15","P":"11784.25","r":"","T":0})");
  ASSERT_EQ(delivery.size(), 1);
  EXPECT_TRUE(as<MarkEvent>(delivery[0]).index.missing());
}

TEST(BinanceDecoder, AllMarketStreamsGiveAnEventForEachSymbol) {
  const auto events = decoded(
      R"({"stream":"!markPrice@arr","data":[{"e":"markPriceUpdate","E":1,"s":"A","p":"1","i":"2","r":"0.1","T":5},{"e":"markPriceUpdate","E":1,"s":"B","p":"3","i":"4","r":"0.2","T":5}]})");
  ASSERT_EQ(events.size(), 4);
  EXPECT_EQ(events[0].symbol, "A");
  EXPECT_EQ(events[2].symbol, "B");
  EXPECT_EQ(as<FundingEvent>(events[3]).rate.fraction, 0.2);
}

TEST(BinanceDecoder, PremiumIndexByRest) {
  const auto events = decoded(
      R"([{"symbol":"BTCUSDT","markPrice":"11793.5","indexPrice":"11781.8","estimatedSettlePrice":"1","lastFundingRate":"0.0003","nextFundingTime":1597392000000,"interestRate":"0.0001","time":1597370495002},{"symbol":"BTCUSDT_210924","markPrice":"12000","indexPrice":"11781.8","estimatedSettlePrice":"1","lastFundingRate":"","nextFundingTime":0,"time":1597370495002}])",
      "https://fapi.binance.com/fapi/v1/premiumIndex");
  ASSERT_EQ(events.size(), 3);
  EXPECT_EQ(as<MarkEvent>(events[0]).mark.value(), 11793.5);
  EXPECT_EQ(as<FundingEvent>(events[1]).rate.fraction, 0.0003);
  EXPECT_EQ(as<FundingEvent>(events[1]).next_time, timeFromMs(1597392000000));
  EXPECT_EQ(events[1].time, timeFromMs(1597370495002));
  EXPECT_EQ(events[2].symbol, "BTCUSDT_210924");
}

TEST(BinanceDecoder, SettledFundingHasTheIntervalOfItsGaps) {
  const auto decoder = binanceDecoder();
  const auto events = decoder->decode(
      {R"([{"symbol":"XUSDT","fundingTime":1698768000009,"fundingRate":"0.0001","markPrice":""},{"symbol":"XUSDT","fundingTime":1698782400000,"fundingRate":"-0.0002","markPrice":"1"}])",
       {},
       false});
  ASSERT_EQ(events.size(), 2);
  EXPECT_EQ(events[0].time, timeFromMs(1698768000000));
  const auto second = as<FundingEvent>(events[1]);
  EXPECT_EQ(second.rate.fraction, -0.0002);
  EXPECT_EQ(second.rate.kind, FundingKind::Settled);
  EXPECT_EQ(second.rate.interval, std::chrono::hours{4});
  EXPECT_TRUE(second.interval_known);
  EXPECT_FALSE(second.next_time);
  // What was learned holds for what forms.
  const auto forming = decoder->decode(
      {R"({"e":"markPriceUpdate","E":1,"s":"XUSDT","p":"1","i":"2","r":"0.1","T":5})", {}, false});
  EXPECT_EQ(as<FundingEvent>(forming.at(1)).rate.interval, std::chrono::hours{4});
  EXPECT_TRUE(as<FundingEvent>(forming.at(1)).interval_known);
  const auto alone =
      as<FundingEvent>(onlyOne(R"([{"symbol":"YUSDT","fundingTime":1698768000000,"fundingRate":"0.0001"}])"));
  EXPECT_EQ(alone.rate.interval, std::chrono::hours{8});
  EXPECT_FALSE(alone.interval_known);
}

TEST(BinanceDecoder, FundingInfoTeachesTheInterval) {
  const auto decoder = binanceDecoder();
  EXPECT_EQ(
      decoder
          ->decode({R"([{"symbol":"BLZUSDT","adjustedFundingRateCap":"0.025","fundingIntervalHours":1}])",
                    {},
                    false})
          .size(),
      1);
  const auto events = decoder->decode(
      {R"({"e":"markPriceUpdate","E":1,"s":"BLZUSDT","p":"1","i":"2","r":"0.1","T":5})", {}, false});
  EXPECT_EQ(as<FundingEvent>(events.at(1)).rate.interval, std::chrono::hours{1});
}

TEST(BinanceDecoder, OpenInterestInTheUnitsOfItsMarket) {
  const auto now = onlyOne(R"({"openInterest":"10659.509","symbol":"BTCUSDT","time":1589437530011})");
  EXPECT_EQ(as<OpenInterestEvent>(now).base.value(), 10659.509);
  EXPECT_EQ(now.time, timeFromMs(1589437530011));
  const auto linear = onlyOne(
      R"([{"symbol":"BTCUSDT","sumOpenInterest":"20403.637","sumOpenInterestValue":"150570784.5","timestamp":"1583127900000"}])");
  EXPECT_EQ(linear.time, timeFromMs(1583127900000));
  EXPECT_EQ(as<OpenInterestEvent>(linear).base.value(), 20403.637);
  EXPECT_EQ(as<OpenInterestEvent>(linear).usd.value(), 150570784.5);
  const auto inverse = onlyOne(
      R"([{"pair":"BTCUSD","contractType":"PERPETUAL","sumOpenInterest":"20403","sumOpenInterestValue":"176.5","timestamp":1591261042378}])",
      "/futures/data/openInterestHist?pair=BTCUSD&period=1h");
  EXPECT_EQ(inverse.symbol, "BTCUSD");
  EXPECT_EQ(as<OpenInterestEvent>(inverse).contracts.value(), 20403);
  EXPECT_EQ(as<OpenInterestEvent>(inverse).base.value(), 176.5);
}

TEST(BinanceDecoder, KlinesByRestTakeSymbolIntervalAndPriceFromThePath) {
  constexpr std::string_view kRow =
      R"([[1591256400000,"9653.69","9653.7","9651.3","9651.5","12.5",1591256459999,"99",60,"1","2","0"]])";
  const auto trades =
      onlyOne(kRow, "https://fapi.binance.com/fapi/v1/klines?symbol=BTCUSDT&interval=1h&limit=5");
  EXPECT_EQ(trades.symbol, "BTCUSDT");
  EXPECT_EQ(as<CandleEvent>(trades).interval, Interval::H1);
  EXPECT_EQ(as<CandleEvent>(trades).candle.volume.value(), 12.5);
  EXPECT_FALSE(as<CandleEvent>(trades).closed);
  const auto coin = as<CandleEvent>(onlyOne(kRow, "/dapi/v1/klines?symbol=BTCUSD_PERP&interval=1M"));
  EXPECT_EQ(coin.interval, Interval::Mo1);
  EXPECT_EQ(coin.candle.volume_contracts.value(), 12.5);
  EXPECT_EQ(coin.candle.volume.value(), 99);
  const auto mark = as<CandleEvent>(onlyOne(kRow, "/fapi/v1/markPriceKlines?symbol=BTCUSDT&interval=1m"));
  EXPECT_EQ(mark.price, PriceKind::Mark);
  EXPECT_TRUE(mark.candle.volume.missing());
  EXPECT_EQ(onlyOne(kRow, "/fapi/v1/indexPriceKlines?pair=BTCUSDT&interval=1m").symbol, "BTCUSDT");
  EXPECT_EQ(as<CandleEvent>(onlyOne(kRow, "/fapi/v1/indexPriceKlines")).price, PriceKind::Index);
  EXPECT_EQ(as<CandleEvent>(onlyOne(kRow, "/fapi/v1/premiumIndexKlines")).price, PriceKind::PremiumIndex);
  EXPECT_EQ(as<CandleEvent>(onlyOne(kRow)).price, PriceKind::Trade);
}

TEST(BinanceDecoder, StampsInMicroseconds) {
  EXPECT_EQ(onlyOne(R"({"e":"trade","E":1,"s":"A","p":"1","q":"2","T":1698768000123456,"m":false})").time,
            timeFromMs(1698768000123));
  EXPECT_EQ(onlyOne(R"([[1591256400000000,"1","1","1","1","1",1,"1",1,"1","1","0"]])").time,
            timeFromMs(1591256400000));
}

TEST(BinanceDecoder, Tickers) {
  const auto stream = as<TickerEvent>(onlyOne(
      R"({"e":"24hrTicker","E":1672515782136,"s":"BTCUSDT","c":"16584.6","b":"16584.5","a":"16584.7","v":"122474.816","q":"2036102085.6"})"));
  EXPECT_EQ(stream.last.value(), 16584.6);
  EXPECT_EQ(stream.bid.value(), 16584.5);
  EXPECT_EQ(stream.ask.value(), 16584.7);
  EXPECT_EQ(stream.volume.value(), 122474.816);
  const auto coin = as<TickerEvent>(
      onlyOne(R"({"e":"24hrMiniTicker","E":1,"s":"BTCUSD_PERP","c":"5","v":"100","q":"0.5"})"));
  EXPECT_EQ(coin.volume.value(), 0.5);
  EXPECT_EQ(coin.volume_contracts.value(), 100);
  const auto day = onlyOne(
      R"([{"symbol":"BTCUSD_PERP","pair":"BTCUSD","lastPrice":"9650.1","volume":"12","baseVolume":"0.3","closeTime":1591261042378}])");
  EXPECT_EQ(as<TickerEvent>(day).volume.value(), 0.3);
  EXPECT_EQ(as<TickerEvent>(day).volume_contracts.value(), 12);
  EXPECT_EQ(day.time, timeFromMs(1591261042378));
  EXPECT_EQ(as<TickerEvent>(onlyOne(R"({"symbol":"LTCBTC","price":"4.000002"})")).last.value(), 4.000002);
}

TEST(BinanceDecoder, AcknowledgementsNameWhatWasAskedFor) {
  const auto decoder = binanceDecoder();
  EXPECT_TRUE(
      decoder->decode({R"({"method":"SUBSCRIBE","params":["a@trade","b@trade"],"id":7})", {}, true}).empty());
  const auto events = decoder->decode({R"({"result":null,"id":7})", {}, false});
  ASSERT_EQ(events.size(), 1);
  EXPECT_EQ(as<AckEvent>(events[0]).what, "a@trade,b@trade");
  EXPECT_EQ(as<AckEvent>(onlyOne(R"({"result":null,"id":8})")).what, "");
  EXPECT_TRUE(decoder->decode({"no json", {}, true}).empty());
}

TEST(BinanceDecoder, Refusals) {
  EXPECT_EQ(errorWhy(R"({"code":-1121,"msg":"Invalid symbol."})"), "Invalid symbol. (-1121)");
  EXPECT_EQ(errorWhy(R"({"error":{"code":2,"msg":"Invalid request"},"id":1})"), "Invalid request (2)");
  EXPECT_EQ(errorWhy(R"({"id":"x","status":400,"error":{"code":-1102,"msg":"Missing."}})"),
            "Missing. (-1102)");
}

TEST(BinanceDecoder, WhatIsIgnoredAndWhy) {
  EXPECT_EQ(
      ignoredWhy(R"({"e":"depthUpdate","E":123456789,"T":1,"s":"BTCUSDT","U":157,"u":160,"b":[],"a":[]})"),
      "order book");
  EXPECT_EQ(ignoredWhy(R"({"lastUpdateId":160,"bids":[["0.0024","10"]],"asks":[]})"), "order book");
  EXPECT_EQ(ignoredWhy(R"({"e":"forceOrder","E":1568014460893,"o":{"s":"BTCUSDT","S":"SELL"}})"),
            "liquidation");
  EXPECT_EQ(ignoredWhy(R"({"e":"executionReport","E":1,"s":"ETHBTC"})"), "private channel");
  EXPECT_EQ(ignoredWhy(R"({"e":"ORDER_TRADE_UPDATE","E":1,"o":{"s":"BTCUSDT"}})"), "private channel");
  EXPECT_EQ(ignoredWhy(R"({"makerCommission":15,"canTrade":true,"balances":[]})"), "private");
  EXPECT_EQ(ignoredWhy("[]"), "an empty list");
  EXPECT_EQ(ignoredWhy(R"({"serverTime":1499827319559})"), "server time");
  EXPECT_EQ(ignoredWhy(R"({"foo":1})", "/sapi/v1/foo"), "an answer of /sapi/v1/foo");
  EXPECT_EQ(ignoredWhy(R"([{"symbol":"A"}])", "https://eapi.binance.com/eapi/v1/mark"), "option");
  const auto book = onlyOne(
      R"({"stream":"nknusdt@depth@100ms","data":{"e":"depthUpdate","E":1633998512068,"s":"NKNUSDT","U":1,"u":2,"b":[["0.35","6195"]],"a":[]}})");
  EXPECT_EQ(book.symbol, "NKNUSDT");
  EXPECT_EQ(book.time, timeFromMs(1633998512068));
  EXPECT_EQ(onlyOne(R"({"stream":"btcusdt@depth5","data":{"lastUpdateId":160,"bids":[],"asks":[]}})").symbol,
            "BTCUSDT");
  EXPECT_EQ(
      onlyOne(R"({"lastUpdateId":160,"bids":[],"asks":[]})", "wss://stream.binance.com/ws/btcusdt@depth5")
          .symbol,
      "BTCUSDT");
}

TEST(BinanceDecoder, WhatCannotBeUsedIsOneErrorThatSaysWhy) {
  EXPECT_THAT(
      errorWhy(
          R"({"e":"kline","E":1,"s":"A","k":{"t":1,"i":"1m","o":"x","c":"1","h":"1","l":"1","v":"1","q":"1"}})"),
      testing::HasSubstr("o: "));
  EXPECT_THAT(errorWhy(R"({"e":"aggTrade","s":"A","p":"NaN","q":"1","T":5,"m":true})"),
              testing::HasSubstr("p: "));
  EXPECT_THAT(errorWhy(R"({"e":"aggTrade","s":"A","p":"1","q":"Infinity","T":5,"m":true})"),
              testing::HasSubstr("q: "));
  EXPECT_THAT(errorWhy(R"({"e":"aggTrade","s":"A","p":"1","q":"1","T":5})"), testing::HasSubstr("m: "));
  EXPECT_THAT(errorWhy(R"({"e":"aggTrade","s":"A","p":"1","q":"1","m":true})"),
              testing::HasSubstr("T: missing"));
  EXPECT_THAT(errorWhy(R"([[1591256400000,"9653.69"]])"), testing::HasSubstr("high"));
  EXPECT_THAT(errorWhy(R"([{"symbol":"A","fundingTime":"soon","fundingRate":"1"}])"),
              testing::HasSubstr("fundingTime"));
  EXPECT_THAT(errorWhy(R"({"symbols":5})"), testing::HasSubstr("symbols"));
  EXPECT_EQ(errorWhy("<!DOCTYPE html><html>"), "a web page instead of data");
  for (const std::string_view bytes :
       {"", "null", "5", "\"text\"", "{\"a\":1}", "[5]", "[null]", "{\"stream\":\"a@b\",\"data\":null}"})
    EXPECT_FALSE(errorWhy(bytes).empty()) << bytes;
  // Rows beside a bad one are used.
  const auto events =
      decoded(R"([{"symbol":"A","openInterest":"x","time":1},{"symbol":"B","openInterest":"2","time":1}])");
  ASSERT_EQ(events.size(), 2);
  EXPECT_EQ(as<OpenInterestEvent>(events[1]).base.value(), 2);
}

// Every beginning of every kind of message: never nothing, never a crash, and a cut-off order book is an
// error.
TEST(BinanceDecoder, CutOffMessagesAreErrors) {
  constexpr std::string_view kBook =
      R"({"stream":"nknusdt@depth@100ms","data":{"e":"depthUpdate","E":1633998512068,"s":"NKNUSDT","U":1,"u":2,"b":[["0.35","6195"]],"a":[]}})";
  for (const auto message : {kKline, kCoinKline, kBook})
    for (std::size_t size = 0; size < message.size(); ++size)
      EXPECT_FALSE(errorWhy(message.substr(0, size)).empty()) << message.substr(0, size);
}

std::string unpacked(const std::filesystem::path& file) {
  std::string all;
  auto* opened = gzopen(file.c_str(), "rb");
  std::array<char, 1 << 16> block;
  for (int count = 0; (count = gzread(opened, block.data(), block.size())) > 0;)
    all.append(block.data(), static_cast<std::size_t>(count));
  gzclose(opened);
  return all;
}

struct Tally {
  std::size_t received = 0;
  std::map<std::size_t, std::size_t> kinds;  // by index of the variant
  template <class What>
  [[nodiscard]] std::size_t of() const {
    const auto found = kinds.find(Event{{}, {}, What{}}.what.index());
    return found == kinds.end() ? 0 : found->second;
  }
};

Tally tallyOf(const std::filesystem::path& file) {
  Tally tally;
  const auto decoder = binanceDecoder();
  RecordingReader reader([&](const RecordedMessage& message) {
    const auto events = decoder->decode({message.bytes, message.origin, message.sent});
    EXPECT_EQ(events.empty(), message.sent) << file << ' ' << message.line;
    if (!message.sent) ++tally.received;
    for (const auto& event : events) {
      ++tally.kinds[event.what.index()];
      if (const auto* error = std::get_if<ErrorEvent>(&event.what))
        ADD_FAILURE() << file << ' ' << message.line << ": " << error->why;
    }
  });
  std::istringstream lines(unpacked(file));
  for (std::string line; std::getline(lines, line);) EXPECT_TRUE(reader.push(line));
  reader.finish();
  return tally;
}

TEST(BinanceDecoder, EveryRecordingWithoutAnError) {
  const auto folder = test::wireFolder();
  PERPSCOPE_NEED_WIRE(folder);
  for (const auto* name : {"binance", "binance_um", "binance_cm"})
    for (const auto& entry : std::filesystem::directory_iterator(folder / name))
      EXPECT_GT(tallyOf(entry.path()).received, 0) << entry.path();
}

TEST(BinanceDecoder, RecordedSessionsCounted) {
  const auto folder = test::wireFolder();
  PERPSCOPE_NEED_WIRE(folder);
  const auto spot = tallyOf(folder / "binance" / "cryptofeed__BINANCE.ws.1.0");
  EXPECT_EQ(spot.received, 265);
  EXPECT_EQ(spot.of<IgnoredEvent>(), 177);
  EXPECT_EQ(spot.of<QuoteEvent>(), 84);
  EXPECT_EQ(spot.of<TradeEvent>(), 2);
  EXPECT_EQ(spot.of<CandleEvent>(), 2);
  const auto coin = tallyOf(folder / "binance_cm" / "cryptofeed__BINANCE_DELIVERY.ws.1.0.gz");
  EXPECT_EQ(coin.received, 4371);
  EXPECT_EQ(coin.of<IgnoredEvent>(), 2047);
  EXPECT_EQ(coin.of<QuoteEvent>(), 2240);
  EXPECT_EQ(coin.of<TradeEvent>(), 51);
  EXPECT_EQ(coin.of<CandleEvent>(), 33);
}

}  // namespace
}  // namespace perpscope::venues
