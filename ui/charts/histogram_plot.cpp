#include "charts/plottables.h"

namespace perpscope::ui {
namespace {

constexpr int kSteps = 8;  // of opacity

}  // namespace

void HistogramPlot::setData(const Grid& grid, BlockSeries values) {
  setGrid(grid);
  values_ = std::move(values);
}

void HistogramPlot::setOpacity(BlockSeries opacity) { opacity_ = std::move(opacity); }

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
  const int steps = opacity_.size() > 0 ? kSteps : 1;
  ShadedBatch above(above_, 0, steps);
  ShadedBatch below(below_, 0, steps);
  const double zero = y(0);
  for (const auto& slot : slotsInView()) {
    const auto values = values_.summary(slot.first, slot.last);
    if (values.empty()) continue;
    const Body body = bodyOf(slot);
    const auto opacity = opacity_.summary(slot.first, slot.last);
    const double share = opacity.empty() ? 1 : opacity.max;
    if (values.max >= 0) above.add(share, body.left, body.right, y(values.max), zero);
    if (values.min < 0) below.add(share, body.left, body.right, zero, y(values.min));
  }
  above.draw(painter, plotRect());
  below.draw(painter, plotRect());
}

}  // namespace perpscope::ui
