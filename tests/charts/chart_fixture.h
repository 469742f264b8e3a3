// What the tests of charts share: a plot of a known size without labels, series from formulas, pictures of
// it.
#pragma once

#include <cmath>
#include <vector>

#include "charts/chart_plot.h"
#include "charts/plottables.h"

namespace perpscope::ui::test {

inline constexpr QSize kPlotSize{640, 240};
// What is left for bars: no labels, one pixel of margin at each side.
inline constexpr int kPlotWidth = 638;

inline Grid dailyGrid(std::size_t size) {
  return {Interval::D1, barNumber(utc(2021, 1, 1), Interval::D1), size};
}

template <class Formula>
std::vector<double> valuesOf(std::size_t count, Formula formula) {
  std::vector<double> values(count);
  for (std::size_t i = 0; i < count; ++i) values[i] = formula(i);
  return values;
}

template <class Formula>
BlockSeries seriesOf(std::size_t count, Formula formula) {
  return BlockSeries::of(valuesOf(count, formula));
}

// The same digits everywhere, unlike the library's distributions: -1 … 1.
inline double noise(std::size_t i) {
  const auto mixed = (i * 2654435761U + 12345U) % 1'000'003U;
  return static_cast<double>(mixed) / 500'001.5 - 1;
}

class Chart {
 public:
  explicit Chart(const Theme& theme = darkTheme(), double scale = 1) : scale_(scale) {
    plot.resize(kPlotSize);
    plot.setTheme(theme);
    plot.setMargins(1, 1, false);
    plot.valueAxis()->setTickLabels(false);
    plot.timeAxis()->grid()->setVisible(false);
    plot.valueAxis()->grid()->setVisible(false);
    plot.setBufferDevicePixelRatio(scale);
  }

  template <class Plot>
  Plot* add() {
    return new Plot(plot.timeAxis(), plot.valueAxis());
  }

  void show(double from_seconds, double to_seconds, double low, double high) {
    plot.timeAxis()->setRange(from_seconds, to_seconds);
    plot.valueAxis()->setRange(low, high);
    plot.replot();
  }
  // The bars [first, last) of a grid, from edge to edge.
  void showBars(const Grid& grid, std::size_t first, std::size_t last, double low, double high) {
    show(secondsOf(grid.open(first)), secondsOf(grid.open(last)), low, high);
  }

  QImage picture() {
    plot.replot();
    QImage image(kPlotSize * scale_, QImage::Format_RGB32);
    image.setDevicePixelRatio(scale_);
    plot.render(&image);
    return image;
  }

  ChartPlot plot;

 private:
  double scale_;
};

inline bool near(const QColor& a, const QColor& b, int tolerance = 12) {
  return std::abs(a.red() - b.red()) <= tolerance && std::abs(a.green() - b.green()) <= tolerance &&
         std::abs(a.blue() - b.blue()) <= tolerance;
}

// The rows of a column that are of a colour, as first and last; -1 where there is none.
inline std::pair<int, int> rowsOf(const QImage& image, int x, const QColor& colour, int tolerance = 12) {
  std::pair rows{-1, -1};
  for (int y = 0; y < image.height(); ++y) {
    if (!near(image.pixelColor(x, y), colour, tolerance)) continue;
    if (rows.first < 0) rows.first = y;
    rows.second = y;
  }
  return rows;
}

}  // namespace perpscope::ui::test
