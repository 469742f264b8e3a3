#include "venues/recording.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace perpscope::venues {
namespace {

// A message with its own copies.
struct Kept {
  std::string bytes;
  std::string origin;
  std::string connection;
  bool sent = false;
  std::optional<Time> recv;
  std::size_t line = 0;
};

std::vector<Kept> messagesOf(std::string_view text) {
  std::vector<Kept> kept;
  RecordingReader reader([&kept](const RecordedMessage& message) {
    kept.push_back({std::string(message.bytes), std::string(message.origin), std::string(message.connection),
                    message.sent, message.recv, message.line});
  });
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    EXPECT_TRUE(reader.push(text.substr(0, end)));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  reader.finish();
  return kept;
}

std::vector<std::string> bytesOf(std::string_view text) {
  std::vector<std::string> bytes;
  for (auto& message : messagesOf(text)) bytes.push_back(std::move(message.bytes));
  return bytes;
}

using Texts = std::vector<std::string>;

TEST(Recording, TextNamesOriginStampDirectionAndLine) {
  const auto kept = messagesOf(
      "configuration: {\"trades\":[\"BTC-USD\"]}\n"
      "\n"
      "https://x.example/api/list?symbol=A -> 1633998511.5: [{\"a\":1}]\n"
      "wss://x.example/ws?streams=a@b <-> 1633998512.0633569\n"
      "wss://x.example/ws <- 1633998512.25: {\"op\":\"subscribe\"}\n"
      "1633998513.0638819: {\"stream\":\"a -> b: c\"}\n"
      "1633998514: [1,[2,3]]\n");
  ASSERT_EQ(kept.size(), 4);
  EXPECT_EQ(kept[0].bytes, "[{\"a\":1}]");
  EXPECT_EQ(kept[0].origin, "https://x.example/api/list?symbol=A");
  EXPECT_EQ(kept[0].recv, timeFromMs(1633998511500));
  EXPECT_EQ(kept[0].line, 3);
  EXPECT_FALSE(kept[0].sent);
  EXPECT_EQ(kept[1].bytes, "{\"op\":\"subscribe\"}");
  EXPECT_TRUE(kept[1].sent);
  EXPECT_EQ(kept[1].origin, "wss://x.example/ws");
  EXPECT_EQ(kept[2].bytes, "{\"stream\":\"a -> b: c\"}");
  EXPECT_EQ(kept[2].origin, "wss://x.example/ws?streams=a@b");
  EXPECT_EQ(kept[2].recv, timeFromMs(1633998513064));
  EXPECT_FALSE(kept[2].sent);
  EXPECT_EQ(kept[3].bytes, "[1,[2,3]]");
  EXPECT_EQ(kept[3].line, 7);
}

TEST(Recording, TextGoesOnOverLinesAndLosesNothing) {
  const auto kept = messagesOf(
      "https://x.example/a -> 1.5: {\n"
      "  \"b\": [\n"
      "    1 ]\n"
      "}\n"
      "stray words\n"
      "2.5: \n"
      "3.5: {}\n");
  ASSERT_EQ(kept.size(), 4);
  EXPECT_EQ(kept[0].bytes, "{\n  \"b\": [\n    1 ]\n}");
  EXPECT_EQ(kept[0].line, 1);
  EXPECT_EQ(kept[1].bytes, "stray words");
  EXPECT_EQ(kept[1].line, 5);
  EXPECT_FALSE(kept[1].recv);
  EXPECT_EQ(kept[2].bytes, "");
  EXPECT_EQ(kept[2].recv, timeFromMs(2500));
  EXPECT_EQ(kept[3].bytes, "{}");
}

TEST(Recording, JsonLinesHoldConnectionsApart) {
  const auto kept = messagesOf(
      R"({"t":"header","format":2,"exchange":"X","config":{"trades":["A","B"]}})"
      "\n"
      R"({"t":"http","conn":"X.http.1","ts":1786309548.026294,"url":"https://x.example/list","data":"{\"a\":1}"})"
      "\n"
      R"({"t":"connect","conn":"X.ws.2","ts":1786309548.031329,"addr":"wss://one.example"})"
      "\n"
      R"({"t":"connect","conn":"X.ws.3","ts":1786309548.1,"addr":"wss://two.example"})"
      "\n"
      R"({"t":"send","conn":"X.ws.2","ts":1786309548.2,"addr":"wss://one.example","data":"{\"op\":\"s\"}"})"
      "\n"
      R"({"t":"recv","conn":"X.ws.3","ts":1786309548.6290078,"data":"{\"s\":\"\\u20ac\\\\\"}"})"
      "\n"
      R"({"t":"recv","conn":"X.ws.2","ts":1786309548.7,"data":"\ud83d\ude00\/\t"})"
      "\n");
  ASSERT_EQ(kept.size(), 4);
  EXPECT_EQ(kept[0].bytes, R"({"a":1})");
  EXPECT_EQ(kept[0].origin, "https://x.example/list");
  EXPECT_EQ(kept[0].connection, "X.http.1");
  EXPECT_EQ(kept[0].recv, timeFromMs(1786309548026));
  EXPECT_TRUE(kept[1].sent);
  EXPECT_EQ(kept[1].line, 5);
  EXPECT_EQ(kept[2].origin, "wss://two.example");
  EXPECT_EQ(kept[2].bytes, R"({"s":"\u20ac\\"})");
  EXPECT_EQ(kept[2].recv, timeFromMs(1786309548629));
  EXPECT_EQ(kept[3].origin, "wss://one.example");
  EXPECT_EQ(kept[3].bytes, "\xF0\x9F\x98\x80/\t");
}

