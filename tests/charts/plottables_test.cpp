#include <gtest/gtest.h>

#include "chart_fixture.h"
#include "charts/level_plot.h"

namespace perpscope::ui {
namespace {

using test::Chart;
using test::dailyGrid;
using test::near;
using test::rowsOf;
using test::seriesOf;

const QColor kUp("#00c000");
const QColor kDown("#c00000");
const QColor kLine("#4080ff");

// Bars 0 … 9, one of them a hole: each is 63.8 pixels wide.
constexpr std::size_t kTen = 10;
constexpr std::size_t kHole = 4;
int middleOf(std::size_t bar) {
  return 1 + static_cast<int>((static_cast<double>(bar) + 0.5) * test::kPlotWidth / kTen);
}
int yOf(const Chart& chart, double value) {
  return static_cast<int>(chart.plot.valueAxis()->coordToPixel(value));
}

template <class Formula>
BlockSeries tenWithHole(Formula formula) {
  return seriesOf(kTen, [&](std::size_t i) { return i == kHole ? kMissing : formula(i); });
}

bool holds(const QImage& image, int x, const QColor& colour) { return rowsOf(image, x, colour).first >= 0; }

TEST(HistogramPlot, ColoursBySignAndLeavesHolesEmpty) {
  Chart chart;
  auto* plot = chart.add<HistogramPlot>();
  plot->setData(dailyGrid(kTen), tenWithHole([](std::size_t i) { return i % 2 == 0 ? 1.0 : -0.5; }));
  plot->setColours(kUp, kDown);
  chart.showBars(dailyGrid(kTen), 0, kTen, -1, 1);
  const QImage image = chart.picture();
  EXPECT_EQ(rowsOf(image, middleOf(0), kUp).first, 1);
  EXPECT_NEAR(rowsOf(image, middleOf(0), kUp).second, yOf(chart, 0), 1);
  EXPECT_FALSE(holds(image, middleOf(0), kDown));
  const auto below = rowsOf(image, middleOf(1), kDown);
  EXPECT_NEAR(below.first, yOf(chart, 0), 1);
  EXPECT_NEAR(below.second, yOf(chart, -0.5), 1);
  EXPECT_FALSE(holds(image, middleOf(kHole), kUp));
  EXPECT_FALSE(holds(image, middleOf(kHole), kDown));
}

TEST(HistogramPlot, OpacityComesPerBar) {
  Chart chart;
  auto* plot = chart.add<HistogramPlot>();
  plot->setData(dailyGrid(kTen), seriesOf(kTen, [](std::size_t) { return 1.0; }));
  plot->setOpacity(seriesOf(kTen, [](std::size_t i) { return i == 0 ? 1.0 : i == 1 ? 0.5 : kMissing; }));
  plot->setColours(kUp, kDown);
  chart.showBars(dailyGrid(kTen), 0, kTen, 0, 1);
  const QImage image = chart.picture();
  EXPECT_TRUE(near(image.pixelColor(middleOf(0), 120), kUp));
  const QColor half((kUp.red() + darkTheme().plot.red()) / 2, (kUp.green() + darkTheme().plot.green()) / 2,
                    (kUp.blue() + darkTheme().plot.blue()) / 2);
  EXPECT_TRUE(near(image.pixelColor(middleOf(1), 120), half));
  EXPECT_TRUE(near(image.pixelColor(middleOf(2), 120), kUp));
}

TEST(LinePlot, GoesThroughTheMiddleOfBarsAndBreaksAtHoles) {
  Chart chart;
  auto* plot = chart.add<LinePlot>();
  plot->setData(dailyGrid(kTen), tenWithHole([](std::size_t i) { return static_cast<double>(i) / 10; }));
  plot->setColour(kLine);
  chart.showBars(dailyGrid(kTen), 0, kTen, 0, 1);
  const QImage image = chart.picture();
  for (const std::size_t bar : {1U, 2U, 7U}) {
    const auto rows = rowsOf(image, middleOf(bar), kLine, 110);
    EXPECT_NEAR((rows.first + rows.second) / 2.0, yOf(chart, static_cast<double>(bar) / 10), 1.5) << bar;
  }
  for (int x = middleOf(kHole - 1) + 3; x < middleOf(kHole + 1) - 3; ++x)
    EXPECT_FALSE(near(image.pixelColor(x, yOf(chart, 0.4)), kLine, 60)) << x;
  EXPECT_FALSE(rowsOf(image, middleOf(kHole), kLine, 110).first >= 0);
}

TEST(LinePlot, AValueBetweenTwoHolesIsAPoint) {
  Chart chart;
  auto* plot = chart.add<LinePlot>();
  plot->setData(dailyGrid(kTen), seriesOf(kTen, [](std::size_t i) { return i == 5 ? 0.5 : kMissing; }));
  plot->setColour(kLine);
  chart.showBars(dailyGrid(kTen), 0, kTen, 0, 1);
  const QImage image = chart.picture();
  EXPECT_NEAR(rowsOf(image, middleOf(5), kLine, 110).first, 120, 2);
}

TEST(BandPlot, FillsBetweenItsSeriesWhereBothAre) {
  Chart chart;
  auto* plot = chart.add<BandPlot>();
  plot->setData(dailyGrid(kTen), seriesOf(kTen, [](std::size_t) { return 0.75; }),
                tenWithHole([](std::size_t) { return 0.25; }));
  plot->setColour(kLine);
  chart.showBars(dailyGrid(kTen), 0, kTen, 0, 1);
  const QImage image = chart.picture();
  const auto rows = rowsOf(image, middleOf(2), kLine);
  EXPECT_NEAR(rows.first, yOf(chart, 0.75), 1);
  EXPECT_NEAR(rows.second, yOf(chart, 0.25), 1);
  EXPECT_FALSE(holds(image, middleOf(kHole), kLine));
}

CandleSeries candles() {
  return {tenWithHole([](std::size_t i) { return i % 2 == 0 ? 0.4 : 0.6; }),
          tenWithHole([](std::size_t) { return 0.8; }), tenWithHole([](std::size_t) { return 0.2; }),
          tenWithHole([](std::size_t i) { return i % 2 == 0 ? 0.6 : 0.4; })};
}

TEST(CandlePlot, HasBodyAndWick) {
  Chart chart;
  auto* plot = chart.add<CandlePlot>();
  plot->setData(dailyGrid(kTen), candles());
  plot->setColours(kUp, kDown);
  chart.showBars(dailyGrid(kTen), 0, kTen, 0, 1);
  const QImage image = chart.picture();
  const auto body = rowsOf(image, middleOf(2) - 15, kUp);
  EXPECT_NEAR(body.first, yOf(chart, 0.6), 1);
  EXPECT_NEAR(body.second, yOf(chart, 0.4), 1);
  bool wick = false;
  for (int x = middleOf(2) - 2; x <= middleOf(2) + 2; ++x) {
    const auto rows = rowsOf(image, x, kUp);
    wick =
        wick || (std::abs(rows.first - yOf(chart, 0.8)) <= 1 && std::abs(rows.second - yOf(chart, 0.2)) <= 1);
  }
  EXPECT_TRUE(wick);
  EXPECT_TRUE(holds(image, middleOf(1), kDown));
  EXPECT_FALSE(holds(image, middleOf(kHole), kUp) || holds(image, middleOf(kHole), kDown));
}

TEST(CandlePlot, NarrowCandlesReachFromLowToHigh) {
  constexpr std::size_t kMany = 6'000;
  Chart chart;
  auto* plot = chart.add<CandlePlot>();
  plot->setData(
      dailyGrid(kMany),
      {seriesOf(kMany, [](std::size_t) { return 0.5; }), seriesOf(kMany, [](std::size_t) { return 0.75; }),
       seriesOf(kMany, [](std::size_t) { return 0.25; }), seriesOf(kMany, [](std::size_t) { return 0.6; })});
  plot->setColours(kUp, kDown);
  chart.showBars(dailyGrid(kMany), 0, kMany, 0, 1);
  const auto rows = rowsOf(chart.picture(), 300, kUp);
  EXPECT_NEAR(rows.first, yOf(chart, 0.75), 1);
  EXPECT_NEAR(rows.second, yOf(chart, 0.25), 1);
}

TEST(CandlePlot, ExtentHasLowsAndHighs) {
  Chart chart;
  auto* plot = chart.add<CandlePlot>();
  plot->setData(dailyGrid(kTen), candles());
  EXPECT_EQ(plot->extent(0, kTen).min, 0.2);
  EXPECT_EQ(plot->extent(0, kTen).max, 0.8);
  EXPECT_TRUE(plot->extent(kHole, kHole + 1).empty());
}

TEST(VolumePlot, StandsOnThePanesFootWithTheCandlesColour) {
  Chart chart;
  auto* plot = chart.add<VolumePlot>();
  plot->setData(dailyGrid(kTen), tenWithHole([](std::size_t i) { return i == 2 ? 10.0 : 5.0; }),
                seriesOf(kTen, [](std::size_t) { return 1.0; }),
                seriesOf(kTen, [](std::size_t i) { return i % 2 == 0 ? 2.0 : 0.5; }));
  plot->setColours(kUp, kDown);
  chart.showBars(dailyGrid(kTen), 0, kTen, 100, 200);
  const QImage image = chart.picture();
  const QColor back = darkTheme().plot;
  const auto heightAt = [&](std::size_t bar) {
    int height = 0;
    while (height < 200 && !near(image.pixelColor(middleOf(bar), 237 - height), back, 4)) ++height;
    return height;
  };
  EXPECT_GT(heightAt(2), 30);
  EXPECT_NEAR(heightAt(1) * 2, heightAt(2), 3);
  EXPECT_EQ(heightAt(kHole), 0);
  EXPECT_GT(image.pixelColor(middleOf(2), 230).green(), image.pixelColor(middleOf(2), 230).red());
  EXPECT_GT(image.pixelColor(middleOf(1), 230).red(), image.pixelColor(middleOf(1), 230).green());
}

TEST(ShadePlot, TintsWhileTheConditionHolds) {
  Chart chart;
  auto* plot = chart.add<ShadePlot>();
  plot->setData(dailyGrid(kTen), tenWithHole([](std::size_t i) { return i >= 3 && i <= 6 ? 1.0 : 0.0; }));
  plot->setColour(kUp);
  chart.showBars(dailyGrid(kTen), 0, kTen, 0, 1);
  const QImage image = chart.picture();
  EXPECT_FALSE(holds(image, middleOf(2), kUp));
  EXPECT_EQ(rowsOf(image, middleOf(3), kUp), (std::pair{1, 237}));
  EXPECT_FALSE(holds(image, middleOf(kHole), kUp));
  EXPECT_TRUE(holds(image, middleOf(6), kUp));
}

TEST(MarkerPlot, ACircleLiesOnItsSeries) {
  Chart chart;
  auto* plot = chart.add<MarkerPlot>();
  plot->setData(dailyGrid(kTen), seriesOf(kTen, [](std::size_t i) { return i == 2 ? 1.0 : 0.0; }),
                seriesOf(kTen, [](std::size_t) { return 0.7; }));
  plot->setStyle(MarkerPlot::Place::OnSeries, kUp, {});
  chart.showBars(dailyGrid(kTen), 0, kTen, 0, 1);
  const QImage image = chart.picture();
  const auto rows = rowsOf(image, middleOf(2), kUp);
  EXPECT_NEAR((rows.first + rows.second) / 2.0, yOf(chart, 0.7), 1.5);
  EXPECT_NEAR(rows.second - rows.first, 6, 2);
  EXPECT_FALSE(holds(image, middleOf(3), kUp));
}

TEST(MarkerPlot, ArrowsStandAtTheEdges) {
  for (const auto place : {MarkerPlot::Place::Top, MarkerPlot::Place::Foot}) {
    Chart chart;
    auto* plot = chart.add<MarkerPlot>();
    plot->setData(dailyGrid(kTen), seriesOf(kTen, [](std::size_t i) { return i == 2 ? 1.0 : 0.0; }), {});
    plot->setStyle(place, kUp, {});
    chart.showBars(dailyGrid(kTen), 0, kTen, 0, 1);
    const auto rows = rowsOf(chart.picture(), middleOf(2), kUp);
    EXPECT_NEAR(rows.first, place == MarkerPlot::Place::Top ? 2 : 229, 3);
    EXPECT_NEAR(rows.second, place == MarkerPlot::Place::Top ? 10 : 237, 3);
  }
}

TEST(StripPlot, FillsLanesBySign) {
  Chart chart;
  auto* plot = chart.add<StripPlot>();
  plot->setData(dailyGrid(kTen), {{"a", seriesOf(kTen, [](std::size_t) { return 1.0; }), 1},
                                  {"b", tenWithHole([](std::size_t i) { return i == 0 ? 0.0 : -3.0; }), 3}});
  plot->setColours(kUp, kDown, Qt::white);
  chart.showBars(dailyGrid(kTen), 0, kTen, 0, 1);
  const QImage image = chart.picture();
  EXPECT_LT(rowsOf(image, middleOf(1), kUp).second, 121);
  EXPECT_GT(rowsOf(image, middleOf(1), kDown).first, 119);
  EXPECT_FALSE(holds(image, middleOf(0), kDown));
  EXPECT_FALSE(holds(image, middleOf(kHole), kDown));
  EXPECT_TRUE(holds(image, middleOf(kHole), kUp));
}

TEST(HistogramPlot, TintsByAnotherSeriesAndFallsBackToTheSign) {
  Chart chart;
  auto* plot = chart.add<HistogramPlot>();
  plot->setData(dailyGrid(kTen), seriesOf(kTen, [](std::size_t) { return 1.0; }));
  plot->setTintedBy(seriesOf(kTen, [](std::size_t i) { return i == 1 ? 2.0 : i == 2 ? -2.0 : kMissing; }));
  plot->setTints({{2, kLine}, {-2, kDown}});
  plot->setColours(kUp, kDown);
  chart.showBars(dailyGrid(kTen), 0, kTen, -1, 1);
  const QImage image = chart.picture();
  EXPECT_TRUE(holds(image, middleOf(0), kUp));
  EXPECT_TRUE(holds(image, middleOf(1), kLine) && !holds(image, middleOf(1), kUp));
  EXPECT_TRUE(holds(image, middleOf(2), kDown));
}

TEST(LinePlot, TakesTheColourOfItsSign) {
  Chart chart;
  auto* plot = chart.add<LinePlot>();
  plot->setData(dailyGrid(kTen), seriesOf(kTen, [](std::size_t i) { return i < 5 ? 0.5 : -0.5; }));
  plot->setColours(kUp, kDown);
  chart.showBars(dailyGrid(kTen), 0, kTen, -1, 1);
  const QImage image = chart.picture();
  constexpr int kSmooth = 90;  // an edge pixel is part background
  const auto drawn = [&](std::size_t bar, const QColor& colour) {
    return rowsOf(image, middleOf(bar), colour, kSmooth).first >= 0;
  };
  EXPECT_TRUE(drawn(2, kUp) && !drawn(2, kDown));
  EXPECT_TRUE(drawn(7, kDown) && !drawn(7, kUp));
}

TEST(BandPlot, ChangesColourWhereItsSeriesCross) {
  Chart chart;
  auto* plot = chart.add<BandPlot>();
  plot->setData(dailyGrid(kTen), seriesOf(kTen, [](std::size_t i) { return i < 5 ? 0.5 : -0.5; }),
                seriesOf(kTen, [](std::size_t i) { return i < 5 ? -0.5 : 0.5; }));
  plot->setColours(kUp, kDown);
  chart.showBars(dailyGrid(kTen), 0, kTen, -1, 1);
  const QImage image = chart.picture();
  EXPECT_TRUE(holds(image, middleOf(2), kUp) && !holds(image, middleOf(2), kDown));
  EXPECT_TRUE(holds(image, middleOf(7), kDown) && !holds(image, middleOf(7), kUp));
  const int crossing = (middleOf(4) + middleOf(5)) / 2;
  EXPECT_TRUE(holds(image, crossing - 6, kUp) && holds(image, crossing + 6, kDown));
}

TEST(ShadePlot, ShadesWhereValuesAreFarFromZero) {
  Chart chart;
  auto* plot = chart.add<ShadePlot>();
  plot->setBeyond(1.25);
  plot->setData(dailyGrid(kTen), seriesOf(kTen, [](std::size_t i) {
                  return i == 2 ? 1.3 : i == 3 ? -1.3 : i == 4 ? 1.25 : kMissing;
                }));
  plot->setColour(kUp);
  chart.showBars(dailyGrid(kTen), 0, kTen, -1, 1);
  const QImage image = chart.picture();
  for (std::size_t bar = 0; bar < kTen; ++bar)
    EXPECT_EQ(holds(image, middleOf(bar), kUp), bar == 2 || bar == 3) << bar;
}

TEST(BarPlottable, IsDrawnWhereItsPlacementSays) {
  Chart chart;
  auto* plot = chart.add<HistogramPlot>();
  plot->setPlacement({50, 0.02, -1});
  plot->setData(dailyGrid(kTen), seriesOf(kTen, [](std::size_t i) { return i == 3 ? 75.0 : kMissing; }));
  plot->setColours(kUp, kDown);
  chart.showBars(dailyGrid(kTen), 0, kTen, -1, 1);
  const QImage image = chart.picture();
  EXPECT_FALSE(holds(image, middleOf(3), kUp));
  EXPECT_NEAR(rowsOf(image, middleOf(2), kUp).first, yOf(chart, 0.5), 1);
  EXPECT_NEAR(rowsOf(image, middleOf(2), kUp).second, yOf(chart, 0), 1);
  EXPECT_DOUBLE_EQ(plot->drawnExtent(0, kTen).max, 0.5);
}

TEST(LabelPlot, NeverLetsLabelsTouchAndKeepsTheNewest) {
  Chart chart;
  auto* plot = chart.add<LabelPlot>();
  plot->setData(dailyGrid(kTen), {seriesOf(kTen, [](std::size_t) { return 1.0; }),
                                  seriesOf(kTen, [](std::size_t i) { return i % 2 == 0 ? 1.0 : 0.0; }),
                                  seriesOf(kTen, [](std::size_t i) { return i == 9 ? 1.0 : 0.0; })});
  plot->setStyles({{"EXTREME Premium", kUp}, {"BULL Pressure", kDown}, {"flush", kLine, true}});
  chart.showBars(dailyGrid(kTen), 0, kTen, -1, 1);
  const auto placed = plot->placed(chart.plot.fontMetrics());
  ASSERT_GT(placed.size(), 3U);
  EXPECT_NEAR(placed.front().at, middleOf(9), 2) << "the newest first";
  for (std::size_t a = 0; a < placed.size(); ++a)
    for (std::size_t b = a + 1; b < placed.size(); ++b)
      EXPECT_FALSE(placed[a].box.intersects(placed[b].box)) << a << " and " << b;
  EXPECT_EQ(std::ranges::count(placed, 2U, &LabelPlot::Placed::style), 1) << "the foot has room of its own";
}

TEST(LevelPlot, TintsTheFarSideOfALevel) {
  Chart chart;
  auto* plot = chart.add<LevelPlot>();
  plot->setLevels({{0.5, Qt::white, kUp}, {-0.5, Qt::white, kDown}});
  chart.show(0, 1, -1, 1);
  const QImage image = chart.picture();
  EXPECT_TRUE(near(image.pixelColor(300, yOf(chart, 0.8)), kUp));
  EXPECT_TRUE(near(image.pixelColor(300, yOf(chart, 0)), darkTheme().plot));
  EXPECT_TRUE(near(image.pixelColor(300, yOf(chart, -0.8)), kDown));
}

TEST(LegChangePlot, MarksBarsWhereACountChanges) {
  Chart chart;
  auto* plot = chart.add<LegChangePlot>();
  plot->setData(dailyGrid(kTen), {tenWithHole([](std::size_t i) { return i < 6 ? 3.0 : 4.0; })});
  plot->setColour(kUp);
  chart.showBars(dailyGrid(kTen), 0, kTen, 0, 1);
  const QImage image = chart.picture();
  for (std::size_t bar = 0; bar < kTen; ++bar)
    EXPECT_EQ(holds(image, middleOf(bar), kUp) || holds(image, middleOf(bar) - 1, kUp), bar == 6) << bar;
}

TEST(EveryPlottable, DrawsNothingWithoutData) {
  Chart chart;
  chart.add<HistogramPlot>();
  chart.add<LinePlot>();
  chart.add<BandPlot>();
  chart.add<CandlePlot>();
  chart.add<VolumePlot>();
  chart.add<ShadePlot>();
  chart.add<MarkerPlot>();
  chart.add<StripPlot>();
  chart.add<LevelPlot>();
  chart.add<LegChangePlot>();
  chart.add<LabelPlot>();
  chart.show(0, 1e6, 0, 1);
  const QImage image = chart.picture();
  EXPECT_EQ(rowsOf(image, 320, darkTheme().plot, 0), (std::pair{0, 239}));
}

}  // namespace
}  // namespace perpscope::ui
