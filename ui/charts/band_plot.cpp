#include "charts/plottables.h"

namespace perpscope::ui {

void BandPlot::setData(const Grid& grid, BlockSeries upper, BlockSeries lower) {
  setGrid(grid);
  upper_ = std::move(upper);
  lower_ = std::move(lower);
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
  RectBatch fill(colour_);
  for (const auto& slot : found) {
    const auto upper = upper_.summary(slot.first, slot.last);
    const auto lower = lower_.summary(slot.first, slot.last);
    if (upper.empty() || lower.empty()) continue;
    fill.add(slot.left, slot.right, y(std::max(upper.max, lower.max)), y(std::min(upper.min, lower.min)));
  }
  fill.draw(painter, plotRect());
}

// Up to where the lines of its two series would run.
void BandPlot::drawBetweenLines(QCPPainter* painter, const std::vector<Slot>& found) const {
  painter->setAntialiasing(false);
  painter->setPen(Qt::NoPen);
  painter->setBrush(colour_);
  QPolygonF upper;
  QPolygonF lower;
  const auto flush = [&] {
    std::ranges::reverse(lower);
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
    upper.push_back({slot.centre(), y(above)});
    lower.push_back({slot.centre(), y(below)});
  }
  flush();
}

}  // namespace perpscope::ui
