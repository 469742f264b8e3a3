#include "charts/plottables.h"

namespace perpscope::ui {
namespace {

constexpr int kSteps = 3;  // shades between nothing and full
constexpr double kFaintest = 0.25;
constexpr double kArrowRoom = 14;  // above and below the lanes, for markers

}  // namespace

void StripPlot::setData(const Grid& grid, std::vector<Lane> lanes) {
  setGrid(grid);
  lanes_ = std::move(lanes);
}

void StripPlot::setColours(const QColor& above, const QColor& below, const QColor& text) {
  above_ = above;
  below_ = below;
  text_ = text;
}

void StripPlot::draw(QCPPainter* painter) {
  if (lanes_.empty()) return;
  const auto found = slotsInView();
  const QRect rect = plotRect();
  const double height = (rect.height() - 2 * kArrowRoom) / static_cast<double>(lanes_.size());
  for (std::size_t i = 0; i < lanes_.size(); ++i) {
    const double top = rect.top() + kArrowRoom + height * static_cast<double>(i);
    drawLane(painter, found, lanes_[i], top + 1, top + height - 1);
  }
}

void StripPlot::drawLane(QCPPainter* painter, const std::vector<Slot>& found, const Lane& lane, double top,
                         double bottom) const {
  ShadedBatch above(above_, kFaintest, kSteps);
  ShadedBatch below(below_, kFaintest, kSteps);
  std::vector<RectBatch> tinted;
  for (const auto& tint : tints_) tinted.emplace_back(tint.colour);
  for (const auto& slot : found) {
    const auto values = lane.values.summary(slot.first, slot.last);
    if (values.empty()) continue;
    // From afar the strongest value of a column speaks for it.
    const double value = std::abs(values.min) > std::abs(values.max) ? values.min : values.max;
    const auto tint = std::ranges::find(tints_, value, &Tint::value);
    if (tint != tints_.end()) {
      tinted[static_cast<std::size_t>(tint - tints_.begin())].add(slot.left, slot.right, top, bottom);
      continue;
    }
    if (value == 0) continue;
    (value > 0 ? above : below).add(std::abs(value) / lane.full, slot.left, slot.right, top, bottom);
  }
  above.draw(painter, plotRect());
  below.draw(painter, plotRect());
  for (const auto& each : tinted) each.draw(painter, plotRect());
}

}  // namespace perpscope::ui
