// Drawing lines over a pane by hand.
#include "panes/pane_widget.h"

namespace perpscope::ui {

void PaneWidget::setTool(LineTool tool) {
  tool_ = tool;
  if (tool == LineTool::None) lines_.cancel();
  QWidget::setCursor(tool == LineTool::None ? Qt::ArrowCursor : Qt::CrossCursor);
}

Anchor PaneWidget::anchorAt(QPointF pixel) const {
  return {timeAxis()->pixelToCoord(pixel.x()), valueAxis()->pixelToCoord(pixel.y())};
}

void PaneWidget::mousePressEvent(QMouseEvent* event) {
  if (event->button() == Qt::RightButton && lines_.removeAt(*this, event->position())) {
    update();
    emit linesChanged();
    return;
  }
  if (tool_ == LineTool::None || event->button() != Qt::LeftButton) return ChartPlot::mousePressEvent(event);
  lines_.begin(tool_, anchorAt(event->position()));
  update();
}

void PaneWidget::mouseMoveEvent(QMouseEvent* event) {
  if (lines_.busy()) {
    lines_.drag(anchorAt(event->position()));
    update();
  }
  ChartPlot::mouseMoveEvent(event);
}

void PaneWidget::mouseReleaseEvent(QMouseEvent* event) {
  if (!lines_.busy()) return ChartPlot::mouseReleaseEvent(event);
  if (lines_.finish(anchorAt(event->position()))) emit linesChanged();
  update();
  emit lineDone();
}

}  // namespace perpscope::ui
