#include "charts/plottables.h"

namespace perpscope::ui {

void ShadePlot::setData(const Grid& grid, BlockSeries condition) {
  setGrid(grid);
  condition_ = std::move(condition);
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
    const bool holds = condition_.summary(slot.first, slot.last).max >= 1;
    if (!holds) close();
    if (holds && isMissing(since)) since = slot.left;
    until = slot.right;
  }
  close();
  shade.draw(painter, plotRect());
}

}  // namespace perpscope::ui
