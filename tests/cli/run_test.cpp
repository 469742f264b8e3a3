#include "cli/run.h"

#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "command_line.h"

namespace perpscope::cli {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::StartsWith;

TEST_F(CommandLine, WrongUsageIsTwoAndOneLine) {
  for (const std::vector<std::string>& words : {std::vector<std::string>{},
                                                {"fly"},
                                                {"study"},
                                                {"study", "price", "--interval", "2h"},
                                                {"study", "price", "--set", "style"},
                                                {"import", "csv", "x.csv", "--colour", "red"},
                                                {"studies", "astrology"},
                                                {"study", "price", "--format", "xml"},
                                                {"study", "price", "--from", "yesterday"},
                                                {"study", "price", "--venues", "ftx"}}) {
    const auto outcome = perpscope(words);
    EXPECT_EQ(outcome.code, 2) << (words.empty() ? "" : words.front()) << outcome.err;
    EXPECT_THAT(outcome.err, StartsWith("perpscope: "));
    EXPECT_EQ(std::ranges::count(outcome.err, '\n'), 1) << outcome.err;
    EXPECT_EQ(outcome.out, "");
  }
}

TEST_F(CommandLine, HelpAndVersionAreSuccess) {
  EXPECT_EQ(perpscope({"--help"}).code, 0);
  EXPECT_THAT(perpscope({"--help"}).out, HasSubstr("import"));
  EXPECT_THAT(perpscope({"study", "--help"}).out, HasSubstr("--interval"));
  EXPECT_THAT(perpscope({"--version"}).out, StartsWith("perpscope "));
}

TEST_F(CommandLine, AMissingCacheIsAFailure) {
  const auto outcome = perpscope({"study", "price", "--interval", "1d", "--cache", cache()});
  EXPECT_EQ(outcome.code, 1);
  EXPECT_THAT(outcome.err, HasSubstr(cache()));
}

TEST_F(CommandLine, ImportsComputesAndPrintsExactly) {
  const auto imported = importDays("t,o,h,l,c\n2024-01-01,1,2,0.5,1.1\n2024-01-03,1,2,0.5,0.1\n");
  ASSERT_EQ(imported.code, 0) << imported.err;
  const auto csv = perpscope({"study", "price", "--interval", "1d", "--cache", cache()});
  ASSERT_EQ(csv.code, 0) << csv.err;
  EXPECT_THAT(csv.out, StartsWith("time,open,high,low,close,volume,"));
  EXPECT_THAT(csv.out, HasSubstr("\n2024-01-01T00:00:00Z,1,2,0.5,1.1,,"));
  EXPECT_THAT(csv.out, HasSubstr("\n2024-01-02T00:00:00Z,,,,,,"));
  EXPECT_THAT(csv.out, HasSubstr("\n2024-01-03T00:00:00Z,1,2,0.5,0.1,,"));
}

TEST_F(CommandLine, FromAndToCutWhatIsPrinted) {
  ASSERT_EQ(importDays("t,o,h,l,c\n2024-01-01,1,2,0.5,1\n2024-01-02,1,2,0.5,1\n2024-01-03,1,2,0.5,1\n").code,
            0);
  const auto cut = perpscope({"study", "price", "--interval", "1d", "--cache", cache(), "--from",
                              "2024-01-02", "--to", "2024-01-03", "--format", "jsonl"});
  ASSERT_EQ(cut.code, 0) << cut.err;
  EXPECT_EQ(std::ranges::count(cut.out, '\n'), 1);
  const auto row = json::parse(cut.out);
  EXPECT_EQ(row["time"], "2024-01-02T00:00:00Z");
  EXPECT_EQ(row["close"], 1);
  EXPECT_TRUE(row["volume"].is_null());
}

TEST_F(CommandLine, ARefusedFileLeavesNothingAndSaysWhere) {
  const auto refused = importDays("t,o,h,l,c\n2024-01-01,1,2,0.5,1\n2024-01-02,1,2,abc,1\n");
  EXPECT_EQ(refused.code, 1);
  EXPECT_THAT(refused.err, HasSubstr("days.csv"));
  EXPECT_THAT(refused.err, HasSubstr("3"));
  EXPECT_THAT(refused.err, HasSubstr("abc"));
  EXPECT_EQ(perpscope({"study", "price", "--interval", "1d", "--cache", cache()}).code, 1);
}

TEST_F(CommandLine, ARefusedFileDoesNotStopTheNext) {
  folder_.write("good.csv", "t,c\n2024-01-01,1\n");
  folder_.write("bad.csv", "t,c\n2024-01-01,x\n");
  const auto recipe = folder_.write("recipe.json", R"([
    {"file":"bad.csv","venue":"binance","kind":"spot","data":"candles","interval":"1d","map":"time=t,close=c","time":"iso"},
    {"file":"good.csv","venue":"binance","kind":"spot","data":"candles","interval":"1d","map":{"time":"t","close":"c"},"time":"iso"}])");
  const auto outcome = perpscope({"import", "recipe", recipe.string(), "--cache", cache()});
  EXPECT_EQ(outcome.code, 1);
  EXPECT_THAT(outcome.err, HasSubstr("1 of 2 files refused"));
  EXPECT_EQ(perpscope({"study", "price", "--interval", "1d", "--cache", cache()}).code, 0);
}

