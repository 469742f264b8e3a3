#include "charts/plottables.h"

namespace perpscope::ui {
namespace {

constexpr int kSteps = 3;          // shades between nothing and full
constexpr double kArrowRoom = 14;  // above and below the lanes, for markers

QColor faded(QColor colour, double share) {
  colour.setAlphaF(static_cast<float>(0.25 + 0.75 * share));
  return colour;
}

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
  std::vector<RectBatch> above;
  std::vector<RectBatch> below;
  for (int step = 1; step <= kSteps; ++step) {
    above.emplace_back(faded(above_, static_cast<double>(step) / kSteps));
    below.emplace_back(faded(below_, static_cast<double>(step) / kSteps));
  }
  for (const auto& slot : found) {
    const auto values = lane.values.summary(slot.first, slot.last);
    if (values.empty()) continue;
    // From afar the strongest value of a column speaks for it.
    const double value = std::abs(values.min) > std::abs(values.max) ? values.min : values.max;
    if (value == 0) continue;
    const auto step = static_cast<std::size_t>(
                          std::clamp(std::ceil(std::abs(value) / lane.full * kSteps), 1.0, double{kSteps})) -
                      1;
    (value > 0 ? above : below)[step].add(slot.left, slot.right, top, bottom);
  }
  for (const auto& batch : above) batch.draw(painter, plotRect());
  for (const auto& batch : below) batch.draw(painter, plotRect());
}

}  // namespace perpscope::ui
