#include "panes/pane_widget.h"

#include <gmock/gmock.h>

#include "synthetic_study.h"

namespace perpscope::ui {
namespace {

using test::everyKindDeclaration;
using test::syntheticSnapshot;
using testing::Contains;
using testing::ElementsAre;
using testing::Not;

class PaneWidgetTest : public testing::Test {
 protected:
  std::unique_ptr<PaneWidget> pane(std::size_t index, const app::SnapshotPtr& snapshot) {
    auto widget =
        std::make_unique<PaneWidget>(PaneWidget::Place{index, index == 0, index == 2, index == 0}, snapshot);
    widget->resize(800, 200);
    widget->setMargins(1, 80, true);
    const auto range = snapshot->grid.range();
    widget->setView(secondsOf(range.from), secondsOf(range.to));
    return widget;
  }
  // Colours in the plot's rows and columns, overlay included.
  static std::set<QRgb> coloursOf(PaneWidget& widget) {
    widget.replot(QCustomPlot::rpImmediateRefresh);
    const QImage image = widget.grab().toImage();
    std::set<QRgb> colours;
    const QRect rect = widget.axisRect()->rect();
    for (int y = rect.top(); y <= rect.bottom(); ++y)
      for (int x = rect.left(); x <= rect.right(); ++x) colours.insert(image.pixel(x, y));
    return colours;
  }
  static QRgb colour(studies::ColourRole role) { return darkTheme().role(role).rgb(); }

