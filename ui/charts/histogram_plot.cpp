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

std::vector<ShadedBatch> HistogramPlot::batches() const {
  const int steps = opacity_.size() > 0 ? kSteps : 1;
  std::vector<ShadedBatch> all{{above_, 0, steps}, {below_, 0, steps}};
  for (const auto& tint : tints_) all.emplace_back(tint.colour, 0, steps);
  return all;
}

std::optional<std::size_t> HistogramPlot::tintOf(const Slot& slot) const {
  const auto by = by_.summary(slot.first, slot.last);
  if (by.empty()) return std::nullopt;
  const double value = std::abs(by.min) > std::abs(by.max) ? by.min : by.max;
  const auto tint = std::ranges::find(tints_, value, &Tint::value);
  if (tint == tints_.end()) return std::nullopt;
  return static_cast<std::size_t>(tint - tints_.begin());
}

void HistogramPlot::draw(QCPPainter* painter) {
  auto all = batches();
  const double zero = base();
  for (const auto& slot : slotsInView()) {
    const auto values = values_.summary(slot.first, slot.last);
    if (values.empty()) continue;
    const Body body = bodyOf(slot);
    const auto opacity = opacity_.summary(slot.first, slot.last);
    const double share = opacity.empty() ? 1 : opacity.max;
    const auto tint = tintOf(slot);
    const auto batch = [&](std::size_t sign) -> ShadedBatch& { return all[tint ? *tint + 2 : sign]; };
    if (values.max >= 0) batch(0).add(share, body.left, body.right, y(values.max), zero);
    if (values.min < 0) batch(1).add(share, body.left, body.right, zero, y(values.min));
  }
  for (const auto& each : all) each.draw(painter, plotRect());
}

}  // namespace perpscope::ui
