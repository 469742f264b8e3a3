#include "charts/plottables.h"

namespace perpscope::ui {

void HistogramPlot::setData(const Grid& grid, BlockSeries values) {
  setGrid(grid);
  values_ = std::move(values);
}

void HistogramPlot::setColours(const QColor& at_or_above, const QColor& below) {
  above_ = at_or_above;
  below_ = below;
}

Summary HistogramPlot::extent(std::size_t first, std::size_t last) const {
  auto range = values_.summary(first, last);
  if (!range.empty()) range.add(Summary::of(0));
  return range;
}

void HistogramPlot::draw(QCPPainter* painter) {
  RectBatch above(above_);
  RectBatch below(below_);
  const double zero = y(0);
  for (const auto& slot : slotsInView()) {
    const auto values = values_.summary(slot.first, slot.last);
    if (values.empty()) continue;
    // Wide bars leave a gap to their neighbours.
    const double gap = slot.width() >= 3 ? std::min(2.0, slot.width() * 0.2) : 0;
    if (values.max >= 0) above.add(slot.left, slot.right - gap, y(values.max), zero);
    if (values.min < 0) below.add(slot.left, slot.right - gap, zero, y(values.min));
  }
  above.draw(painter, plotRect());
  below.draw(painter, plotRect());
}

}  // namespace perpscope::ui
