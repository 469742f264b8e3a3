#include "charts/plottables.h"

namespace perpscope::ui {
namespace {

constexpr double kShareOfHeight = 0.18;
constexpr int kOpacity = 90;

}  // namespace

void VolumePlot::setData(const Grid& grid, BlockSeries volume, BlockSeries open, BlockSeries close) {
  setGrid(grid);
  volume_ = std::move(volume);
  open_ = std::move(open);
  close_ = std::move(close);
}

void VolumePlot::setColours(const QColor& up, const QColor& down) {
  up_ = up;
  down_ = down;
  up_.setAlpha(kOpacity);
  down_.setAlpha(kOpacity);
}

void VolumePlot::draw(QCPPainter* painter) {
  const auto found = slotsInView();
  if (found.empty()) return;
  const double most = volume_.summary(found.front().first, found.back().last).max;
  if (isMissing(most) || most <= 0) return;
  RectBatch up(up_);
  RectBatch down(down_);
  const double foot = plotRect().bottom() + 1;
  const double height = plotRect().height() * kShareOfHeight;
  for (const auto& slot : found) {
    const double volume = volume_.summary(slot.first, slot.last).max;
    if (isMissing(volume) || volume <= 0) continue;
    const auto open = open_.summary(slot.first, slot.last);
    const auto close = close_.summary(slot.first, slot.last);
    const Body body = bodyOf(slot);
    (close.last < open.first ? down : up).add(body.left, body.right, foot - height * volume / most, foot);
  }
  up.draw(painter, plotRect());
  down.draw(painter, plotRect());
}

}  // namespace perpscope::ui
