#include "dialogs/explanation_dock.h"

#include <gtest/gtest.h>

namespace perpscope::ui {
namespace {

app::Explanation bar() {
  app::Explanation bar;
  bar.title = "Made <up>";
  bar.asset = "BTC";
  bar.open = utc(2024, 3, 1);
  bar.end = utc(2024, 3, 2);
  bar.closed = false;
  bar.legs = {{"binance:BTCUSDT", "spot", {{"close", 61234.5, utc(2024, 3, 1), "stored 1d bar"}}, {}},
              {"okx:BTC-USDT", "spot", {}, "nothing stored for this bar"}};
  bar.outputs = {{"premium", kMissing, "a < b"}, {"oi", 7127820452.712, "sum"}};
  bar.settings = {{"sign", "perp_minus_spot"}};
  return bar;
}

TEST(ExplanationDock, TellsLegsStepsAndSettings) {
  ExplanationDock dock;
  dock.show(bar());
  const auto text = dock.text();
  for (const char* words :
       {"Made <up>, BTC", "still running", "binance:BTCUSDT", "61234.5", "2024-03-01T00:00:00Z",
        "stored 1d bar", "nothing stored for this bar", "a < b", "7127820452.71", "perp_minus_spot"})
    EXPECT_TRUE(text.contains(words)) << words << "\n" << text.toStdString();
  EXPECT_FALSE(text.contains("nan\n") || text.contains(" nan"));
  EXPECT_FALSE(dock.isHidden());
}

TEST(ExplanationDock, SaysWhyThereIsNothing) {
  ExplanationDock dock;
  dock.say("no bar at 2030-01-01");
  EXPECT_EQ(dock.text(), "no bar at 2030-01-01");
}

}  // namespace
}  // namespace perpscope::ui
