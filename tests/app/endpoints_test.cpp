#include "app/endpoints.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "temp_folder.h"

namespace perpscope::app {
namespace {

using testing::HasSubstr;

const Endpoints kBinance{
    "/tmp/ca.pem",
    {{"binance", {{"spot_rest", "https://127.0.0.1:4001"}, {"usdm_ws", "wss://localhost:4002"}}}}};

TEST(Endpoints, AreReadAsTheyAreWritten) {
  EXPECT_EQ(parseEndpoints(endpointsText(kBinance)), kBinance);
  EXPECT_EQ(parseEndpoints(endpointsText({})), Endpoints{});
  EXPECT_EQ(parseEndpoints("{}"), Endpoints{});
}

TEST(Endpoints, LookUp) {
  EXPECT_EQ(kBinance.url("binance", "spot_rest"), "https://127.0.0.1:4001");
  EXPECT_EQ(kBinance.url("binance", "coinm_rest"), "");
  EXPECT_EQ(kBinance.url("okx", "rest"), "");
}

TEST(Endpoints, WhatIsMisspeltIsRefused) {
  for (const auto& [text, why] :
       {std::pair{"", "no JSON object"}, std::pair{"[]", "no JSON object"}, std::pair{"{", "no JSON object"},
        std::pair{R"({"ca":"x"})", "\"ca\""}, std::pair{R"({"ca_file":1})", "ca_file"},
        std::pair{R"({"venues":[]})", "venues"},
        std::pair{R"({"venues":{"binanse":{"spot_rest":"https://h:1"}}})", "binanse"},
        std::pair{R"({"venues":{"binance":{"rest":"https://h:1"}}})", "\"rest\""},
        std::pair{R"({"venues":{"binance":1}})", "binance"},
        std::pair{R"({"venues":{"binance":{"spot_rest":1}}})", "spot_rest"},
        std::pair{R"({"venues":{"binance":{"spot_rest":"http://h:1"}}})", "https://"},
        std::pair{R"({"venues":{"binance":{"spot_rest":"https://h:1/api"}}})", "https://"},
        std::pair{R"({"venues":{"binance":{"spot_rest":"https://"}}})", "https://"},
        std::pair{R"({"venues":{"binance":{"spot_ws":"https://h:1"}}})", "wss://"}}) {
    const auto parsed = parseEndpoints(text);
    ASSERT_FALSE(parsed) << text;
    EXPECT_THAT(parsed.error().message, HasSubstr(why)) << text;
  }
}

TEST(Endpoints, TheAuthorityIsBesideTheFile) {
  const test::TempFolder folder;
  const auto file = folder.write("ends.json", R"({"ca_file":"ca.pem","venues":{}})");
  EXPECT_EQ(readEndpoints(file.string())->ca_file, (folder / "ca.pem").string());
  ASSERT_TRUE(writeEndpoints(file.string(), kBinance));
  EXPECT_EQ(readEndpoints(file.string()), kBinance) << "an absolute path stays";
}

TEST(Endpoints, FilesThatCannotBe) {
  const test::TempFolder folder;
  EXPECT_EQ(readEndpoints((folder / "none.json").string()).error().kind, ErrorKind::NotFound);
  EXPECT_FALSE(writeEndpoints((folder / "no/folder.json").string(), kBinance));
  const auto broken = readEndpoints(folder.write("x.json", "{").string());
  ASSERT_FALSE(broken);
  EXPECT_THAT(broken.error().message, HasSubstr("x.json"));
}

}  // namespace
}  // namespace perpscope::app
