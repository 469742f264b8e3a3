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
  RectBatch fill(colour_);
  for (const auto& slot : slotsInView()) {
    const auto upper = upper_.summary(slot.first, slot.last);
    const auto lower = lower_.summary(slot.first, slot.last);
    if (upper.empty() || lower.empty()) continue;
    fill.add(slot.left, slot.right, y(std::max(upper.max, lower.max)), y(std::min(upper.min, lower.min)));
  }
  fill.draw(painter, plotRect());
}

}  // namespace perpscope::ui
