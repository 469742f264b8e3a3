#include "charts/plottables.h"

namespace perpscope::ui {
namespace {

constexpr double kRadius = 3.5;
constexpr double kArrow = 4.5;
constexpr double kHalf = 6;     // of the square that holds a mark
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
  const QPixmap mark = picture(painter->device()->devicePixelRatioF());
  const double text_width = text_.isEmpty() ? 0 : painter->fontMetrics().horizontalAdvance(text_) + 10;
  painter->setPen(colour_);
  double next = -1e9;
  std::vector<double> named;
  for (const auto& slot : slotsInView()) {
    const auto holds = condition_.summary(slot.first, slot.last);
    if (holds.empty() || holds.max < 1 || slot.centre() < next) continue;
    const auto at = anchor(slot);
    if (!at) continue;
    next = slot.centre() + kClosest;
    painter->drawPixmap(*at - QPointF(kHalf, kHalf), mark);
    if (text_width > 0 && place_ != Place::OnSeries) named.push_back(slot.centre());
  }
  for (std::size_t i = 0; i < named.size(); ++i) {
    const double end = i + 1 < named.size() ? named[i + 1] - kArrow : plotRect().right();
    if (named[i] + text_width <= end) drawText(painter, named[i]);
  }
}

// The mark's middle.
std::optional<QPointF> MarkerPlot::anchor(const Slot& slot) const {
  if (place_ == Place::Top) return QPointF(slot.centre(), plotRect().top() + kHalf);
  if (place_ == Place::Foot) return QPointF(slot.centre(), plotRect().bottom() + 1 - kHalf);
  const auto at = series_.summary(slot.first, slot.last);
  if (at.empty()) return std::nullopt;
  return QPointF(slot.centre(), y(at.last));
}

// Drawn once a frame and stamped, for shapes with smooth edges are slow to fill by the hundred. An arrow at
// the top points down, at the foot up: towards the bars.
QPixmap MarkerPlot::picture(double scale) const {
  QPixmap mark(QSizeF(2 * kHalf * scale, 2 * kHalf * scale).toSize());
  mark.setDevicePixelRatio(scale);
  mark.fill(Qt::transparent);
  QPainter painter(&mark);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(Qt::NoPen);
  painter.setBrush(colour_);
  painter.translate(kHalf, kHalf);
  if (place_ == Place::OnSeries) {
    painter.drawEllipse(QPointF(0, 0), kRadius, kRadius);
    return mark;
  }
  if (place_ == Place::Foot) painter.scale(1, -1);
  const std::array<QPointF, 3> corners{QPointF(-kArrow, -kArrow), QPointF(kArrow, -kArrow),
                                       QPointF(0, kArrow)};
  painter.drawConvexPolygon(corners.data(), 3);
  return mark;
}

void MarkerPlot::drawText(QCPPainter* painter, double x) const {
  const auto metrics = painter->fontMetrics();
  const double baseline =
      place_ == Place::Top ? plotRect().top() + metrics.ascent() : plotRect().bottom() - metrics.descent();
  painter->drawText(QPointF(x + kArrow + 2, baseline), text_);
}

}  // namespace perpscope::ui
