#include <algorithm>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <zlib.h>

#include "command_line.h"

namespace perpscope::cli {
namespace {

using nlohmann::json;
using testing::HasSubstr;

class Decode : public CommandLine {
 protected:
  std::vector<json> decoded(const std::string& text, const std::string& venue = "binance") {
    const auto outcome = perpscope({"decode", venue, folder_.write("recording", text).string()});
    EXPECT_EQ(outcome.code, 0) << outcome.err;
    EXPECT_EQ(outcome.err, "");
    return linesOf(outcome.out);
  }

  static std::vector<json> linesOf(const std::string& text) {
    std::vector<json> lines;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) lines.push_back(json::parse(line));
    return lines;
  }
};

TEST_F(Decode, KeysAndPlacesOfEvents) {
  const auto lines = decoded(
      "wss://fstream.binance.com/stream <-> 1626992740.5\n"
      "wss://fstream.binance.com/stream <- 1626992740.6: "
      "{\"method\":\"SUBSCRIBE\",\"params\":[\"a@x\"],\"id\":1}\n"
      "1626992741.25: {\"result\":null,\"id\":1}\n"
      R"(1626992741.5: {"e":"kline","E":5,"s":"CTKUSDT","k":{"t":1626992700000,"i":"1m","o":"1.01","c":"1.011","h":"1.012","l":"1.009","v":"3917","x":false,"q":"1"}})"
      "\n"
      R"(1626992742: {"e":"markPriceUpdate","E":1562305380000,"s":"BTCUSDT","p":"11794.15","i":"11784.5","r":"0.00038167","T":1562306400000})"
      "\n"
      "1626992743: {\"code\":-1121,\"msg\":\"Invalid \\\"symbol\\\" \xE2\x82\xAC.\"}\n");
  ASSERT_EQ(lines.size(), 5);
  EXPECT_EQ(lines[0],
            json::parse(R"({"event":"ack","venue":"binance","recv":1626992741250,"line":3,"what":"a@x"})"));
  EXPECT_EQ(lines[1],
            json::parse(R"({"event":"candle","venue":"binance","symbol":"CTKUSDT","time":1626992700000,
    "recv":1626992741500,"line":4,"interval":"1m","open":1.01,"high":1.012,"low":1.009,"close":1.011,
    "volume":3917,"closed":false})"));
  EXPECT_EQ(lines[2],
            json::parse(R"({"event":"mark","venue":"binance","symbol":"BTCUSDT","time":1562305380000,
    "recv":1626992742000,"line":5,"mark":11794.15,"index":11784.5})"));
  EXPECT_EQ(lines[3],
            json::parse(R"({"event":"funding","venue":"binance","symbol":"BTCUSDT","time":1562305380000,
    "recv":1626992742000,"line":5,"rate":0.00038167,"interval_h":8,"interval_assumed":true,"kind":"predicted",
    "next_time":1562306400000})"));
  EXPECT_EQ(lines[4],
            json::parse("{\"event\":\"error\",\"venue\":\"binance\",\"recv\":1626992743000,\"line\":6,"
                        "\"why\":\"Invalid \\\"symbol\\\" \xE2\x82\xAC. (-1121)\"}"));
}

TEST_F(Decode, NumbersAreExactAndWhatIsMissingIsLeftOut) {
  const auto lines = decoded(
      R"({"e":"aggTrade","E":5,"s":"BTCUSD_PERP","p":"0.1","q":"3","T":7,"m":true})"
      "\n"
      R"({"e":"aggTrade","E":5,"s":"BTCUSDT","p":"123456789.12345679","q":"0.000000012","T":7,"m":false})"
      "\n"
      R"({"symbol":"BTCUSDT","sumOpenInterest":"20403.5","sumOpenInterestValue":"150570784.25","timestamp":1583127900000})"
      "\n"
      R"({"symbols":[{"symbol":"BTCUSD_PERP","baseAsset":"BTC","quoteAsset":"USD","contractSize":100,"onboardDate":1597042800000}]})");
  ASSERT_EQ(lines.size(), 4);
  EXPECT_EQ(lines[0],
            json::parse(R"({"event":"trade","venue":"binance","symbol":"BTCUSD_PERP","time":7,"line":1,
    "price":0.1,"contracts":3,"side":"sell"})"));
  EXPECT_EQ(lines[1]["price"].get<double>(), 123456789.12345679);
  EXPECT_EQ(lines[1]["size"].get<double>(), 0.000000012);
  EXPECT_EQ(lines[1]["side"], "buy");
  EXPECT_EQ(lines[2]["oi_base"], 20403.5);
  EXPECT_EQ(lines[2]["oi_usd"], 150570784.25);
  EXPECT_EQ(lines[3], json::parse(R"({"event":"instrument","venue":"binance","symbol":"BTCUSD_PERP","line":4,
    "base":"BTC","quote":"USD","contract_size":100,"listed":1597042800000})"));
}

TEST_F(Decode, PricesOtherThanTradesAndSettledFunding) {
  const auto lines = decoded(
      "GET\n/fapi/v1/premiumIndexKlines?symbol=BTCUSDT&interval=6h\nfalse\n"
      "[[1691603820000,\"-0.0004\",\"-0.0002\",\"-0.0005\",\"-0.0003\",\"0\",1,\"0\",12,\"0\",\"0\",\"0\"]]");
  ASSERT_EQ(lines.size(), 1);
  EXPECT_EQ(lines[0],
            json::parse(R"({"event":"candle","venue":"binance","symbol":"BTCUSDT","time":1691603820000,
    "line":4,"price":"premium","interval":"6h","open":-0.0004,"high":-0.0002,"low":-0.0005,"close":-0.0003})"));
  const auto settled = decoded(
      R"([{"symbol":"A","fundingTime":1698768000000,"fundingRate":"0.0001"},{"symbol":"A","fundingTime":1698796800000,"fundingRate":"0.0002"}])");
  ASSERT_EQ(settled.size(), 2);
  EXPECT_EQ(settled[1],
            json::parse(R"({"event":"funding","venue":"binance","symbol":"A","time":1698796800000,"line":1,
    "rate":0.0002,"interval_h":8,"kind":"settled"})"));
}

TEST_F(Decode, ContractSizesCrossConnections) {
  const std::string trade =
      R"({"conn":"ws","recv":3,"dir":"in","data":"{\"e\":\"aggTrade\",\"s\":\"BTCUSD_PERP\",\"p\":\"25000\",\"q\":\"50\",\"T\":7,\"m\":true}"})"
      "\n";
  const std::string list =
      R"({"conn":"rest","recv":2,"dir":"in","url":"https://dapi.binance.com/dapi/v1/exchangeInfo","data":"{\"symbols\":[{\"symbol\":\"BTCUSD_PERP\",\"contractSize\":100}]}"})"
      "\n";
  auto second = trade;
  second.replace(second.find("\"ws\""), 4, "\"w2\"");
  for (const auto& text :
       {trade + list + trade, list + trade, list + trade + second, trade + second + list + second}) {
    const auto lines = decoded(text);
    EXPECT_EQ(lines.back()["size"], 0.2) << text;
    EXPECT_EQ(lines.back()["recv"], 3);
  }
  EXPECT_EQ(decoded(trade + second).back()["contracts"], 50);
}

