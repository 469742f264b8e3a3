#include "panes/pane_widget.h"

#include "studies/table_text.h"

namespace perpscope::ui {
namespace {

constexpr double kMostTitle = 0.3;  // of a pane's height, above and below each
constexpr qsizetype kNamedLegs = 3;
constexpr double kHeadroom = 0.05;  // of the value range, above and below

QString asText(const std::string& text) { return QString::fromStdString(text); }

// The series whose values are to be seen. Marks and shades say something about others, and a column's open
// and close only give it its colour.
std::span<const std::string> drawnSeries(const studies::DrawingDecl& drawing) {
  using enum studies::DrawingKind;
  switch (drawing.kind) {
    case Shade:
    case ShadeBeyond:
    case Labels:
    case MarkersAt:
    case MarkersTop:
    case MarkersFoot: return {};
    case Columns: return std::span(drawing.series).first(1);
    default: return drawing.series;
  }
}

}  // namespace

PaneWidget::PaneWidget(const Place& place, app::SnapshotPtr snapshot, QWidget* parent)
    : ChartPlot(parent), place_(place), snapshot_(std::move(snapshot)), has_lanes_(laneCount() > 0) {
  items_ = buildItems(*this, decl(), *snapshot_, place_.first_of_study);
  valueAxis()->grid()->setVisible(!has_lanes_);
  secondAxis()->setVisible(usesSecondAxis());
  setSnapshot(snapshot_);
}

bool PaneWidget::usesSecondAxis() const {
  return std::ranges::any_of(items_,
                             [](const PaneItem& item) { return item.axis == studies::AxisSide::Second; });
}

// Lanes leave no room for a title among them: it gets a line of its own above.
void PaneWidget::align(int left, int right, bool time_labels) {
  setMargins(left, right, time_labels);
  if (!has_lanes_) return;
  auto margins = axisRect()->margins();
  margins.setTop(fontMetrics().height() + 4);
  axisRect()->setMargins(margins);
  setMinimumHeight(margins.top() + margins.bottom() + 2 * kArrows +
                   laneCount() * (fontMetrics().height() - 3));
}

int PaneWidget::laneCount() const {
  std::size_t count = 0;
  for (const auto& drawing : decl().drawings)
    if (drawing.kind == studies::DrawingKind::Strip) count = std::max(count, drawing.series.size());
  return static_cast<int>(count);
}

int PaneWidget::sideWidth() const {
  int width = valueLabelWidth(fontMetrics());
  for (const auto& drawing : decl().drawings)
    if (drawing.kind == studies::DrawingKind::Strip)
      for (const auto& key : drawing.series)
        width = std::max(width, fontMetrics().horizontalAdvance(laneName(key)) + 14);
  return width;
}

QString PaneWidget::laneName(const std::string& key) const {
  const auto* output = snapshot_->declaration->output(key);
  return asText(output == nullptr ? key : output->label);
}

void PaneWidget::setSnapshot(app::SnapshotPtr snapshot) {
  snapshot_ = std::move(snapshot);
  for (const auto& item : items_) item.bind(*snapshot_);
  setPaneTheme(theme());
}

void PaneWidget::setPaneTheme(const Theme& theme) {
  setTheme(theme);
  for (const auto& item : items_) item.paint(theme);
}

std::pair<std::size_t, std::size_t> PaneWidget::barsInView() const {
  const Grid& grid = snapshot_->grid;
  const auto keys = timeAxis()->range();
  const auto clamped = [&grid](std::int64_t bar) {
    return static_cast<std::size_t>(std::clamp<std::int64_t>(bar, 0, static_cast<std::int64_t>(grid.size)));
  };
  if (grid.size == 0) return {0, 0};
  return {clamped(grid.indexOf(timeOfSeconds(keys.lower))),
          clamped(grid.indexOf(timeOfSeconds(keys.upper) - Milliseconds{1}) + 1)};
}

void PaneWidget::setView(double lower, double upper) {
  timeAxis()->setRange(lower, upper);
  scaleAxis(studies::AxisSide::Main, *valueAxis());
  scaleAxis(studies::AxisSide::Second, *secondAxis());
  has_values_ = std::ranges::any_of(decl().drawings, [this](const auto& d) { return valuesInView(d); });
  // Numbers beside an empty pane would mean nothing.
  valueAxis()->setTickLabels(has_values_ && !has_lanes_);
  secondAxis()->setTickLabels(has_values_);
}

bool PaneWidget::valuesInView(const studies::DrawingDecl& drawing) const {
  if (!toggledOn(drawing.toggle, snapshot_->settings)) return false;
  const auto [first, last] = barsInView();
  return std::ranges::any_of(drawnSeries(drawing), [&, first = first, last = last](const auto& key) {
    const auto* series = snapshot_->series(key);
    return series != nullptr && !series->summary(first, last).empty();
  });
}

void PaneWidget::scaleAxis(studies::AxisSide side, QCPAxis& axis) {
  const auto [first, last] = barsInView();
  Summary range;
  for (const auto& item : items_)
    if (item.axis == side) range.add(item.plot->drawnExtent(first, last));
  const auto fixed = std::ranges::find(decl().ranges, side, &studies::AxisRange::axis);
  if (fixed != decl().ranges.end()) range = {fixed->low, fixed->high, fixed->low, fixed->high};
  if (range.empty()) return axis.setRange(-1, 1);
  // A level right outside the values is worth seeing: it says how far away it is.
  const double size = std::max(std::abs(range.max), std::abs(range.min));
  const double span = size > 0 ? std::max(range.max - range.min, size * 1e-6) : 1;
  for (const auto& level : decl().levels) {
    if (!isDrawn(level, side, snapshot_->settings)) continue;
    const double value = levelValue(level, *snapshot_);
    if (value > range.min - span * 0.4 && value < range.max + span * 0.4) range.add(Summary::of(value));
  }
  const double room = std::max(range.max - range.min, span) * kHeadroom;
  const auto lines = freeLines();
  const double above = shareOf(lines.first);
  const double below = shareOf(lines.second);
  const double height = (range.max - range.min + 2 * room) / (1 - above - below);
  axis.setRange(range.min - room - below * height, range.max + room + above * height);
}

// How many lines of text values leave free above and below: the title and labels.
std::pair<int, int> PaneWidget::freeLines() const {
  bool at_top = false;
  bool at_foot = false;
  for (const auto& drawing : decl().drawings)
    for (const auto& label : drawing.labels) (label.at_foot ? at_foot : at_top) = true;
  return {(has_lanes_ ? 0 : 1) + (at_top ? 1 : 0), at_foot ? 1 : 0};
}

// The part of the plot's height that so many lines take.
double PaneWidget::shareOf(int lines) const {
  const auto margins = axisRect()->margins();
  const int plot = height() - margins.top() - margins.bottom();
  return plot <= 0 ? 0 : std::min(kMostTitle, lines * (fontMetrics().height() + 2.0) / plot);
}

std::size_t PaneWidget::readoutBar() const {
  if (readout_bar_)
    return snapshot_->grid.holds(*readout_bar_) ? static_cast<std::size_t>(*readout_bar_)
                                                : snapshot_->grid.size;
  return newestInView();
}

// The newest bar in view that is no hole; the grid's size where nothing is in view.
std::size_t PaneWidget::newestInView() const {
  const auto [first, last] = barsInView();
  return last > first ? std::min(last - 1, std::max(snapshot_->newestBar(), first)) : snapshot_->grid.size;
}

// The colour in which the pane shows an output; nothing where it does not.
std::optional<studies::ColourRole> PaneWidget::drawnRole(const studies::OutputDecl& output,
                                                         double value) const {
  std::optional<studies::ColourRole> role;
  for (const auto& drawing : decl().drawings) {
    if (!toggledOn(drawing.toggle, snapshot_->settings)) continue;
    const auto series = drawnSeries(drawing);
    if (std::ranges::find(series, output.key) == series.end()) continue;
    const auto& roles = drawing.roles;
    if (drawing.kind == studies::DrawingKind::Line && !roles.empty()) return roles.front();
    if (drawing.kind == studies::DrawingKind::Histogram && roles.size() > 1) return roles[value < 0 ? 1 : 0];
    role = output.colour;
  }
  return role;
}

std::vector<PaneWidget::ReadoutPart> PaneWidget::readoutParts() const {
  std::vector<ReadoutPart> parts;
  const std::size_t bar = readoutBar();
  for (const auto& output : snapshot_->declaration->outputs) {
    const auto role = drawnRole(output, snapshot_->value(output.key, bar));
    if (!role) continue;
    const auto value = studies::numberText(snapshot_->value(output.key, bar), output.format,
                                           output.unit == "legs" ? "" : output.unit);
    parts.push_back({asText(output.label + " " + value), theme().role(*role)});
  }
  return parts;
}

QStringList PaneWidget::readout() const {
  QStringList texts;
  for (const auto& part : readoutParts()) texts.push_back(part.text);
  return texts;
}

TimeRange PaneWidget::valueRange() const {
  const Grid& grid = snapshot_->grid;
  TimeRange range{Time::max(), Time::min()};
  for (const auto& drawing : decl().drawings) {
    if (!toggledOn(drawing.toggle, snapshot_->settings)) continue;
    for (const auto& key : drawnSeries(drawing)) {
      const auto* series = snapshot_->series(key);
      if (series == nullptr || series->firstValue() == series->size()) continue;
      range.from = std::min(range.from, grid.open(series->firstValue()));
      range.to = std::max(range.to, grid.end(series->lastValue()));
    }
  }
  return range;
}

// The legs that have data, but not in view, and where theirs begins or ends.
QString PaneWidget::legsOutOfView() const {
  const Time from = timeOfSeconds(timeAxis()->range().lower);
  const Time to = timeOfSeconds(timeAxis()->range().upper);
  QStringList lacking;
  for (const auto& leg : snapshot_->legs) {
    if (leg.newest == Time::min()) continue;
    const auto name = asText(leg.role + " of " + leg.leg);
    if (leg.first >= to) lacking << tr("no %1 before %2").arg(name, asText(isoDate(leg.first)));
    if (leg.newest <= from) lacking << tr("no %1 after %2").arg(name, asText(isoDate(leg.newest)));
  }
  const auto more = lacking.size() - kNamedLegs;
  if (more > 0) lacking = lacking.first(kNamedLegs) << tr("%1 more").arg(more);
  return lacking.isEmpty() ? QString() : lacking.join(QStringLiteral(", ")) + tr(": import or sync it");
}

QString PaneWidget::emptyWords() const {
  if (has_values_ && snapshot_->grid.size > 0) return {};
  const auto title = asText(decl().title);
  QStringList words;
  if (const auto known = valueRange(); !known.empty())
    words << tr("%1: no values in this stretch of time, but from %2 to %3")
                 .arg(title, asText(isoDate(known.from)), asText(isoDate(known.to - Milliseconds{1})));
  else
    words << tr("%1: no values").arg(title);
  // Why, once for all panes of the study.
  if (!place_.first_of_study) return words.front();
  if (snapshot_->grid.size == 0) words.clear();
  if (const auto lacking = legsOutOfView(); !lacking.isEmpty()) words << lacking;
  for (const auto& note : snapshot_->notes) words.push_back(asText(note));
  return words.join('\n');
}

}  // namespace perpscope::ui
