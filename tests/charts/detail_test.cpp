// What is seen from afar: columns of pixels instead of bars.
#include <gtest/gtest.h>

#include "chart_fixture.h"

namespace perpscope::ui {
namespace {

using test::Chart;
using test::near;
using test::noise;
using test::rowsOf;

const QColor kColour("#40c0ff");

// Tells its slots.
class Probe final : public BarPlottable {
 public:
  using BarPlottable::BarPlottable;
  using BarPlottable::slotsInView;
  void set(const Grid& grid) { setGrid(grid); }
  [[nodiscard]] Summary extent(std::size_t, std::size_t) const override { return {}; }

 protected:
  void draw(QCPPainter*) override {}
};

Grid minutes(std::size_t size) { return {Interval::M1, barNumber(utc(2015, 1, 1), Interval::M1), size}; }

TEST(Slots, AreBarsWhileBarsAreWide) {
  Chart chart;
  auto* probe = chart.add<Probe>();
  probe->set(test::dailyGrid(100));
  chart.showBars(test::dailyGrid(100), 20, 30, 0, 1);
  const auto found = probe->slotsInView();
  // One beyond each edge, so that lines reach it.
  ASSERT_GE(found.size(), 12U);
  EXPECT_EQ(found.front().first, 19U);
  EXPECT_EQ(found[1].first, 20U);
  EXPECT_NEAR(found[1].left, 1, 1e-6);
  EXPECT_NEAR(found[1].right, 1 + test::kPlotWidth / 10.0, 1e-6);
  EXPECT_NEAR(found[10].right, 1 + test::kPlotWidth, 1e-6);
}

TEST(Slots, MonthsAreAsWideAsTheyAreLong) {
  const Grid months{Interval::Mo1, barNumber(utc(2023, 1, 1), Interval::Mo1), 12};
  Chart chart;
  auto* probe = chart.add<Probe>();
  probe->set(months);
  chart.showBars(months, 0, 12, 0, 1);
  const auto found = probe->slotsInView();
  ASSERT_EQ(found.size(), 12U);
  EXPECT_NEAR(found[1].width() / found[0].width(), 28.0 / 31.0, 1e-9);
  EXPECT_NEAR(found[3].width() / found[0].width(), 30.0 / 31.0, 1e-9);
}

TEST(Slots, FromAfarEachBarIsInOneColumnNearToItsPlace) {
  for (const std::size_t bars : {2'000U, 30'000U, 1'000'000U, 5'000'000U}) {
    const Grid grid = minutes(bars);
    Chart chart;
    auto* probe = chart.add<Probe>();
    probe->set(grid);
    chart.showBars(grid, 0, bars, 0, 1);
    const auto found = probe->slotsInView();
    ASSERT_FALSE(found.empty());
    const double per_column = static_cast<double>(bars) / test::kPlotWidth;
    std::size_t next = 0;
    for (const auto& slot : found) {
      ASSERT_EQ(slot.first, next);
      next = slot.last;
      EXPECT_NEAR(static_cast<double>(slot.first), (slot.left - 1) * per_column, per_column * 0.13 + 1);
    }
    EXPECT_GE(next + 1, bars);
  }
}

TEST(Body, LeavesTheSameGapAllOver) {
  for (const double width : {3.0, 3.99, 5.5, 8.3, 21.0, 63.8}) {
    double right = -1;
    for (int i = 0; i < 50; ++i) {
      const Body body = bodyOf({i * width, (i + 1) * width, 0, 1});
      EXPECT_GE(body.right - body.left, 1) << width;
      if (i > 0) {
        EXPECT_GE(body.left - right, 1) << width << " " << i;
        EXPECT_LE(body.left - right, width * 0.2 + 3) << width << " " << i;
      }
      if (body.right - body.left > 2) {
        EXPECT_EQ(body.middle - body.left, body.right - body.middle - 1);
      }
      right = body.right;
    }
  }
}

TEST(Body, NarrowBarsTouch) { EXPECT_EQ(bodyOf({10.2, 12.4, 0, 1}).right, bodyOf({12.4, 14.6, 1, 2}).left); }

TEST(Slots, OutsideTheDataThereAreNone) {
  Chart chart;
  auto* probe = chart.add<Probe>();
  probe->set(minutes(1'000));
  chart.show(0, 86'400, 0, 1);
  EXPECT_TRUE(probe->slotsInView().empty());
  chart.show(3e9, 3.1e9, 0, 1);
  EXPECT_TRUE(probe->slotsInView().empty());
}

TEST(Detail, ASpikeOfOneBarAmongAMillionIsSeen) {
  constexpr std::size_t kBars = 1'000'000;
  constexpr std::size_t kSpike = 654'321;
  Chart chart;
  auto* line = chart.add<LinePlot>();
  line->setData(minutes(kBars), test::seriesOf(kBars, [](std::size_t i) {
                  return i == kSpike ? 0.9 : 0.1 + 0.01 * noise(i);
                }));
  line->setColour(kColour);
  chart.showBars(minutes(kBars), 0, kBars, 0, 1);
  const QImage image = chart.picture();
  const int x = 1 + static_cast<int>(kSpike * test::kPlotWidth / kBars);
  int top = 240;
  for (int near_x = x - 1; near_x <= x + 1; ++near_x) {
    const auto rows = rowsOf(image, near_x, kColour);
    ASSERT_GE(rows.first, 0);
    top = std::min(top, rows.first);
  }
  EXPECT_NEAR(top, chart.plot.valueAxis()->coordToPixel(0.9), 1.5);
  EXPECT_GT(rowsOf(image, x - 10, kColour).first, 200);
}

TEST(Detail, AHoleWiderThanAColumnStaysEmpty) {
  constexpr std::size_t kBars = 1'000'000;
  Chart chart;
  auto* line = chart.add<LinePlot>();
  line->setData(minutes(kBars), test::seriesOf(kBars, [](std::size_t i) {
                  return i > 400'000 && i < 420'000 ? kMissing : 0.5;
                }));
  line->setColour(kColour);
  chart.showBars(minutes(kBars), 0, kBars, 0, 1);
  const QImage image = chart.picture();
  EXPECT_EQ(rowsOf(image, 1 + test::kPlotWidth * 41 / 100, kColour).first, -1);
  EXPECT_NEAR(rowsOf(image, 1 + test::kPlotWidth * 39 / 100, kColour).first, 120, 2);
}

// The column that a plain loop over the bars of each slot would draw.
TEST(Detail, ColumnsEqualAPlainLoop) {
  constexpr std::size_t kBars = 60'000;
  const auto values =
      test::valuesOf(kBars, [](std::size_t i) { return i % 911 < 150 ? kMissing : noise(i); });
  Chart chart;
  auto* histogram = chart.add<HistogramPlot>();
  histogram->setData(minutes(kBars), BlockSeries::of(values));
  histogram->setColours(kColour, kColour);
  auto* probe = chart.add<Probe>();
  probe->set(minutes(kBars));
  chart.showBars(minutes(kBars), 3'000, 57'000, -1, 1);
  const QImage image = chart.picture();
  int compared = 0;
  for (const auto& slot : probe->slotsInView()) {
    double low = 0;
    double high = 0;
    bool any = false;
    for (std::size_t i = slot.first; i < slot.last; ++i) {
      if (isMissing(values[i])) continue;
      any = true;
      low = std::min(low, values[i]);
      high = std::max(high, values[i]);
    }
    const auto rows = rowsOf(image, static_cast<int>(slot.left), kColour);
    if (!any) {
      EXPECT_EQ(rows.first, -1);
      continue;
    }
    ++compared;
    EXPECT_NEAR(rows.first, chart.plot.valueAxis()->coordToPixel(high), 1.01);
    EXPECT_NEAR(rows.second, chart.plot.valueAxis()->coordToPixel(low), 1.51);
  }
  EXPECT_GT(compared, 300);
}

TEST(Detail, ExtentEqualsAPlainLoop) {
  constexpr std::size_t kBars = 20'000;
  const auto values =
      test::valuesOf(kBars, [](std::size_t i) { return i % 37 == 0 ? kMissing : 5 + noise(i); });
  Chart chart;
  auto* line = chart.add<LinePlot>();
  line->setData(minutes(kBars), BlockSeries::of(values));
  auto* histogram = chart.add<HistogramPlot>();
  histogram->setData(minutes(kBars), BlockSeries::of(values));
  for (const auto& [first, last] : {std::pair<std::size_t, std::size_t>{0, kBars}, {5, 6}, {777, 15'001}}) {
    double low = 1e9;
    double high = -1e9;
    for (std::size_t i = first; i < last; ++i) {
      if (isMissing(values[i])) continue;
      low = std::min(low, values[i]);
      high = std::max(high, values[i]);
    }
    EXPECT_EQ(line->extent(first, last).min, low);
    EXPECT_EQ(line->extent(first, last).max, high);
    EXPECT_EQ(histogram->extent(first, last).min, 0) << "a histogram stands on zero";
  }
  EXPECT_TRUE(line->extent(37, 38).empty());
}

}  // namespace
}  // namespace perpscope::ui
