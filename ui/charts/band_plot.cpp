#include "charts/plottables.h"

namespace perpscope::ui {
namespace {

QPointF crossingOf(const QLineF& a, const QLineF& b) {
  QPointF at;
  return a.intersects(b, &at) == QLineF::NoIntersection ? a.p2() : at;
}

}  // namespace

void BandPlot::setData(const Grid& grid, BlockSeries upper, BlockSeries lower) {
  setGrid(grid);
  upper_ = std::move(upper);
  lower_ = std::move(lower);
}

void BandPlot::setColours(const QColor& in_order, const QColor& turned) {
  in_order_ = in_order;
  turned_ = turned;
}

Summary BandPlot::extent(std::size_t first, std::size_t last) const {
  auto range = upper_.summary(first, last);
  range.add(lower_.summary(first, last));
  return range;
}

void BandPlot::draw(QCPPainter* painter) {
  const auto found = slotsInView();
  if (barByBar(found))
    drawBetweenLines(painter, found);
  else
    drawColumns(painter, found);
}

void BandPlot::drawColumns(QCPPainter* painter, const std::vector<Slot>& found) const {
  RectBatch in_order(in_order_);
  RectBatch turned(turned_);
  for (const auto& slot : found) {
    const auto upper = upper_.summary(slot.first, slot.last);
    const auto lower = lower_.summary(slot.first, slot.last);
    if (upper.empty() || lower.empty()) continue;
    (isTurned(upper.last, lower.last) ? turned : in_order)
        .add(slot.left, slot.right, y(std::max(upper.max, lower.max)), y(std::min(upper.min, lower.min)));
  }
  in_order.draw(painter, plotRect());
  turned.draw(painter, plotRect());
}

// Up to where the lines of its two series would run.
void BandPlot::drawBetweenLines(QCPPainter* painter, const std::vector<Slot>& found) const {
  painter->setAntialiasing(false);
  painter->setPen(Qt::NoPen);
  QPolygonF upper;
  QPolygonF lower;
  bool is_turned = false;
  const auto flush = [&] {
    std::ranges::reverse(lower);
    painter->setBrush(is_turned ? turned_ : in_order_);
    if (upper.size() > 1) painter->drawPolygon(upper + lower);
    upper.clear();
    lower.clear();
  };
  for (const auto& slot : found) {
    const double above = upper_.summary(slot.first, slot.last).last;
    const double below = lower_.summary(slot.first, slot.last).last;
    if (isMissing(above) || isMissing(below)) {
      flush();
      continue;
    }
    const QPointF top(slot.centre(), y(above));
    const QPointF foot(slot.centre(), y(below));
    if (isTurned(above, below) != is_turned && !upper.empty()) {
      // Both pieces end where the series cross.
      const QPointF crossing = crossingOf({upper.back(), top}, {lower.back(), foot});
      upper.push_back(crossing);
      lower.push_back(crossing);
      flush();
      upper.push_back(crossing);
      lower.push_back(crossing);
    }
    is_turned = isTurned(above, below);
    upper.push_back(top);
    lower.push_back(foot);
  }
  flush();
}

}  // namespace perpscope::ui
