#include "charts/plottables.h"

namespace perpscope::ui {
namespace {

constexpr double kHeight = 5;

}  // namespace

void LegChangePlot::setData(const Grid& grid, std::vector<BlockSeries> counts) {
  setGrid(grid);
  counts_ = std::move(counts);
}

void LegChangePlot::draw(QCPPainter* painter) {
  RectBatch ticks(colour_);
  const double foot = plotRect().bottom() + 1;
  const auto in_view = slotsInView();
  for (const auto& counts : counts_) {
    double before = kMissing;
    for (const auto& slot : in_view) {
      const auto values = counts.summary(slot.first, slot.last);
      if (values.empty()) continue;
      const bool changed = values.min != values.max || (!isMissing(before) && before != values.first);
      if (changed) ticks.add(slot.centre() - 1, slot.centre() + 1, foot - kHeight, foot);
      before = values.last;
    }
  }
  ticks.draw(painter, plotRect());
}

}  // namespace perpscope::ui
