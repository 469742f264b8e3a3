#include "charts/theme.h"

#include <gtest/gtest.h>

#include "charts/chart_plot.h"

namespace perpscope::ui {
namespace {

TEST(Contrast, IsThatOfWcag) {
  EXPECT_NEAR(contrast(Qt::black, Qt::white), 21, 1e-9);
  EXPECT_NEAR(contrast(QColor("#777777"), Qt::white), 4.478, 0.005);
  EXPECT_EQ(contrast(Qt::red, Qt::red), 1);
}

class EachTheme : public testing::TestWithParam<const Theme*> {};
INSTANTIATE_TEST_SUITE_P(Themes, EachTheme, testing::Values(&darkTheme(), &lightTheme()),
                         [](const auto& info) { return info.param->id.toStdString(); });

TEST_P(EachTheme, TextCanBeRead) {
  const auto& theme = *GetParam();
  for (const auto& back : {theme.window, theme.panel, theme.plot}) {
    EXPECT_GE(contrast(theme.text, back), 4.5);
    EXPECT_GE(contrast(theme.dim_text, back), 4.5);
  }
  EXPECT_GE(contrast(theme.tag_text, theme.tag), 4.5);
  EXPECT_GE(contrast(QColor(Qt::white), theme.highlight), 4.5);
}

TEST_P(EachTheme, DataStandsOut) {
  const auto& theme = *GetParam();
  for (std::size_t i = 0; i < kRoles; ++i)
    EXPECT_GE(contrast(theme.roles[i], theme.plot), 3)
        << "role " << i << " " << theme.roles[i].name().toStdString();
  EXPECT_GE(contrast(theme.crosshair, theme.plot), 3);
}

TEST_P(EachTheme, PairsThatAreSeenTogetherDiffer) {
  using enum studies::ColourRole;
  const auto& theme = *GetParam();
  for (const auto& [a, b] : {std::pair{Up, Down},
                             {Positive, Negative},
                             {Spot, Perp},
                             {Fast, Slow},
                             {Bull, Bear},
                             {Teal, Magenta}}) {
    const QColor one = theme.role(a);
    const QColor two = theme.role(b);
    const int apart = std::abs(one.red() - two.red()) + std::abs(one.green() - two.green()) +
                      std::abs(one.blue() - two.blue());
    EXPECT_GE(apart, 120);
  }
}

TEST_P(EachTheme, ReachesEveryAxisOfAPlot) {
  const auto& theme = *GetParam();
  ChartPlot plot;
  plot.setTheme(theme);
  for (auto* axis : {plot.timeAxis(), plot.valueAxis(), plot.secondAxis()}) {
    EXPECT_EQ(axis->tickLabelColor(), theme.dim_text);
    EXPECT_EQ(axis->basePen().color(), theme.axis);
    EXPECT_EQ(axis->grid()->pen().color(), theme.grid);
  }
}

TEST_P(EachTheme, ColoursTheWidgets) {
  const auto& theme = *GetParam();
  const auto palette = paletteOf(theme);
  EXPECT_EQ(palette.color(QPalette::Window), theme.window);
  EXPECT_EQ(palette.color(QPalette::Active, QPalette::Text), theme.text);
  EXPECT_TRUE(styleSheetOf(theme).contains(theme.border.name()));
}

TEST(Theme, StudiesColoursAreAsTheirSourcesNameThem) {
  EXPECT_EQ(darkTheme().role(studies::ColourRole::Teal), QColor("#00ffbd"));
  EXPECT_EQ(darkTheme().role(studies::ColourRole::Magenta), QColor("#e600ff"));
}

TEST(Theme, IsFoundByName) {
  EXPECT_EQ(&themeNamed("light"), &lightTheme());
  EXPECT_EQ(&themeNamed("dark"), &darkTheme());
  EXPECT_EQ(&themeNamed("no such theme"), &darkTheme());
}

}  // namespace
}  // namespace perpscope::ui
