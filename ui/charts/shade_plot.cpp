#include "charts/plottables.h"

namespace perpscope::ui {

void ShadePlot::setData(const Grid& grid, BlockSeries condition) {
  setGrid(grid);
  condition_ = std::move(condition);
}

// From afar a column is shaded where any of its bars is.
bool ShadePlot::holds(const Slot& slot) const {
  const auto values = condition_.summary(slot.first, slot.last);
  return beyond_ ? std::max(values.max, -values.min) > *beyond_ : values.max >= 1;
}

void ShadePlot::draw(QCPPainter* painter) {
  RectBatch shade(colour_);
  const double top = plotRect().top();
  const double foot = plotRect().bottom() + 1;
  double since = kMissing;
  double until = 0;
  const auto close = [&] {
    if (!isMissing(since)) shade.add(since, until, top, foot);
    since = kMissing;
  };
  for (const auto& slot : slotsInView()) {
    const bool shaded = holds(slot);
    if (!shaded) close();
    if (shaded && isMissing(since)) since = slot.left;
    until = slot.right;
  }
  close();
  shade.draw(painter, plotRect());
}

}  // namespace perpscope::ui
