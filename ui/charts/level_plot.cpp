#include "charts/level_plot.h"

namespace perpscope::ui {

void LevelPlot::draw(QCPPainter* painter) {
  const QRect rect = plotRect();
  painter->setAntialiasing(false);
  for (const auto& level : levels_) {
    const double at = y(level.value);
    if (level.beyond.isValid()) {
      RectBatch tint(level.beyond);
      const double far_edge = level.value >= 0 ? rect.top() : rect.bottom() + 1;
      if (at > rect.top() && at < rect.bottom()) tint.add(rect.left(), rect.right() + 1, at, far_edge);
      tint.draw(painter, plotRect());
    }
    painter->setPen(QPen(level.line, 0, level.value == 0 ? Qt::SolidLine : Qt::DashLine));
    painter->drawLine(QLineF(rect.left(), at, rect.right(), at));
  }
}

}  // namespace perpscope::ui