TEST_F(Decode, FoldersOfRecordingsAreVenues) {
  EXPECT_EQ(decoded("{\"symbol\":\"A\",\"price\":\"1\"}", "binance_cm")[0]["venue"], "binance");
}

TEST_F(Decode, PackedFiles) {
  const auto file = folder_ / "packed";
  auto* packed = gzopen(file.c_str(), "wb");
  gzputs(packed, "{\"symbol\":\"A\",\"price\":\"1.5\"}\n");
  gzclose(packed);
  const auto outcome = perpscope({"decode", "binance", file.string()});
  EXPECT_EQ(outcome.code, 0);
  EXPECT_EQ(linesOf(outcome.out).at(0)["last"], 1.5);
}

TEST_F(Decode, LinesOfMoreThanAMegabyte) {
  std::string list = "{\"symbols\":[";
  for (int i = 0; i < 40'000; ++i)
    list += (i == 0 ? "{\"symbol\":\"S" : ",{\"symbol\":\"S") + std::to_string(i) +
            "\",\"baseAsset\":\"AAAAAAAA\"}";
  list += "]}\n";
  ASSERT_GT(list.size(), 1u << 20);
  EXPECT_EQ(decoded(list).size(), 40'000);
}

TEST_F(Decode, NothingVanishes) {
  const auto lines = decoded("pong\n\n{\"a\n[]\n{}\n");
  ASSERT_EQ(lines.size(), 4);
  EXPECT_EQ(lines[0]["event"], "error");
  EXPECT_EQ(lines[1]["line"], 3);
  EXPECT_EQ(lines[2]["event"], "ignored");
}

TEST_F(Decode, WhatCannotBeDecodedIsOneLine) {
  const auto refused = [this](const std::string& venue, const std::filesystem::path& file) {
    auto outcome = perpscope({"decode", venue, file.string()});
    EXPECT_EQ(std::ranges::count(outcome.err, '\n'), 1) << outcome.err;
    EXPECT_EQ(outcome.out, "");
    return outcome;
  };
  const auto file = folder_.write("ok", "{}\n");
  EXPECT_EQ(refused("ftx", file).code, 2);
  EXPECT_THAT(refused("ftx", file).err, HasSubstr("no venue 'ftx': there are binance"));
  EXPECT_EQ(refused("binance", folder_ / "none").code, 1);
  EXPECT_THAT(refused("binance", folder_ / "none").err, HasSubstr("none"));
  EXPECT_EQ(refused("binance", folder_.path()).code, 1);
  EXPECT_EQ(refused("binance", folder_.write("a", std::string("\x89PNG\r\n\x1a\n\0\0", 10))).code, 1);
  EXPECT_EQ(refused("binance", folder_.write("b", "\x80\x81\xFF")).code, 1);
  EXPECT_THAT(refused("binance", folder_.write("b", "\x80\x81\xFF")).err, HasSubstr("binary"));
  EXPECT_EQ(refused("binance", folder_.write("cut.gz", "\x1f\x8b\x08")).code, 1);
  EXPECT_EQ(perpscope({"decode", "binance"}).code, 2);
  EXPECT_EQ(perpscope({"decode"}).code, 2);
}

TEST_F(Decode, AnEmptyRecordingHasNoEvents) {
  EXPECT_TRUE(decoded("").empty());
  EXPECT_TRUE(decoded("\n\n").empty());
}

}  // namespace
}  // namespace perpscope::cli
