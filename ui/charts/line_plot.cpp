#include "charts/plottables.h"

namespace perpscope::ui {
namespace {

// A stroke of one device pixel is drawn fast, a wider one by filling an outline: ten times slower. So a line
// is as many thin strokes side by side as make up its width.
constexpr double kWidth = 1.3;
constexpr double kPoint = 1.5;  // half the length of a line of one value

void stroke(QCPPainter* painter, const QVector<QPointF>& points) {
  const double scale = painter->device()->devicePixelRatioF();
  const int strokes = std::max(1, static_cast<int>(std::lround(kWidth * scale)));
  painter->save();
  for (int i = 0; i < strokes; ++i) {
    painter->drawPolyline(points.constData(), static_cast<int>(points.size()));
    painter->translate(0.4 / scale, 0.9 / scale);
  }
  painter->restore();
}

}  // namespace

void LinePlot::setData(const Grid& grid, BlockSeries values) {
  setGrid(grid);
  values_ = std::move(values);
}

void LinePlot::setColours(const QColor& at_or_above, const QColor& below) {
  above_ = at_or_above;
  below_ = below;
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
  RectBatch above(above_);
  RectBatch below(below_);
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
    (isBelow(values.last) ? below : above)
        .add(slot.left, slot.right, y(values.max) - 0.5, y(values.min) + 0.5);
    last = values.last;
    last_right = slot.right;
  }
  above.draw(painter, plotRect());
  below.draw(painter, plotRect());
}

void LinePlot::drawCurve(QCPPainter* painter, const std::vector<Slot>& found) const {
  painter->setAntialiasing(true);
  painter->setBrush(Qt::NoBrush);
  QVector<QPointF> piece;
  bool is_below = false;
  piece.reserve(static_cast<qsizetype>(found.size()));
  const auto flush = [&] {
    // A value between two holes is a point, not nothing.
    if (piece.size() == 1) {
      piece.push_back(piece.front() + QPointF(kPoint, 0));
      piece.front() -= QPointF(kPoint, 0);
    }
    painter->setPen(QPen(is_below ? below_ : above_, 0));
    if (piece.size() > 1) stroke(painter, piece);
    piece.clear();
  };
  for (const auto& slot : found) {
    const double value = slot.first < values_.size() ? values_[slot.first] : kMissing;
    if (isMissing(value)) {
      flush();
      continue;
    }
    if (isBelow(value) != is_below && !piece.empty()) {
      const QPointF joint = piece.back();
      if (piece.size() > 1) flush();
      piece = {joint};
    }
    is_below = isBelow(value);
    piece.push_back({slot.centre(), y(value)});
  }
  flush();
}

}  // namespace perpscope::ui
