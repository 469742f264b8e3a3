#include "charts/plottables.h"

namespace perpscope::ui {
namespace {

// Up to this many points a line is smooth; beyond, smoothing costs a frame and nobody sees it.
constexpr std::size_t kSmoothPoints = 600;

}  // namespace

void LinePlot::setData(const Grid& grid, BlockSeries values) {
  setGrid(grid);
  values_ = std::move(values);
}

Summary LinePlot::extent(std::size_t first, std::size_t last) const { return values_.summary(first, last); }

void LinePlot::draw(QCPPainter* painter) {
  const auto found = slotsInView();
  if (barByBar(found))
    drawCurve(painter, found);
  else
    drawColumns(painter, found);
}

// Each column from its lowest to its highest value, stretched to meet the column before.
void LinePlot::drawColumns(QCPPainter* painter, const std::vector<Slot>& found) const {
  RectBatch line(colour_);
  double last = kMissing;
  double last_right = 0;
  for (const auto& slot : found) {
    auto values = values_.summary(slot.first, slot.last);
    if (values.empty()) {
      last = kMissing;
      continue;
    }
    if (!isMissing(last) && slot.left - last_right < 1) {
      values.min = std::min(values.min, last);
      values.max = std::max(values.max, last);
    }
    line.add(slot.left, slot.right, y(values.max) - 0.5, y(values.min) + 0.5);
    last = values.last;
    last_right = slot.right;
  }
  line.draw(painter);
}

void LinePlot::drawCurve(QCPPainter* painter, const std::vector<Slot>& found) const {
  const bool smooth = found.size() <= kSmoothPoints;
  painter->setAntialiasing(smooth);
  painter->setPen(QPen(colour_, smooth ? 1.5 : 1.0));
  painter->setBrush(Qt::NoBrush);
  QVector<QPointF> piece;
  piece.reserve(static_cast<qsizetype>(found.size()));
  const auto flush = [&] {
    // A value between two holes is a point, not nothing.
    if (piece.size() == 1) piece.push_back(piece.front() + QPointF(1, 0));
    if (piece.size() > 1) painter->drawPolyline(piece.constData(), static_cast<int>(piece.size()));
    piece.clear();
  };
  for (const auto& slot : found) {
    const double value = slot.first < values_.size() ? values_[slot.first] : kMissing;
    if (isMissing(value))
      flush();
    else
      piece.push_back({slot.centre(), y(value)});
  }
  flush();
}

}  // namespace perpscope::ui
