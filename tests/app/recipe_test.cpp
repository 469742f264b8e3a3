#include <gtest/gtest.h>

#include "app/importing.h"
#include "temp_folder.h"

namespace perpscope::app {
namespace {

TEST(Recipe, TurnsObjectsIntoOptions) {
  const auto entries = parseRecipe(R"([{"file": "a.csv", "venue": "binance", "skip-lines": 1, "replace": true,
                                        "no-header": false, "map": {"time": "Unix", "close": 5}, "scale": {"oi_usd": 2}},
                                       {"file": "b.csv", "map": "time=1,close=2"}])",
                                   "/data");
  ASSERT_TRUE(entries) << entries.error().message;
  ASSERT_EQ(entries->size(), 2U);
  const auto& first = entries->front();
  EXPECT_EQ(first.file, "/data/a.csv");
  EXPECT_EQ(first.options, (ImportOptions{{"venue", "binance"},
                                          {"skip-lines", "1"},
                                          {"replace", "true"},
                                          {"map", "close=5,time=Unix"},
                                          {"scale", "oi_usd=2"}}));
  EXPECT_EQ(entries->back().options.at("map"), "time=1,close=2");
}

class BadRecipe : public testing::TestWithParam<std::pair<const char*, const char*>> {};

TEST_P(BadRecipe, IsRefusedWithItsPlace) {
  const auto entries = parseRecipe(GetParam().first, "/data");
  ASSERT_FALSE(entries);
  EXPECT_NE(entries.error().message.find(GetParam().second), std::string::npos) << entries.error().message;
}

INSTANTIATE_TEST_SUITE_P(Forms, BadRecipe,
                         testing::Values(std::pair{"[", "not JSON"}, std::pair{"{}", "array"},
                                         std::pair{R"([{"file":"a"}, 3])", "entry 2"},
                                         std::pair{R"([{"venue":"x"}])", "\"file\" is missing"},
                                         std::pair{R"([{"file":"a","map":{"time":[1]}}])", "'map'"}));

TEST(Recipe, FilesAreRelativeToTheRecipe) {
  const test::TempFolder folder;
  const auto entries = readRecipe(folder.write("r.json", R"([{"file": "sub/a.csv"}])"));
  ASSERT_TRUE(entries);
  EXPECT_EQ(entries->front().file, folder / "sub/a.csv");
  EXPECT_EQ(readRecipe(folder / "none.json").error().kind, ErrorKind::NotFound);
}

}  // namespace
}  // namespace perpscope::app
