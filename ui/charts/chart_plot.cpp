#include "charts/chart_plot.h"

#include <QApplication>

namespace perpscope::ui {
namespace {

constexpr double kStepsPerNotch = 120;

void quieten(QCustomPlot& plot) {
  plot.setInteractions(QCP::iNone);
  plot.setPlottingHints(QCP::phFastPolylines | QCP::phCacheLabels);
  plot.setNotAntialiasedElements(QCP::aeAxes | QCP::aeGrid | QCP::aeSubGrid | QCP::aeItems);
  // One buffer for all: the crosshair is drawn at paint time and needs no layer of its own.
  for (int i = 0; i < plot.layerCount(); ++i) plot.layer(i)->setMode(QCPLayer::lmLogical);
  plot.legend->setVisible(false);
}

void quietenAxis(QCPAxis& axis) {
  axis.setTickLengthIn(0);
  axis.setTickLengthOut(3);
  axis.setSubTicks(false);
  axis.setTickLabelPadding(4);
  axis.setNumberFormat(QStringLiteral("f"));
}

}  // namespace

ChartPlot::ChartPlot(QWidget* parent)
    : QCustomPlot(parent),
      theme_(&darkTheme()),
      picture_(new ImageBuffer(mViewport.size(), bufferDevicePixelRatio())),
      time_ticker_(new TimeTicker),
      value_ticker_(new ValueTicker),
      second_ticker_(new ValueTicker) {
  quieten(*this);
  // One buffer for all layers, and one of ours.
  mPaintBuffers = {picture_};
  for (auto* axis : {xAxis, yAxis, yAxis2}) quietenAxis(*axis);
  xAxis->setTicker(time_ticker_);
  yAxis2->setTicker(value_ticker_);
  yAxis->setTicker(second_ticker_);
  yAxis2->setVisible(true);
  yAxis2->grid()->setVisible(true);
  yAxis->grid()->setVisible(false);
  yAxis->setVisible(false);
  axisRect()->setAutoMargins(QCP::msNone);
  setMouseTracking(true);
  setFocusPolicy(Qt::NoFocus);
  setMinimumHeight(48);
  click_.setSingleShot(true);
  connect(&click_, &QTimer::timeout, this, [this] { emit clicked(clicked_seconds_); });
}

void ChartPlot::setTheme(const Theme& theme) {
  theme_ = &theme;
  applyTheme(*this, theme);
  picture_->setBackground(theme.plot);
}

int ChartPlot::valueLabelWidth(const QFontMetrics& metrics) {
  return metrics.horizontalAdvance(QStringLiteral("-123,456.0")) + 12;
}

void ChartPlot::setMargins(int left, int right, bool time_labels) {
  time_labels_ = time_labels;
  const int below = time_labels ? fontMetrics().height() + 8 : 1;
  axisRect()->setMargins(QMargins(left, 1, right, below));
  xAxis->setTickLabels(time_labels);
  xAxis->setTicks(time_labels);
  for (auto* axis : {xAxis, yAxis, yAxis2}) axis->setTickLabelFont(font());
  fitTickers();
}

void ChartPlot::fitTickers() {
  const QSize room = size() - QSize(axisRect()->margins().left() + axisRect()->margins().right(),
                                    axisRect()->margins().top() + axisRect()->margins().bottom());
  time_ticker_->setPixels(room.width());
  value_ticker_->setPixels(room.height());
  second_ticker_->setPixels(room.height());
}

void ChartPlot::redraw() { replot(rpQueuedRefresh); }

void ChartPlot::setCursor(const std::optional<Cursor>& cursor) {
  cursor_ = cursor;
  update();
}

void ChartPlot::paintEvent(QPaintEvent*) {
  QCPPainter painter(this);
  picture_->draw(&painter);
  drawOverlay(painter);
  if (cursor_) drawCursor(painter);
}

void ChartPlot::drawCursor(QPainter& painter) const {
  const QRect rect = plotRect();
  const double x = xAxis->coordToPixel(cursor_->seconds);
  painter.setPen(QPen(theme_->crosshair, 0, Qt::DashLine));
  if (x >= rect.left() && x <= rect.right()) painter.drawLine(QLineF(x, rect.top(), x, rect.bottom()));
  const bool inside = cursor_->y && *cursor_->y >= rect.top() && *cursor_->y <= rect.bottom();
  if (inside) {
    painter.drawLine(QLineF(rect.left(), *cursor_->y, rect.right(), *cursor_->y));
    if (yAxis2->tickLabels()) {
      auto scale = valueScale(yAxis2->range().lower, yAxis2->range().upper, valueLabelCount(rect.height()));
      scale.format.precision = std::min(8, scale.format.precision + 1);
      const auto text = valueLabel(yAxis2->pixelToCoord(*cursor_->y), scale.format);
      drawTag(painter, text, {rect.right() + fontMetrics().horizontalAdvance(text) / 2.0 + 6, *cursor_->y});
    }
  }
  if (time_labels_ && !cursor_->time.isEmpty())
    drawTag(painter, cursor_->time, {x, rect.bottom() + fontMetrics().height() / 2.0 + 4});
}

void ChartPlot::drawTag(QPainter& painter, const QString& text, QPointF centre) const {
  const auto metrics = fontMetrics();
  QRectF box(0, 0, metrics.horizontalAdvance(text) + 10, metrics.height() + 2);
  box.moveCenter(centre);
  box.moveLeft(std::clamp(box.left(), 0.0, std::max(0.0, width() - box.width())));
  painter.fillRect(box, theme_->tag);
  painter.setPen(theme_->tag_text);
  painter.drawText(box, Qt::AlignCenter, text);
}

void ChartPlot::resizeEvent(QResizeEvent* event) {
  fitTickers();
  QCustomPlot::resizeEvent(event);
}

void ChartPlot::mousePressEvent(QMouseEvent* event) {
  if (event->button() != Qt::LeftButton) return;
  drag_from_ = event->position().x();
  pressed_at_ = event->position().toPoint();
}

void ChartPlot::mouseMoveEvent(QMouseEvent* event) {
  if (drag_from_) {
    emit dragged(event->position().x() - *drag_from_);
    drag_from_ = event->position().x();
  }
  emit hovered(xAxis->pixelToCoord(event->position().x()), event->position().y());
}

void ChartPlot::mouseReleaseEvent(QMouseEvent* event) {
  const bool moved =
      (event->position().toPoint() - pressed_at_).manhattanLength() >= QApplication::startDragDistance();
  if (drag_from_ && !moved && plotRect().contains(pressed_at_)) {
    clicked_seconds_ = xAxis->pixelToCoord(event->position().x());
    click_.start(QApplication::doubleClickInterval());
  }
  drag_from_.reset();
}

void ChartPlot::mouseDoubleClickEvent(QMouseEvent*) {
  click_.stop();
  emit fitAsked();
}

void ChartPlot::wheelEvent(QWheelEvent* event) {
  const QPoint turn = event->angleDelta();
  const bool sideways = std::abs(turn.x()) > std::abs(turn.y());
  if (sideways || event->modifiers().testFlag(Qt::ControlModifier))
    emit scrolled((sideways ? turn.x() : turn.y()) / kStepsPerNotch);
  else
    emit wheeled(xAxis->pixelToCoord(event->position().x()), turn.y() / kStepsPerNotch);
  event->accept();
}

void ChartPlot::leaveEvent(QEvent* event) {
  emit left();
  QCustomPlot::leaveEvent(event);
}

}  // namespace perpscope::ui
