// A plot that behaves as a pane of a chart: value axis on the right, time below, a crosshair that costs no
// redraw of the plot, and the mouse told to whoever links the panes. It never changes its own range.
#pragma once

#include <optional>

#include "charts/image_buffer.h"
#include "charts/theme.h"
#include "charts/tickers.h"

namespace perpscope::ui {

class ChartPlot : public QCustomPlot {
  Q_OBJECT

 public:
  explicit ChartPlot(QWidget* parent = nullptr);

  [[nodiscard]] QCPAxis* timeAxis() const { return xAxis; }
  [[nodiscard]] QCPAxis* valueAxis() const { return yAxis2; }
  [[nodiscard]] QCPAxis* secondAxis() const { return yAxis; }

  void setTheme(const Theme& theme);
  [[nodiscard]] const Theme& theme() const { return *theme_; }

  // Room for labels at the sides, the same in all linked panes; time labels only where wanted.
  void setMargins(int left, int right, bool time_labels);
  [[nodiscard]] static int valueLabelWidth(const QFontMetrics& metrics);

  struct Cursor {
    double seconds = 0;
    QString time;             // the tag below
    std::optional<double> y;  // the pane under the mouse has a horizontal line too
  };
  void setCursor(const std::optional<Cursor>& cursor);
  [[nodiscard]] const std::optional<Cursor>& cursorMark() const { return cursor_; }

  // Draws what was changed into the plot's own buffer now, and onto the screen with the next paint.
  void redraw();

 signals:
  void hovered(double seconds, double y);
  void left();
  void dragged(double pixels);                 // to the right
  void wheeled(double seconds, double steps);  // zoom about the time under the mouse
  void scrolled(double steps);                 // sideways
  void fitAsked();
  void clicked(double seconds);  // once it is sure that no second click follows

 protected:
  // Over the plot, under the crosshair: titles, read-outs, tables.
  virtual void drawOverlay(QPainter&) {}
  [[nodiscard]] QRect plotRect() const { return axisRect()->rect(); }

  void paintEvent(QPaintEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void mouseDoubleClickEvent(QMouseEvent* event) override;
  void wheelEvent(QWheelEvent* event) override;
  void leaveEvent(QEvent* event) override;

 private:
  void drawCursor(QPainter& painter) const;
  void drawTag(QPainter& painter, const QString& text, QPointF centre) const;
  void fitTickers();

  const Theme* theme_;
  QSharedPointer<ImageBuffer> picture_;
  QSharedPointer<TimeTicker> time_ticker_;
  QSharedPointer<ValueTicker> value_ticker_;
  QSharedPointer<ValueTicker> second_ticker_;
  std::optional<Cursor> cursor_;
  std::optional<double> drag_from_;
  QPoint pressed_at_;
  double clicked_seconds_ = 0;
  QTimer click_;
  bool time_labels_ = true;
};

}  // namespace perpscope::ui