TEST(Recording, JsonLinesThatAreBrokenComeOutAsTheyAre) {
  const std::string good = R"({"t":"recv","conn":"c","ts":1.5,"data":"{}"})";
  for (const std::string broken :
       {R"({"t":"recv","conn":"c","ts":1.5,"data":"{\"a)", R"({"a":1})", "no json",
        R"({"t":"recv","conn":"c","data":"\x"})", R"({"t":"recv","conn":"c","data":"\u12"})",
        R"({"t":"recv","conn":"c","data":"{}"} and more)"}) {
    const auto bytes = bytesOf(good + "\n" + broken + "\n" + good + "\n");
    EXPECT_EQ(bytes, (Texts{"{}", broken, "{}"})) << broken;
  }
  // Without data there is no message; data need not be a text.
  EXPECT_EQ(bytesOf(good + "\n" + R"({"t":"close","conn":"c","ts":2})"), Texts{"{}"});
  EXPECT_EQ(bytesOf(good + "\n" + R"({"t":"recv","conn":"c","ts":2,"data":{"a":[1,"}"]},"x":1})"),
            (Texts{"{}", R"({"a":[1,"}"]})"}));
}

TEST(Recording, OurOwnFormIsMillisecondsAndDirections) {
  const auto kept = messagesOf(
      R"({"conn":"binance.ws.1","recv":1786309548000,"dir":"open","url":"wss://x.example/stream"})"
      "\n"
      R"({"conn":"binance.ws.1","recv":1786309548001,"dir":"out","url":"wss://x.example/stream","data":"{\"id\":1}"})"
      "\n"
      R"({"conn":"binance.ws.1","recv":1786309548002,"dir":"in","data":"{\"result\":null}"})"
      "\n"
      R"({"conn":"binance.rest","recv":1786309548003,"dir":"in","url":"https://x.example/a?symbol=B","data":"[]"})"
      "\n"
      R"({"conn":"binance.ws.1","recv":1786309548004,"dir":"close"})"
      "\n");
  ASSERT_EQ(kept.size(), 3);
  EXPECT_TRUE(kept[0].sent);
  EXPECT_EQ(kept[0].recv, timeFromMs(1786309548001));
  EXPECT_EQ(kept[1].origin, "wss://x.example/stream");
  EXPECT_EQ(kept[1].bytes, R"({"result":null})");
  EXPECT_FALSE(kept[1].sent);
  EXPECT_EQ(kept[2].origin, "https://x.example/a?symbol=B");
  EXPECT_EQ(kept[2].connection, "binance.rest");
}

