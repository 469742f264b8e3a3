#include "charts/chart_plot.h"

#include <QSignalSpy>
#include <QTest>

#include <gtest/gtest.h>

#include "chart_fixture.h"

namespace perpscope::ui {
namespace {

using test::Chart;

TEST(ChartPlot, TheCrosshairIsDrawnWithoutDrawingThePlotAgain) {
  Chart chart;
  chart.show(0, 638, 0, 1);
  chart.picture();
  const QSignalSpy replots(&chart.plot, &QCustomPlot::afterReplot);
  chart.plot.setCursor(ChartPlot::Cursor{100, "a time", 60.0});
  QImage image(test::kPlotSize, QImage::Format_RGB32);
  chart.plot.render(&image);
  EXPECT_EQ(replots.count(), 0);
  EXPECT_GE(test::rowsOf(image, 101, darkTheme().crosshair).first, 0);
  int across = 0;
  for (int x = 1; x < 639; ++x) across += test::near(image.pixelColor(x, 60), darkTheme().crosshair) ? 1 : 0;
  EXPECT_GT(across, 200);

  chart.plot.setCursor(std::nullopt);
  chart.plot.render(&image);
  EXPECT_EQ(test::rowsOf(image, 101, darkTheme().crosshair, 30).first, -1);
}

TEST(ChartPlot, ACursorOutsideTheViewShowsNoLine) {
  Chart chart;
  chart.show(0, 638, 0, 1);
  chart.picture();
  chart.plot.setCursor(ChartPlot::Cursor{-500, "", 1e6});
  QImage image(test::kPlotSize, QImage::Format_RGB32);
  chart.plot.render(&image);
  for (int x = 0; x < 640; x += 7) EXPECT_EQ(test::rowsOf(image, x, darkTheme().crosshair, 20).first, -1);
}

TEST(ChartPlot, NeverChangesItsOwnRange) {
  Chart chart;
  chart.show(0, 638, 0, 1);
  chart.plot.show();
  QTest::mousePress(&chart.plot, Qt::LeftButton, {}, {300, 100});
  QTest::mouseMove(&chart.plot, {200, 100});
  QTest::mouseRelease(&chart.plot, Qt::LeftButton, {}, {200, 100});
  EXPECT_EQ(chart.plot.timeAxis()->range(), QCPRange(0, 638));
}

void turnWheel(ChartPlot& plot, QPoint turn, Qt::KeyboardModifiers modifiers = {}) {
  QWheelEvent event(QPointF(320, 100), plot.mapToGlobal(QPointF(320, 100)), {}, turn, Qt::NoButton, modifiers,
                    Qt::NoScrollPhase, false);
  QCoreApplication::sendEvent(&plot, &event);
}

TEST(ChartPlot, TellsWhatTheMouseDoes) {
  Chart chart;
  chart.show(0, 638, 0, 1);
  chart.plot.show();
  QSignalSpy hovered(&chart.plot, &ChartPlot::hovered);
  QSignalSpy dragged(&chart.plot, &ChartPlot::dragged);
  QSignalSpy fit(&chart.plot, &ChartPlot::fitAsked);
  QTest::mousePress(&chart.plot, Qt::LeftButton, {}, {300, 100});
  QTest::mouseMove(&chart.plot, {290, 100});
  QTest::mouseRelease(&chart.plot, Qt::LeftButton, {}, {290, 100});
  QTest::mouseMove(&chart.plot, {101, 50});
  ASSERT_EQ(dragged.count(), 1);
  EXPECT_EQ(dragged[0][0].toDouble(), -10);
  ASSERT_GE(hovered.count(), 1);
  EXPECT_NEAR(hovered.last()[0].toDouble(), 100, 1);
  EXPECT_EQ(hovered.last()[1].toDouble(), 50);
  QTest::mouseDClick(&chart.plot, Qt::LeftButton, {}, {100, 50});
  EXPECT_EQ(fit.count(), 1);
}

TEST(ChartPlot, TheWheelZoomsAndWithControlScrolls) {
  Chart chart;
  chart.show(0, 638, 0, 1);
  chart.picture();
  QSignalSpy wheeled(&chart.plot, &ChartPlot::wheeled);
  QSignalSpy scrolled(&chart.plot, &ChartPlot::scrolled);
  turnWheel(chart.plot, {0, 120});
  ASSERT_EQ(wheeled.count(), 1);
  EXPECT_NEAR(wheeled[0][0].toDouble(), 319, 1);
  EXPECT_EQ(wheeled[0][1].toDouble(), 1);
  turnWheel(chart.plot, {0, -240}, Qt::ControlModifier);
  turnWheel(chart.plot, {120, 0});
  ASSERT_EQ(scrolled.count(), 2);
  EXPECT_EQ(scrolled[0][0].toDouble(), -2);
  EXPECT_EQ(scrolled[1][0].toDouble(), 1);
}

TEST(ChartPlot, LinedUpWhateverTheLabels) {
  ChartPlot with;
  ChartPlot without;
  for (auto* plot : {&with, &without}) {
    plot->resize(640, 240);
    plot->setMargins(10, 90, plot == &with);
    plot->timeAxis()->setRange(0, 1e6);
    plot->replot();
  }
  EXPECT_EQ(with.axisRect()->left(), without.axisRect()->left());
  EXPECT_EQ(with.axisRect()->right(), without.axisRect()->right());
  EXPECT_LT(with.axisRect()->bottom(), without.axisRect()->bottom());
}

TEST(ChartPlot, AnotherThemeIsAnotherBackground) {
  Chart chart;
  chart.plot.setTheme(lightTheme());
  EXPECT_EQ(chart.picture().pixelColor(300, 100), lightTheme().plot);
  EXPECT_EQ(&chart.plot.theme(), &lightTheme());
}

}  // namespace
}  // namespace perpscope::ui
