#include "charts/plottables.h"

namespace perpscope::ui {
namespace {

constexpr double kRadius = 3.5;
constexpr double kArrow = 4.5;
constexpr double kClosest = 3;  // pixels between two marks

}  // namespace

void MarkerPlot::setData(const Grid& grid, BlockSeries condition, BlockSeries series) {
  setGrid(grid);
  condition_ = std::move(condition);
  series_ = std::move(series);
}

void MarkerPlot::setStyle(Place place, const QColor& colour, const QString& text) {
  place_ = place;
  colour_ = colour;
  text_ = text;
}

void MarkerPlot::draw(QCPPainter* painter) {
  painter->setAntialiasing(true);
  painter->setPen(Qt::NoPen);
  painter->setBrush(colour_);
  const double text_width = text_.isEmpty() ? 0 : painter->fontMetrics().horizontalAdvance(text_) + 10;
  double next = -1e9;
  double next_text = -1e9;
  for (const auto& slot : slotsInView()) {
    const auto holds = condition_.summary(slot.first, slot.last);
    if (holds.empty() || holds.max < 1 || slot.centre() < next) continue;
    next = slot.centre() + kClosest;
    if (place_ == Place::OnSeries) {
      drawCircle(painter, slot);
      continue;
    }
    const bool with_text = text_width > 0 && slot.centre() >= next_text;
    if (with_text) next_text = slot.centre() + text_width;
    drawArrow(painter, slot.centre(), with_text);
  }
}

void MarkerPlot::drawCircle(QCPPainter* painter, const Slot& slot) const {
  const auto at = series_.summary(slot.first, slot.last);
  if (!at.empty()) painter->drawEllipse(QPointF(slot.centre(), y(at.last)), kRadius, kRadius);
}

// At the top it points down, at the foot up: towards the bars.
void MarkerPlot::drawArrow(QCPPainter* painter, double x, bool with_text) const {
  const bool top = place_ == Place::Top;
  const double base = top ? plotRect().top() + 2 : plotRect().bottom() - 1;
  const double tip = top ? base + 2 * kArrow : base - 2 * kArrow;
  const std::array<QPointF, 3> corners{QPointF(x - kArrow, base), QPointF(x + kArrow, base), QPointF(x, tip)};
  painter->drawConvexPolygon(corners.data(), 3);
  if (!with_text) return;
  const auto metrics = painter->fontMetrics();
  const double baseline = top ? base + metrics.ascent() - 1 : base;
  painter->setPen(colour_);
  painter->drawText(QPointF(x + kArrow + 2, baseline), text_);
  painter->setPen(Qt::NoPen);
}

}  // namespace perpscope::ui