TEST(Recording, RequestSamplesGiveTheirPath) {
  const auto kept =
      messagesOf("GET\n/fapi/v1/openInterest\nfalse\n\n{\n  \"a\": \"http://b\", // why\n  \"c\": |1|\n}\n");
  ASSERT_EQ(kept.size(), 1);
  EXPECT_EQ(kept[0].origin, "/fapi/v1/openInterest");
  EXPECT_EQ(kept[0].bytes, "{\n  \"a\": \"http://b\", \n  \"c\": 1\n}");
  EXPECT_EQ(kept[0].line, 5);
  EXPECT_EQ(bytesOf("POST\n/info\n{}"), Texts{"{}"});
  EXPECT_TRUE(messagesOf("GET\n/path\nfalse\n").empty());
}

TEST(Recording, SessionSamplesTellSentFromReceived) {
  const auto kept = messagesOf(
      "> { \"op\": \"s\", \"id\": \"|1|\" }\n"
      "< { \"id\": |1| }\n"
      "= \n"
      "[\n"
      "  1, // one\n"
      "  [ 2 ]\n"
      "]\n"
      "=2 {\"a\":3}\n");
  ASSERT_EQ(kept.size(), 4);
  EXPECT_TRUE(kept[0].sent);
  EXPECT_EQ(kept[0].bytes, "{ \"op\": \"s\", \"id\": \"|1|\" }");
  EXPECT_FALSE(kept[1].sent);
  EXPECT_EQ(kept[1].bytes, "{ \"id\": 1 }");
  EXPECT_EQ(kept[2].bytes, "[\n  1, \n  [ 2 ]\n]");
  EXPECT_EQ(kept[2].line, 4);
  EXPECT_EQ(kept[3].bytes, "{\"a\":3}");
  EXPECT_EQ(kept[3].line, 8);
}

TEST(Recording, PlainMessagesAreOneALineOrSpreadOverLines) {
  EXPECT_EQ(bytesOf("{\"a\":1}\n\n[2]\npong\n"), (Texts{"{\"a\":1}", "[2]", "pong"}));
  EXPECT_EQ(bytesOf("{\n  \"a\": [\n    1\n  ]\n}\n"), Texts{"{\n  \"a\": [\n    1\n  ]\n}"});
  // Rows of a list may stand at the beginning of their lines.
  EXPECT_EQ(bytesOf("[\n[1,2],\n[3,4]\n]\n{\"b\":1}"), (Texts{"[\n[1,2],\n[3,4]\n]", "{\"b\":1}"}));
  const auto kept = messagesOf("\n\n{\n\"a\":1}\n{\"b\":2}");
  ASSERT_EQ(kept.size(), 2);
  EXPECT_EQ(kept[0].line, 3);
  EXPECT_EQ(kept[1].line, 5);
}

TEST(Recording, MessagesThatAreCutOffTakeNoOthersAlong) {
  const std::string good = "{\"b\":2}";
  for (const std::string cut : {R"({"a)", R"({"a")", R"({"a":)", R"({"a":1,)", R"({"a":[1,2)", R"([[1],[2])",
                                "[1", "{", R"({"a":"b\")"})
    EXPECT_EQ(bytesOf(cut + "\n" + good + "\n" + good), (Texts{cut, good, good})) << cut;
  EXPECT_EQ(bytesOf("[1,\n" + good + "\n" + good), (Texts{"[1,", good, good}));
}

TEST(Recording, BinaryDataIsRefused) {
  for (const std::string_view bytes : {"\x89PNG", "\x01\x02", "a\xFFz", "\xC3"}) {
    RecordingReader reader([](const RecordedMessage&) { FAIL(); });
    const auto pushed = reader.push(bytes);
    ASSERT_FALSE(pushed);
    EXPECT_EQ(pushed.error().kind, ErrorKind::BadInput);
    reader.finish();
  }
  EXPECT_EQ(bytesOf("\"\xE2\x82\xAC\"\n"), Texts{"\"\xE2\x82\xAC\""});
}

TEST(Recording, NothingIsAnEmptyRecording) {
  EXPECT_TRUE(messagesOf("").empty());
  EXPECT_TRUE(messagesOf("\n \n\t\n").empty());
}

}  // namespace
}  // namespace perpscope::venues