TEST_F(CommandLine, StudiesListEverythingDeclared) {
  const auto all = json::parse(perpscope({"studies", "--json"}).out);
  ASSERT_GE(all.size(), 3U);
  const auto flow = json::parse(perpscope({"studies", "flow_dashboard", "--json"}).out);
  EXPECT_EQ(flow["id"], "flow_dashboard");
  const auto& params = flow["params"];
  const auto z = std::ranges::find_if(params, [](const json& p) { return p["key"] == "z_length"; });
  ASSERT_NE(z, params.end());
  EXPECT_EQ((*z)["default_up_to"]["1w"], 26);
  EXPECT_THAT(perpscope({"studies", "price"}).out, HasSubstr("style"));
}

TEST_F(CommandLine, ARangeThatEndsBeforeItBeginsIsRefused) {
  ASSERT_EQ(importDays("t,o,h,l,c\n2024-01-01,1,2,0.5,1.5\n").code, 0);
  const auto refused =
      perpscope({"study", "price", "--from", "2024-01-05", "--to", "2024-01-01", "--cache", cache()});
  EXPECT_EQ(refused.code, 2);
  EXPECT_THAT(refused.err, HasSubstr("2024-01-05 is not before --to 2024-01-01"));
}

TEST_F(CommandLine, ThePageOfStudiesIsUpToDate) {
  std::ifstream in(PERPSCOPE_SOURCE_DIR "/docs/studies.md");
  const std::string page(std::istreambuf_iterator<char>(in), {});
  EXPECT_EQ(perpscope({"studies", "--markdown"}).out, page)
      << "perpscope studies --markdown > docs/studies.md";
}

TEST_F(CommandLine, APresetSetsIntervalAndParametersAndSetStandsAboveIt) {
  const auto bar = [&](std::vector<std::string> words) {
    words.insert(words.begin(),
                 {"explain", "funding_oi", "--at", "2024-01-01", "--json", "--cache", cache()});
    const auto outcome = perpscope(std::move(words));
    EXPECT_EQ(outcome.code, 0) << outcome.err;
    return json::parse(outcome.out);
  };
  const auto file =
      folder_.write("funding.csv", "t,r\n2024-01-01T00:00:00Z,0.0001\n2024-01-01T08:00:00Z,0.0002\n");
  ASSERT_EQ(
      perpscope({"import", "csv", file.string(), "--venue", "binance", "--kind", "perp", "--data", "funding",
                 "--interval", "8h", "--map", "time=t,rate=r", "--time", "iso", "--cache", cache()})
          .code,
      0);
  EXPECT_EQ(bar({"--preset", "swing"})["interval"], "1h");
  EXPECT_EQ(bar({"--preset", "swing"})["settings"]["sub_interval"], "5m");
  EXPECT_EQ(bar({"--preset", "swing", "--interval", "4h", "--set", "sub_interval=15m"})["interval"], "4h");
  EXPECT_EQ(bar({"--preset", "swing", "--set", "sub_interval=15m"})["settings"]["sub_interval"], "15m");
  const auto refused = perpscope({"study", "funding_oi", "--preset", "lunch", "--cache", cache()});
  EXPECT_EQ(refused.code, 2);
  EXPECT_THAT(refused.err, HasSubstr("scalping, swing, position"));
}

