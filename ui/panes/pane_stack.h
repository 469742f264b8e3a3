// Panes under one another on one time axis: linked range, linked crosshair, one repaint per display frame.
#pragma once

#include <QSplitter>
#include <QTimer>

#include "panes/pane_widget.h"

namespace perpscope::ui {

class PaneStack final : public QWidget {
  Q_OBJECT

 public:
  explicit PaneStack(QWidget* parent = nullptr);

  // What is shown, in order. Studies that stay with the same toggles keep their panes; the view stays where
  // it was, and follows the newest bar if that was in view.
  void setSnapshots(const std::vector<app::SnapshotPtr>& snapshots);
  void setTheme(const Theme& theme);
  void setTablesShown(bool shown);
  // Lines by pane, "STUDY/PANE": the ones that are shown, and what somebody has made of them since.
  using Lines = std::map<std::string, std::vector<PaneLine>>;
  void setLines(Lines lines);
  [[nodiscard]] const Lines& lines() const { return lines_; }
  // What the next press in any pane draws; back to none once that is done.
  void setTool(LineTool tool);
  // Said where there is no pane.
  void setWords(const QString& words);

  // The stretch of time in view.
  [[nodiscard]] TimeRange view() const;
  void showView(TimeRange range);
  void fitAll();
  // The newest bars, as many as read well.
  void showNewest();
  void goTo(Time centre);
  void zoom(double about_seconds, double steps);
  void zoomCentre(double steps);
  void panPixels(double to_the_right);
  void panBars(double bars);

  [[nodiscard]] const std::vector<PaneWidget*>& panes() const { return panes_; }
  // The time under the mouse, as the panes show it; nothing where it is outside.
  void setCursorTime(std::optional<double> seconds, PaneWidget* over = nullptr, double y = 0);
  // Draws now what the next frame would draw: for pictures and tests.
  void flush();

 signals:
  // At most once a frame.
  void viewChanged();
  void cursorMoved(const QString& time);
  void linesChanged();
  void toolChanged(perpscope::ui::LineTool tool);
  // Somebody wants to know how this bar came about.
  void barClicked(const perpscope::app::SnapshotPtr& snapshot, perpscope::Time at);

 protected:
  void resizeEvent(QResizeEvent* event) override;
  void paintEvent(QPaintEvent* event) override;

 private:
  enum class Dirty : std::uint8_t { Nothing, Cursor, Full };
  void rebuild(const std::vector<app::SnapshotPtr>& snapshots);
  void connectPane(PaneWidget& pane);
  [[nodiscard]] static std::string nameOf(const PaneWidget& pane);
  void alignMargins();
  void invalidate(Dirty level);
  void setRange(double lower, double upper);
  void keepView(std::pair<double, double> before, bool followed, bool other_interval);
  [[nodiscard]] double withinLimits(double length) const;
  [[nodiscard]] std::optional<std::pair<double, double>> dataSpan() const;  // seconds
  [[nodiscard]] double barSeconds() const;
  [[nodiscard]] bool showsSame(const std::vector<app::SnapshotPtr>& snapshots) const;

  QSplitter* splitter_;
  QTimer frame_;
  const Theme* theme_;
  std::vector<app::SnapshotPtr> snapshots_;
  std::vector<PaneWidget*> panes_;
  double lower_ = 0;
  double upper_ = 1;
  std::optional<double> cursor_;
  PaneWidget* cursor_pane_ = nullptr;
  double cursor_y_ = 0;
  Dirty dirty_ = Dirty::Nothing;
  bool tables_shown_ = true;
  QString words_;
  Lines lines_;
  LineTool tool_ = LineTool::None;
};

}  // namespace perpscope::ui
