#include "charts/plottables.h"

namespace perpscope::ui {
namespace {

// From this width on a candle has a body and a wick.
constexpr double kBodyWidth = 3;

}  // namespace

void CandlePlot::setData(const Grid& grid, CandleSeries candles) {
  setGrid(grid);
  candles_ = std::move(candles);
}

void CandlePlot::setColours(const QColor& up, const QColor& down) {
  up_ = up;
  down_ = down;
}

Summary CandlePlot::extent(std::size_t first, std::size_t last) const {
  auto range = candles_.low.summary(first, last);
  range.add(candles_.high.summary(first, last));
  range.add(candles_.close.summary(first, last));
  return range;
}

void CandlePlot::draw(QCPPainter* painter) {
  RectBatch up(up_);
  RectBatch down(down_);
  for (const auto& slot : slotsInView()) {
    const auto open = candles_.open.summary(slot.first, slot.last);
    const auto close = candles_.close.summary(slot.first, slot.last);
    if (close.empty()) continue;
    const auto high = candles_.high.summary(slot.first, slot.last);
    const auto low = candles_.low.summary(slot.first, slot.last);
    // A source that knows closes only still has a bar to show.
    const double first = open.empty() ? close.first : open.first;
    const double top = high.empty() ? std::max(first, close.max) : high.max;
    const double foot = low.empty() ? std::min(first, close.min) : low.min;
    auto& batch = close.last >= first ? up : down;
    if (slot.width() < kBodyWidth) {
      batch.add(slot.left, slot.right, y(top), y(foot));
      continue;
    }
    const Body body = bodyOf(slot);
    batch.add(body.middle, body.middle + 1, y(top), y(foot));
    batch.add(body.left, body.right, y(std::max(first, close.last)), y(std::min(first, close.last)));
  }
  up.draw(painter, plotRect());
  down.draw(painter, plotRect());
}

}  // namespace perpscope::ui
