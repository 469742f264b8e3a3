// One pane of one study: its drawings, title, read-out at the cursor, table and notes.
#pragma once

#include "panes/pane_items.h"

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

  // The stretch of time in view; the value axes follow what is in it.
  void setView(double lower, double upper);
  // The bar whose values are read out; nothing: the newest in view.
  void setReadoutBar(std::optional<std::int64_t> bar) { readout_bar_ = bar; }

  // "Premium 0.0123 %", as the read-out says it now. Also for tests.
  [[nodiscard]] QStringList readout() const;
  // Why there is nothing to see in this view; empty where there is something.
  [[nodiscard]] QString emptyWords() const;
  // What is said at the pane's foot: missing legs, cautions.
  [[nodiscard]] QStringList footnotes() const;
  [[nodiscard]] bool usesSecondAxis() const;

 protected:
  void drawOverlay(QPainter& painter) override;

 private:
  struct ReadoutPart {
    QString text;
    QColor colour;
  };
  [[nodiscard]] bool valuesInView(const studies::DrawingDecl& drawing) const;
  void scaleAxis(studies::AxisSide side, QCPAxis& axis);
  [[nodiscard]] std::pair<std::size_t, std::size_t> barsInView() const;
  [[nodiscard]] std::size_t readoutBar() const;
  [[nodiscard]] std::vector<ReadoutPart> readoutParts() const;
  [[nodiscard]] const studies::OutputDecl* taggedOutput() const;
  [[nodiscard]] int drawTitle(QPainter& painter, int right) const;
  void drawTable(QPainter& painter, int top) const;
  [[nodiscard]] int drawMark(QPainter& painter) const;
  void drawFootnotes(QPainter& painter) const;
  void drawValueTag(QPainter& painter) const;
  void drawLaneNames(QPainter& painter) const;
  void drawEmptyWords(QPainter& painter) const;

  Place place_;
  app::SnapshotPtr snapshot_;
  std::vector<PaneItem> items_;
  std::optional<std::int64_t> readout_bar_;
  bool table_shown_ = true;
  bool has_values_ = false;
};

}  // namespace perpscope::ui
