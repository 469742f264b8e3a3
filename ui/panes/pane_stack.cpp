#include "panes/pane_stack.h"

namespace perpscope::ui {
namespace {

constexpr int kFrameMs = 16;
constexpr double kPixelsPerBar = 6;  // how wide a bar is when a chart is first shown
constexpr double kFewestBars = 5;
constexpr double kZoomPerStep = 0.85;
constexpr double kWidest = 1.2;  // times all there is
// A view of fewer or more bars than these is not kept when the interval changes.
constexpr double kKeptFewest = 30;
constexpr double kKeptMost = 5000;
constexpr double kRoomAhead = 0.03;  // of the view, right of the newest bar

std::vector<std::size_t> visiblePanes(const app::Snapshot& snapshot) {
  std::vector<std::size_t> shown;
  for (std::size_t i = 0; i < snapshot.declaration->panes.size(); ++i)
    if (toggledOn(snapshot.declaration->panes[i].toggle, snapshot.settings)) shown.push_back(i);
  return shown;
}

// Toggles decide what is built, so other settings may change without building anew.
std::vector<std::string> structureOf(const app::Snapshot& snapshot) {
  std::vector<std::string> structure{snapshot.declaration->id};
  for (const auto& pane : snapshot.declaration->panes) {
    structure.push_back(toggledOn(pane.toggle, snapshot.settings) ? "+" : "-");
    for (const auto& drawing : pane.drawings)
      structure.push_back(toggledOn(drawing.toggle, snapshot.settings) ? "1" : "0");
    for (const auto& level : pane.levels)
      structure.push_back(toggledOn(level.toggle, snapshot.settings) ? "1" : "0");
  }
  return structure;
}

}  // namespace

PaneStack::PaneStack(QWidget* parent)
    : QWidget(parent), splitter_(new QSplitter(Qt::Vertical)), theme_(&darkTheme()) {
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(splitter_);
  splitter_->setHandleWidth(3);
  splitter_->setChildrenCollapsible(false);
  frame_.setSingleShot(true);
  frame_.setInterval(kFrameMs);
  connect(&frame_, &QTimer::timeout, this, &PaneStack::flush);
}

bool PaneStack::showsSame(const std::vector<app::SnapshotPtr>& snapshots) const {
  return std::ranges::equal(snapshots, snapshots_,
                            [](const auto& a, const auto& b) { return structureOf(*a) == structureOf(*b); });
}

void PaneStack::setSnapshots(const std::vector<app::SnapshotPtr>& snapshots) {
  const auto before = dataSpan();
  const double bar_before = barSeconds();
  const bool followed = before && upper_ >= before->second;
  const bool same = !panes_.empty() && showsSame(snapshots);
  snapshots_ = snapshots;
  splitter_->setVisible(!snapshots_.empty());
  if (same) {
    for (auto* pane : panes_)
      for (const auto& snapshot : snapshots)
        if (snapshot->declaration == pane->snapshot().declaration) pane->setSnapshot(snapshot);
  } else {
    rebuild(snapshots);
  }
  if (!before)
    showNewest();
  else
    keepView(*before, followed, barSeconds() != bar_before);
  alignMargins();
  invalidate(Dirty::Full);
}

// The same stretch of time, moved on if it showed the newest bar; as many bars as read well where another
// interval would make it a handful of bars or a blur, or where there is no data.
void PaneStack::keepView(std::pair<double, double> before, bool followed, bool other_interval) {
  const auto after = dataSpan();
  if (!after) return;
  const double bars = (upper_ - lower_) / barSeconds();
  const bool outside = upper_ <= after->first || lower_ >= after->second;
  if (outside || (other_interval && (bars < kKeptFewest || bars > kKeptMost))) {
    const double centre = (lower_ + upper_) / 2;
    showNewest();
    if (!outside && !followed) goTo(timeOfSeconds(centre));
    return;
  }
  const double moved = followed ? after->second - before.second : 0;
  setRange(lower_ + moved, upper_ + moved);
}

void PaneStack::rebuild(const std::vector<app::SnapshotPtr>& snapshots) {
  cursor_pane_ = nullptr;
  for (auto* pane : panes_) delete pane;
  panes_.clear();
  QList<int> heights;
  for (const auto& snapshot : snapshots) {
    const auto shown = visiblePanes(*snapshot);
    for (const auto pane : shown) {
      const PaneWidget::Place place{pane, pane == shown.front(), pane == shown.back(), panes_.empty()};
      auto* widget = new PaneWidget(place, snapshot);
      widget->setTableShown(tables_shown_);
      widget->setPaneTheme(*theme_);
      connectPane(*widget);
      widget->setTool(tool_);
      if (const auto known = lines_.find(nameOf(*widget)); known != lines_.end())
        widget->lines().setLines(known->second);
      splitter_->addWidget(widget);
      panes_.push_back(widget);
      heights.push_back(static_cast<int>(widget->decl().weight * 1000));
    }
  }
  for (int i = 0; i < heights.size(); ++i) splitter_->setStretchFactor(i, heights[i]);
  splitter_->setSizes(heights);
}

void PaneStack::connectPane(PaneWidget& pane) {
  connect(&pane, &ChartPlot::hovered, this,
          [this, &pane](double seconds, double y) { setCursorTime(seconds, &pane, y); });
  connect(&pane, &ChartPlot::left, this, [this] { setCursorTime(std::nullopt); });
  connect(&pane, &ChartPlot::dragged, this, &PaneStack::panPixels);
  connect(&pane, &ChartPlot::wheeled, this, &PaneStack::zoom);
  connect(&pane, &ChartPlot::scrolled, this,
          [this](double steps) { panBars(-steps * (upper_ - lower_) / barSeconds() * 0.08); });
  connect(&pane, &ChartPlot::fitAsked, this, &PaneStack::fitAll);
  connect(&pane, &PaneWidget::lineDone, this, [this] { setTool(LineTool::None); });
  connect(&pane, &PaneWidget::linesChanged, this, [this, &pane] {
    lines_[nameOf(pane)] = pane.lines().lines();
    emit linesChanged();
  });
  connect(&pane, &ChartPlot::clicked, this, [this, &pane](double seconds) {
    for (const auto& snapshot : snapshots_)
      if (snapshot.get() == &pane.snapshot()) emit barClicked(snapshot, timeOfSeconds(seconds));
  });
}

std::string PaneStack::nameOf(const PaneWidget& pane) {
  return pane.snapshot().declaration->id + '/' + pane.decl().key;
}

void PaneStack::setLines(Lines lines) {
  lines_ = std::move(lines);
  for (auto* pane : panes_) {
    const auto known = lines_.find(nameOf(*pane));
    pane->lines().setLines(known == lines_.end() ? std::vector<PaneLine>{} : known->second);
  }
  invalidate(Dirty::Cursor);
}

void PaneStack::setTool(LineTool tool) {
  tool_ = tool;
  for (auto* pane : panes_) pane->setTool(tool);
  emit toolChanged(tool);
}

void PaneStack::setTheme(const Theme& theme) {
  theme_ = &theme;
  for (auto* pane : panes_) pane->setPaneTheme(theme);
  invalidate(Dirty::Full);
}

void PaneStack::setTablesShown(bool shown) {
  tables_shown_ = shown;
  for (auto* pane : panes_) pane->setTableShown(shown);
  invalidate(Dirty::Cursor);
}

void PaneStack::alignMargins() {
  const bool second =
      std::ranges::any_of(panes_, [](const PaneWidget* pane) { return pane->usesSecondAxis(); });
  const int left = second ? ChartPlot::valueLabelWidth(fontMetrics()) : 1;
  int right = 0;
  for (const auto* pane : panes_) right = std::max(right, pane->sideWidth());
  for (auto* pane : panes_) pane->align(left, right, pane == panes_.back() && dataSpan().has_value());
}

std::optional<std::pair<double, double>> PaneStack::dataSpan() const {
  std::optional<std::pair<double, double>> span;
  for (const auto& snapshot : snapshots_) {
    if (snapshot->grid.size == 0) continue;
    const auto values = snapshot->valueRange();
    const auto range = values.empty() ? snapshot->grid.range() : values;
    const std::pair own{secondsOf(range.from), secondsOf(range.to)};
    span = span ? std::pair{std::min(span->first, own.first), std::max(span->second, own.second)} : own;
  }
  return span;
}

double PaneStack::barSeconds() const {
  return snapshots_.empty() ? 60.0 : secondsOf(Time{nominalLength(snapshots_.front()->request.interval)});
}

TimeRange PaneStack::view() const { return {timeOfSeconds(lower_), timeOfSeconds(upper_)}; }
void PaneStack::showView(TimeRange range) { setRange(secondsOf(range.from), secondsOf(range.to)); }

void PaneStack::fitAll() {
  if (const auto span = dataSpan())
    setRange(span->first, span->second + (span->second - span->first) * kRoomAhead / 2);
}

void PaneStack::showNewest() {
  const auto span = dataSpan();
  if (!span) return;
  const double length = std::max(100.0, width() / kPixelsPerBar) * barSeconds();
  const double upper = span->second + length * kRoomAhead;
  setRange(std::max(span->first, upper - length), upper);
}

void PaneStack::goTo(Time centre) {
  const double half = (upper_ - lower_) / 2;
  setRange(secondsOf(centre) - half, secondsOf(centre) + half);
}

void PaneStack::zoom(double about_seconds, double steps) {
  const double length = std::pow(kZoomPerStep, steps) * (upper_ - lower_);
  const double factor = withinLimits(length) / (upper_ - lower_);
  setRange(about_seconds - (about_seconds - lower_) * factor,
           about_seconds + (upper_ - about_seconds) * factor);
}

void PaneStack::zoomCentre(double steps) { zoom((lower_ + upper_) / 2, steps); }

void PaneStack::panPixels(double to_the_right) {
  if (panes_.empty()) return;
  const double moved = to_the_right * (upper_ - lower_) / std::max(1, panes_.front()->axisRect()->width());
  setRange(lower_ - moved, upper_ - moved);
}

void PaneStack::panBars(double bars) { setRange(lower_ + bars * barSeconds(), upper_ + bars * barSeconds()); }

// Between a few bars and all of them.
double PaneStack::withinLimits(double length) const {
  const auto span = dataSpan();
  const double least = kFewestBars * barSeconds();
  const double most = span ? (span->second - span->first) * kWidest : least;
  return std::clamp(length, least, std::max(least, most));
}

// Never so far away that nothing is left to see.
void PaneStack::setRange(double lower, double upper) {
  const auto span = dataSpan();
  if (!span || !(upper > lower)) return;
  const double centre = (lower + upper) / 2;
  const double length = withinLimits(upper - lower);
  // Rounding alone is no reason to move.
  if (std::abs(length - (upper - lower)) > 1e-9 * length) {
    lower = centre - length / 2;
    upper = centre + length / 2;
  }
  const double least = span->first - length * 0.8;
  const double most = span->second + length * 0.8;
  const double shift = std::max(0.0, least - lower) - std::max(0.0, upper - most);
  lower_ = lower + shift;
  upper_ = upper + shift;
  invalidate(Dirty::Full);
}

void PaneStack::setCursorTime(std::optional<double> seconds, PaneWidget* over, double y) {
  cursor_ = seconds;
  cursor_pane_ = over;
  cursor_y_ = y;
  invalidate(Dirty::Cursor);
}

void PaneStack::invalidate(Dirty level) {
  dirty_ = std::max(dirty_, level);
  if (!frame_.isActive()) frame_.start();
}

void PaneStack::flush() {
  const Dirty level = std::exchange(dirty_, Dirty::Nothing);
  QString time;
  if (cursor_ && !snapshots_.empty()) {
    const Interval interval = snapshots_.front()->request.interval;
    time = timeReadout(barOpen(barNumber(timeOfSeconds(*cursor_), interval), interval), interval);
  }
  for (auto* pane : panes_) {
    pane->setReadoutBar(cursor_ ? std::optional(pane->snapshot().grid.indexOf(timeOfSeconds(*cursor_)))
                                : std::nullopt);
    std::optional<ChartPlot::Cursor> mark;
    if (cursor_) mark = {*cursor_, time, pane == cursor_pane_ ? std::optional(cursor_y_) : std::nullopt};
    pane->setCursor(mark);
    if (level != Dirty::Full) continue;
    pane->setView(lower_, upper_);
    pane->redraw();
  }
  emit cursorMoved(time);
  if (level == Dirty::Full) emit viewChanged();
}

void PaneStack::setWords(const QString& words) {
  words_ = words;
  update();
}

void PaneStack::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.fillRect(rect(), theme_->plot);
  if (!snapshots_.empty()) return;
  painter.setPen(theme_->dim_text);
  painter.drawText(rect().adjusted(40, 20, -40, -20), Qt::AlignCenter | Qt::TextWordWrap, words_);
}

void PaneStack::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  alignMargins();
  invalidate(Dirty::Full);
}

}  // namespace perpscope::ui