  studies::Declaration declaration_ = everyKindDeclaration();
  test::SyntheticOptions options_{.declaration = &declaration_};
};

std::vector<std::string> asStrings(const QStringList& list) {
  std::vector<std::string> strings;
  for (const auto& text : list) strings.push_back(text.toStdString());
  return strings;
}

template <class Plot>
int countOf(const QCustomPlot& plot) {
  int count = 0;
  for (int i = 0; i < plot.plottableCount(); ++i)
    if (dynamic_cast<Plot*>(const_cast<QCustomPlot&>(plot).plottable(i)) != nullptr) ++count;
  return count;
}

TEST_F(PaneWidgetTest, BuildsAPlottableForEachKindOfDrawing) {
  const auto snapshot = syntheticSnapshot(options_);
  const auto prices = pane(0, snapshot);
  EXPECT_EQ(countOf<VolumePlot>(*prices), 1);
  EXPECT_EQ(countOf<CandlePlot>(*prices), 1);
  EXPECT_EQ(countOf<ShadePlot>(*prices), 1);
  EXPECT_EQ(countOf<MarkerPlot>(*prices), 2);
  EXPECT_EQ(countOf<LegChangePlot>(*prices), 1);
  const auto waves = pane(1, snapshot);
  EXPECT_EQ(countOf<HistogramPlot>(*waves), 1);
  EXPECT_EQ(countOf<BandPlot>(*waves), 1);
  EXPECT_EQ(countOf<LinePlot>(*waves), 2);
  EXPECT_EQ(countOf<MarkerPlot>(*waves), 1);
  EXPECT_EQ(countOf<LegChangePlot>(*waves), 0) << "said once, in the study's first pane";
  EXPECT_EQ(countOf<StripPlot>(*pane(2, snapshot)), 1);
}

TEST_F(PaneWidgetTest, DrawsInTheColoursOfTheRoles) {
  options_.bars = 60;
  const auto colours = coloursOf(*pane(0, syntheticSnapshot(options_)));
  EXPECT_THAT(colours, Contains(colour(studies::ColourRole::Up)));
  EXPECT_THAT(colours, Not(Contains(colour(studies::ColourRole::Down)))) << "every candle closes higher";
  EXPECT_THAT(colours, Contains(colour(studies::ColourRole::Bull))) << "marker at the foot";
}

TEST_F(PaneWidgetTest, ReadsOutEveryOutputOfTheBarUnderTheCursor) {
  const auto widget = pane(1, syntheticSnapshot(options_));
  widget->setReadoutBar(10);
  EXPECT_THAT(asStrings(widget->readout()),
              ElementsAre("close 110.00 USD", "wave 1.000 %", "band_up 1.500 %", "band_down 0.500 %"));
}

TEST_F(PaneWidgetTest, ReadsOutTheNewestVisibleBarWithoutACursor) {
  const auto snapshot = syntheticSnapshot(options_);
  const auto widget = pane(1, snapshot);
  EXPECT_EQ(widget->readout().front(), "close 499.00 USD");
  widget->setView(secondsOf(snapshot->grid.open(0)), secondsOf(snapshot->grid.open(100)) - 1);
  EXPECT_EQ(widget->readout().front(), "close 199.00 USD");
}

TEST_F(PaneWidgetTest, ReadsOutDashesForAHoleAndOutsideTheData) {
  options_.hole_from = 5;
  options_.hole_to = 9;
  const auto widget = pane(1, syntheticSnapshot(options_));
  for (const std::int64_t bar : {6, -3, 100'000}) {
    widget->setReadoutBar(bar);
    EXPECT_EQ(widget->readout().front(), QStringLiteral("close –")) << bar;
  }
}

TEST_F(PaneWidgetTest, LegsWithoutDataInViewAreNamedOnceAStudy) {
  options_.hole_to = 300;
  const auto snapshot = syntheticSnapshot(options_);
  snapshot->legs = {{"binance:BTCUSDT", "perp", snapshot->grid.open(250), snapshot->grid.open(400), {}},
                    {"kraken:XBT/USD", "spot", snapshot->grid.open(0), snapshot->grid.open(400), {}},
                    {"okx:BTC-USDT", "spot", Time::max(), Time::min(), "not stored"}};
  PaneWidget first({1, true, false, false}, snapshot);
  first.setView(secondsOf(snapshot->grid.open(120)), secondsOf(snapshot->grid.open(200)));
  EXPECT_TRUE(first.emptyWords().endsWith(QString::fromStdString(
      "\nno perp of binance:BTCUSDT before " + isoDate(snapshot->grid.open(250)) + ": import or sync it")))
      << first.emptyWords().toStdString();
  PaneWidget second({2, false, true, false}, snapshot);
  second.setView(secondsOf(snapshot->grid.open(120)), secondsOf(snapshot->grid.open(200)));
  EXPECT_FALSE(second.emptyWords().contains("import"));
}

TEST_F(PaneWidgetTest, ScalesToWhatIsVisibleWithTheZeroOfHistograms) {
  const auto snapshot = syntheticSnapshot(options_);
  const auto widget = pane(0, snapshot);
  widget->setView(secondsOf(snapshot->grid.open(100)), secondsOf(snapshot->grid.open(110)) - 1);
  EXPECT_LT(widget->valueAxis()->range().lower, 198);
  EXPECT_GT(widget->valueAxis()->range().lower, 190);
  EXPECT_GT(widget->valueAxis()->range().upper, 211);
  EXPECT_LT(widget->valueAxis()->range().upper, 220);
  const auto waves = pane(1, snapshot);
  // Bars 6 … 13: the wave is above 0.8 all the time.
  waves->setView(secondsOf(snapshot->grid.open(6)), secondsOf(snapshot->grid.open(14)) - 1);
  EXPECT_LE(waves->valueAxis()->range().lower, 0);
}

TEST_F(PaneWidgetTest, ASingleValueStillHasARange) {
  declaration_.panes = {
      {"zero", "Zero", 1, {{studies::DrawingKind::Line, {"wave"}, {}, {}, {}, {}}}, {}, {}}};
  options_.bars = 1;  // the wave is 0 there
  const auto widget = pane(0, syntheticSnapshot(options_));
  EXPECT_LT(widget->valueAxis()->range().lower, 0);
  EXPECT_GT(widget->valueAxis()->range().upper, 0);
}

TEST_F(PaneWidgetTest, ALevelFollowsItsParameterAndIsInViewWhenNear) {
  EXPECT_DOUBLE_EQ(levelValue(declaration_.panes[1].levels[1], *syntheticSnapshot(options_)), 1.0);
  options_.overrides = {{"level", "0.8"}};
  const auto snapshot = syntheticSnapshot(options_);
  EXPECT_DOUBLE_EQ(levelValue(declaration_.panes[1].levels[1], *snapshot), 1.6);
  EXPECT_GT(pane(1, snapshot)->valueAxis()->range().upper, 1.6);
}

TEST_F(PaneWidgetTest, AnEmptyPaneSaysWhy) {
  options_.bars = 0;
  auto snapshot = syntheticSnapshot(options_);
  PaneWidget nothing({0, true, false, true}, snapshot);
  nothing.resize(400, 100);
  nothing.setView(0, 100);
  EXPECT_EQ(nothing.emptyWords(), "Nothing to draw: the cache is empty.");
  EXPECT_TRUE(nothing.remarks().isEmpty()) << "not said twice";
}

TEST_F(PaneWidgetTest, AHoleThatFillsTheViewIsSaid) {
  options_.hole_from = 100;
  options_.hole_to = 300;
  const auto snapshot = syntheticSnapshot(options_);
  const auto& grid = snapshot->grid;
  const auto whole =
      QString::fromStdString(isoDate(grid.open(0)) + " to " + isoDate(grid.open(grid.size - 1)));
  for (const std::size_t index : {1U, 2U, 0U}) {
    const auto widget = pane(index, snapshot);
    EXPECT_EQ(widget->emptyWords(), "");
    widget->setView(secondsOf(snapshot->grid.open(120)), secondsOf(snapshot->grid.open(200)));
    EXPECT_EQ(widget->emptyWords(), QString::fromStdString(declaration_.panes[index].title) +
                                        ": no values in this stretch of time, but from " + whole);
  }
}

TEST_F(PaneWidgetTest, NotesAreInTheFirstPaneAndTheCautionInTheLast) {
  auto snapshot = syntheticSnapshot(options_);
  snapshot->notes = {"Without kraken (perp)"};
  EXPECT_THAT(asStrings(pane(0, snapshot)->remarks()), ElementsAre("Without kraken (perp)"));
  EXPECT_TRUE(pane(1, snapshot)->remarks().isEmpty());
  EXPECT_THAT(asStrings(pane(2, snapshot)->remarks()), ElementsAre("a caution"));
}

TEST_F(PaneWidgetTest, ASimulatedMarketIsSaidOnScreen) {
  auto snapshot = syntheticSnapshot(options_);
  EXPECT_THAT(coloursOf(*pane(0, snapshot)), Not(Contains(colour(studies::ColourRole::Hot))));
  snapshot->simulated = true;
  EXPECT_THAT(coloursOf(*pane(0, snapshot)), Contains(colour(studies::ColourRole::Hot)));
}

TEST_F(PaneWidgetTest, ASnapshotIsSwappedWithoutBuilding) {
  const auto widget = pane(1, syntheticSnapshot(options_));
  const auto* plot = widget->plottable(0);
  options_.bars = 500;
  widget->setSnapshot(syntheticSnapshot(options_));
  EXPECT_EQ(widget->plottable(0), plot);
  widget->setReadoutBar(450);
  EXPECT_EQ(widget->readout().front(), "close 550.00 USD");
}

TEST_F(PaneWidgetTest, ANewThemeChangesEveryColour) {
  const auto widget = pane(0, syntheticSnapshot(options_));
  widget->setPaneTheme(lightTheme());
  const auto colours = coloursOf(*widget);
  EXPECT_THAT(colours, Contains(lightTheme().role(studies::ColourRole::Up).rgb()));
  EXPECT_THAT(colours, Not(Contains(colour(studies::ColourRole::Up))));
  EXPECT_THAT(colours, Not(Contains(darkTheme().plot.rgb())));
}

TEST(ToggledOn, ReadsSwitchesAndChoices) {
  auto style = test::param("style", "Style", studies::ParamType::Choice, std::string("bars"));
  style.choices = {"bars", "lines"};
  const std::vector<studies::ParamDecl> params{test::param("on", "On", studies::ParamType::Toggle, true),
                                               style};
  const auto settings = studies::resolve(params, Interval::D1, {{"on", "false"}}).value();
  EXPECT_TRUE(toggledOn("", settings));
  EXPECT_FALSE(toggledOn("on", settings));
  EXPECT_TRUE(toggledOn("style=bars", settings));
  EXPECT_FALSE(toggledOn("style=lines", settings));
}

}  // namespace
}  // namespace perpscope::ui
