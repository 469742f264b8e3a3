// What all our plottables have in common: bars of a grid on a time axis (seconds since the epoch, UTC; a bar
// spans [open, end)), drawn by slots. A slot is one bar while bars are wider than a pixel, and one column of
// pixels when they are narrower; summaries of the block series say what a column shows, so a frame costs the
// same however many bars are in view. A slot without values is a hole: nothing is drawn in it, and lines
// break at it.
#pragma once

#include <qcustomplot.h>

#include "market/blocks.h"
#include "market/interval.h"

namespace perpscope::ui {

[[nodiscard]] inline double secondsOf(Time t) { return static_cast<double>(toMs(t)) / 1000.0; }
[[nodiscard]] inline Time timeOfSeconds(double s) {
  return timeFromMs(static_cast<std::int64_t>(std::floor(s * 1000.0)));
}

struct Slot {
  double left = 0;  // pixels
  double right = 0;
  std::size_t first = 0;  // bars [first, last)
  std::size_t last = 0;
  [[nodiscard]] double centre() const { return (left + right) / 2; }
  [[nodiscard]] double width() const { return right - left; }
};

// What a bar fills of its slot, in whole pixels: wide bars leave a gap to their neighbours, of the same width
// all over, and are odd so that a wick can stand in their middle. Narrow ones fill it.
struct Body {
  double left = 0;
  double right = 0;
  double middle = 0;  // left edge of the middle pixel
};
[[nodiscard]] Body bodyOf(const Slot& slot);

class BarPlottable : public QCPAbstractPlottable {
 public:
  BarPlottable(QCPAxis* key, QCPAxis* value);

  // Where values are drawn: less the origin, times the factor (above zero), so many bars to the right.
  struct Placement {
    double origin = 0;
    double factor = 1;
    std::int64_t shift = 0;
  };
  // Before the data is set.
  void setPlacement(const Placement& placement) { placement_ = placement; }

  [[nodiscard]] const Grid& grid() const { return grid_; }
  // extent() as it is drawn.
  [[nodiscard]] Summary drawnExtent(std::size_t first, std::size_t last) const;

  // Smallest and largest value drawn of bars [first, last); empty where there is none.
  [[nodiscard]] virtual Summary extent(std::size_t first, std::size_t last) const = 0;

  // QCustomPlot's own ways of asking; the panes do not use them.
  double selectTest(const QPointF&, bool, QVariant* = nullptr) const override { return -1; }
  QCPRange getKeyRange(bool& found, QCP::SignDomain domain) const override;
  QCPRange getValueRange(bool& found, QCP::SignDomain domain, const QCPRange& keys) const override;

 protected:
  void setGrid(const Grid& grid) { grid_ = {grid.interval, grid.first + placement_.shift, grid.size}; }
  // The slots in view, with one bar beyond each edge so that lines reach it.
  [[nodiscard]] std::vector<Slot> slotsInView() const;
  // True while every slot is one bar.
  [[nodiscard]] static bool barByBar(const std::vector<Slot>& in_view) {
    return in_view.empty() || in_view.front().last - in_view.front().first <= 1;
  }
  [[nodiscard]] double y(double value) const { return mValueAxis->coordToPixel(placed(value)); }
  [[nodiscard]] double base() const { return mValueAxis->coordToPixel(0); }
  // The axis rectangle's rows, for what is drawn over the whole height.
  [[nodiscard]] QRect plotRect() const { return mKeyAxis->axisRect()->rect(); }
  void drawLegendIcon(QCPPainter*, const QRectF&) const override {}

 private:
  struct View;
  [[nodiscard]] std::vector<Slot> barSlots(const View& view) const;
  [[nodiscard]] std::vector<Slot> columnSlots(const View& view, double bars_per_column) const;
  [[nodiscard]] std::size_t clamped(std::int64_t bar) const;
  [[nodiscard]] double placed(double value) const { return (value - placement_.origin) * placement_.factor; }

  Grid grid_;
  Placement placement_;
};

// Rectangles collected by colour and drawn in one go each.
class RectBatch {
 public:
  explicit RectBatch(const QColor& colour) : colour_(colour) {}
  // Whole pixels: from the left of `left` to the left of `right`, at least one wide and one high.
  void add(double left, double right, double top, double bottom);
  void draw(QCPPainter* painter, const QRect& clip) const;

 private:
  QColor colour_;
  std::vector<QRect> rects_;
};

// The same in shades of one colour, from `faintest` opacity to full in equal steps.
class ShadedBatch {
 public:
  ShadedBatch(const QColor& colour, double faintest, int steps);
  // `share` 0 … 1 of the way from nothing to full; what is more counts as full.
  void add(double share, double left, double right, double top, double bottom);
  void draw(QCPPainter* painter, const QRect& clip) const;

 private:
  std::vector<RectBatch> steps_;  // faint to full
};

}  // namespace perpscope::ui
