#include "panes/pane_lines.h"

#include <gtest/gtest.h>

namespace perpscope::ui {
namespace {

using Kind = PaneLine::Kind;

TEST(PaneLine, ReadsBackWhatItWrote) {
  const PaneLine horizontal{Kind::Horizontal, {0, 61234.123456789}, {}};
  const PaneLine trend{Kind::Trend, {1.7e9, 0.1}, {1.71e9, -0.30000000000000004}};
  EXPECT_EQ(PaneLine::parse(horizontal.text()), horizontal);
  EXPECT_EQ(PaneLine::parse(trend.text()), trend);
  for (const auto* text : {"", "h", "h x", "h 1 2", "t 1 2 3", "x 1", "h nan", "h inf"})
    EXPECT_FALSE(PaneLine::parse(text)) << text;
}

TEST(MeasureText, SaysChangeBarsAndTime) {
  EXPECT_EQ(measureText({0, 100}, {3 * 86'400, 150}, 86'400).toStdString(),
            "+50.00 (+50.00 %), 3 bars, 3 d 0 h");
  EXPECT_EQ(measureText({7200, -0.5}, {0, -0.75}, 3600).toStdString(),
            "-0.25000 (-50.00 %), 2 bars, 2 h 0 min");
  EXPECT_EQ(measureText({0, 0}, {60, 12}, 60).toStdString(), "+12.00, 1 bars, 1 min")
      << "no percentage of nothing";
}

TEST(PaneLines, KeepsWhatIsDrawnToTheEnd) {
  PaneLines lines;
  EXPECT_FALSE(lines.finish({1, 1})) << "nothing was begun";
  lines.begin(LineTool::Horizontal, {5, 10});
  lines.drag({6, 11});
  EXPECT_TRUE(lines.finish({7, 12}));
  lines.begin(LineTool::Trend, {1, 2});
  EXPECT_TRUE(lines.finish({3, 4}));
  lines.begin(LineTool::Trend, {1, 2});
  EXPECT_FALSE(lines.finish({1, 2})) << "a point is no line";
  lines.begin(LineTool::Measure, {1, 2});
  EXPECT_TRUE(lines.busy());
  EXPECT_FALSE(lines.finish({9, 9})) << "the ruler leaves nothing";
  lines.begin(LineTool::Trend, {1, 2});
  lines.cancel();
  EXPECT_FALSE(lines.busy());
  EXPECT_EQ(lines.lines(),
            (std::vector<PaneLine>{{Kind::Horizontal, {0, 12}, {}}, {Kind::Trend, {1, 2}, {3, 4}}}));
}

}  // namespace
}  // namespace perpscope::ui
