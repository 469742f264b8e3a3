#include "charts/plottables.h"

namespace perpscope::ui {
namespace {

constexpr double kPadding = 4;
constexpr double kApart = 6;  // pixels between two labels
constexpr double kStem = 4;   // of the tick that points from a label to its bar

}  // namespace

void LabelPlot::setData(const Grid& grid, std::vector<BlockSeries> conditions) {
  setGrid(grid);
  conditions_ = std::move(conditions);
}

std::vector<LabelPlot::Placed> LabelPlot::placed(const QFontMetrics& metrics) const {
  std::vector<Placed> found;
  const QRectF rect = plotRect();
  const double height = metrics.height();
  std::array<double, 2> free_until{rect.right(), rect.right()};  // at the top, at the foot
  const auto in_view = slotsInView();
  for (auto slot = in_view.rbegin(); slot != in_view.rend(); ++slot)
    for (std::size_t i = 0; i < std::min(conditions_.size(), styles_.size()); ++i) {
      const auto& style = styles_[i];
      const auto holds = conditions_[i].summary(slot->first, slot->last);
      if (holds.empty() || holds.max < 1) continue;
      const double width = metrics.horizontalAdvance(style.text) + 2 * kPadding;
      double& until = free_until[style.at_foot ? 1 : 0];
      const double left = std::min(slot->centre() - width / 2, rect.right() - width);
      if (left + width > until || left < rect.left()) continue;
      until = left - kApart;
      // The first line at the top is the title's.
      const double top = style.at_foot ? rect.bottom() - height - kStem : rect.top() + height + kStem;
      found.push_back({i, {left, top, width, height}, slot->centre()});
    }
  return found;
}

void LabelPlot::draw(QCPPainter* painter) {
  painter->setAntialiasing(false);
  for (const auto& label : placed(painter->fontMetrics())) {
    const auto& style = styles_[label.style];
    QColor back = style.colour;
    back.setAlpha(60);
    painter->fillRect(label.box, back);
    painter->setPen(style.colour);
    painter->drawText(label.box, Qt::AlignCenter, style.text);
    const double edge = style.at_foot ? label.box.top() - kStem : label.box.bottom();
    painter->drawLine(QLineF(label.at, edge, label.at, edge + kStem));
  }
}

}  // namespace perpscope::ui
