// One pane of one study: its drawings, title, read-out at the cursor, table and notes.
#pragma once

#include "panes/pane_items.h"
#include "panes/pane_lines.h"

namespace perpscope::ui {

class PaneWidget final : public ChartPlot {
  Q_OBJECT

 public:
  // What a study shows once only lies in its first and last pane.
  struct Place {
    std::size_t pane = 0;  // index into the declaration's panes
    bool first_of_study = true;
    bool last_of_study = true;
    bool first_of_all = true;
  };

  PaneWidget(const Place& place, app::SnapshotPtr snapshot, QWidget* parent = nullptr);

  [[nodiscard]] const app::Snapshot& snapshot() const { return *snapshot_; }
  [[nodiscard]] const studies::PaneDecl& decl() const { return snapshot_->declaration->panes[place_.pane]; }
  // Another snapshot of the same study and toggles: data is swapped, nothing is built.
  void setSnapshot(app::SnapshotPtr snapshot);
  void setPaneTheme(const Theme& theme);
  void setTableShown(bool shown) { table_shown_ = shown; }

  // Room at the sides, the same in all linked panes.
  void align(int left, int right, bool time_labels);
  // What this pane needs at its right.
  [[nodiscard]] int sideWidth() const;

  // The stretch of time in view; the value axes follow what is in it.
  void setView(double lower, double upper);
  // The bar whose values are read out; nothing: the newest in view.
  void setReadoutBar(std::optional<std::int64_t> bar) { readout_bar_ = bar; }

  // What the next press draws; a line that is done calls lineDone(). A right click takes a line away.
  void setTool(LineTool tool);
  [[nodiscard]] PaneLines& lines() { return lines_; }

  // "Premium 0.0123 %", as the read-out says it now. Also for tests.
  [[nodiscard]] QStringList readout() const;
  // Why there is nothing to see in this view; empty where there is something.
  [[nodiscard]] QString emptyWords() const;
  // What must be said but is not the point: missing legs, cautions.
  [[nodiscard]] QStringList remarks() const;
  [[nodiscard]] bool usesSecondAxis() const;
  // From the first to the last bar at which the pane draws anything; empty where there is none.
  [[nodiscard]] TimeRange valueRange() const;

 signals:
  void lineDone();
  void linesChanged();

 protected:
  void drawOverlay(QPainter& painter) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;

 private:
  // Above and below lanes, for markers; as StripPlot has it.
  static constexpr int kArrows = 14;
  struct ReadoutPart {
    QString text;
    QColor colour;
  };
  [[nodiscard]] bool valuesInView(const studies::DrawingDecl& drawing) const;
  [[nodiscard]] QString legsOutOfView() const;
  [[nodiscard]] std::pair<int, int> freeLines() const;
  [[nodiscard]] double shareOf(int lines) const;
  [[nodiscard]] int laneCount() const;
  void scaleAxis(studies::AxisSide side, QCPAxis& axis);
  [[nodiscard]] std::pair<std::size_t, std::size_t> barsInView() const;
  [[nodiscard]] std::size_t readoutBar() const;
  [[nodiscard]] std::size_t newestInView() const;
  [[nodiscard]] std::vector<ReadoutPart> readoutParts() const;
  [[nodiscard]] std::optional<studies::ColourRole> drawnRole(const studies::OutputDecl& output,
                                                             double value) const;
  [[nodiscard]] const studies::OutputDecl* taggedOutput() const;
  [[nodiscard]] QString laneName(const std::string& key) const;
  [[nodiscard]] QRect titleLine() const;
  void drawTitle(QPainter& painter) const;
  void drawTable(QPainter& painter) const;
  void drawMark(QPainter& painter, QRect& line) const;
  void drawRemarks(QPainter& painter, QRect room) const;
  void coverTickLabels(QPainter& painter, double y) const;
  void drawValueTag(QPainter& painter) const;
  void drawLaneNames(QPainter& painter) const;
  void drawEmptyWords(QPainter& painter) const;

  Place place_;
  app::SnapshotPtr snapshot_;
  std::vector<PaneItem> items_;
  [[nodiscard]] Anchor anchorAt(QPointF pixel) const;

  PaneLines lines_;
  LineTool tool_ = LineTool::None;
  std::optional<std::int64_t> readout_bar_;
  bool table_shown_ = true;
  bool has_values_ = false;
  bool has_lanes_ = false;
};

}  // namespace perpscope::ui
