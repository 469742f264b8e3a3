#include "charts/plottables.h"

namespace perpscope::ui {

void ShadePlot::setData(const Grid& grid, BlockSeries condition) {
  setGrid(grid);
  condition_ = std::move(condition);
}

void ShadePlot::draw(QCPPainter* painter) {
  RectBatch shade(colour_);
  std::optional<double> since;
  double until = 0;
  const double top = plotRect().top();
  const double foot = plotRect().bottom() + 1;
  const auto close = [&] {
    if (since) shade.add(*since, until, top, foot);
    since.reset();
  };
  for (const auto& slot : slotsInView()) {
    const bool holds = condition_.summary(slot.first, slot.last).max >= 1;
    if (!holds) close();
    if (holds && !since) since = slot.left;
    until = slot.right;
  }
  close();
  shade.draw(painter);
}

}  // namespace perpscope::ui