TEST_F(CommandLine, ExplainTellsHowABarCameAbout) {
  ASSERT_EQ(importDays("t,o,h,l,c\n2024-01-01,1,2,0.5,1.5\n2024-01-02,1,2,0.5,1\n").code, 0);
  const auto told = perpscope({"explain", "price", "--at", "2024-01-01T12:00:00Z", "--cache", cache()});
  EXPECT_EQ(told.code, 0) << told.err;
  EXPECT_THAT(told.out, HasSubstr("price BTC 1d, bar of 2024-01-01T00:00:00Z to 2024-01-02T00:00:00Z"));
  EXPECT_THAT(told.out, HasSubstr("stored 1d bar"));
  const auto bar =
      json::parse(perpscope({"explain", "price", "--at", "2024-01-01", "--json", "--cache", cache()}).out);
  EXPECT_EQ(bar["legs"][0]["leg"], "binance:BTCUSDT");
  EXPECT_EQ(bar["legs"][0]["numbers"][3]["value"], 1.5);
  EXPECT_TRUE(bar["legs"][0]["numbers"][4]["value"].is_null()) << "no volume was stored";
  const auto nowhere = perpscope({"explain", "price", "--at", "2030-01-01", "--cache", cache()});
  EXPECT_EQ(nowhere.code, 1);
  EXPECT_THAT(nowhere.err, HasSubstr("no bar at 2030-01-01"));
  EXPECT_EQ(perpscope({"explain", "price", "--cache", cache()}).code, 2) << "--at is required";
}

TEST_F(CommandLine, DoctorTellsHolesAndIsReadOnly) {
  ASSERT_EQ(importDays("t,o,h,l,c\n2024-01-01,1,2,0.5,1\n2024-01-04,1,2,0.5,1\n").code, 0);
  const auto report = json::parse(perpscope({"doctor", "--json", "--cache", cache()}).out);
  EXPECT_EQ(report["sound"], true);
  ASSERT_EQ(report["series"].size(), 1U);
  EXPECT_EQ(report["series"][0]["rows"], 2);
  EXPECT_EQ(report["series"][0]["holes"],
            json::parse(R"([["2024-01-02T00:00:00Z","2024-01-04T00:00:00Z"]])"));
  EXPECT_THAT(perpscope({"doctor", "--cache", cache()}).out, HasSubstr("1 hole"));
}

TEST_F(CommandLine, DoctorRepairsAFileOfWhatCanBeRead) {
  ASSERT_EQ(importDays("t,o,h,l,c\n2024-01-01,1,2,0.5,1\n").code, 0);
  const auto repaired = perpscope({"doctor", "--repair", "--cache", cache()});
  EXPECT_EQ(repaired.code, 0) << repaired.err;
  EXPECT_THAT(repaired.out, HasSubstr("damaged-20260101T000000Z"));
  EXPECT_EQ(json::parse(perpscope({"doctor", "--json", "--cache", cache()}).out)["series"][0]["rows"], 1);
  EXPECT_EQ(perpscope({"doctor", "--repair", "--cache", (folder_ / "none.db").string()}).code, 1);
}

}  // namespace
}  // namespace perpscope::cli
