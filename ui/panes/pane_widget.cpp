#include "panes/pane_widget.h"

#include "studies/table_text.h"

namespace perpscope::ui {
namespace {

constexpr double kHeadroom = 0.07;  // of the value range, above and below
constexpr int kEdge = 8;

QString asText(const std::string& text) { return QString::fromStdString(text); }

bool hasStrip(const studies::PaneDecl& pane) {
  return std::ranges::any_of(pane.drawings,
                             [](const auto& d) { return d.kind == studies::DrawingKind::Strip; });
}

}  // namespace

PaneWidget::PaneWidget(const Place& place, app::SnapshotPtr snapshot, QWidget* parent)
    : ChartPlot(parent), place_(place), snapshot_(std::move(snapshot)) {
  items_ = buildItems(*this, decl(), *snapshot_, place_.first_of_study);
  has_axis_ = !hasStrip(decl());
  valueAxis()->setTickLabels(has_axis_);
  valueAxis()->grid()->setVisible(has_axis_);
  secondAxis()->setVisible(usesSecondAxis());
  setSnapshot(snapshot_);
}

bool PaneWidget::usesSecondAxis() const {
  return std::ranges::any_of(items_,
                             [](const PaneItem& item) { return item.axis == studies::AxisSide::Second; });
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
          clamped(grid.indexOf(timeOfSeconds(keys.upper)) + 1)};
}

void PaneWidget::setView(double lower, double upper) {
  timeAxis()->setRange(lower, upper);
  scaleAxis(studies::AxisSide::Main, *valueAxis());
  scaleAxis(studies::AxisSide::Second, *secondAxis());
}

void PaneWidget::scaleAxis(studies::AxisSide side, QCPAxis& axis) {
  const auto [first, last] = barsInView();
  Summary range;
  for (const auto& item : items_)
    if (item.axis == side) range.add(item.plot->extent(first, last));
  if (side == studies::AxisSide::Main) has_values_ = !range.empty() || !has_axis_;
  if (range.empty()) return axis.setRange(-1, 1);
  // A level right outside the values is worth seeing: it says how far away it is.
  const double span =
      std::max(range.max - range.min, std::max(std::abs(range.max), std::abs(range.min)) * 1e-6);
  if (side == studies::AxisSide::Main)
    for (const auto& level : decl().levels) {
      const double value =
          level.param.empty() ? level.value : snapshot_->settings.number(level.param) * level.factor;
      if (value > range.min - span * 0.4 && value < range.max + span * 0.4) range.add(Summary::of(value));
    }
  const double room = std::max(range.max - range.min, span) * kHeadroom;
  axis.setRange(range.min - room, range.max + room);
}

std::size_t PaneWidget::readoutBar() const {
  const auto [first, last] = barsInView();
  if (readout_bar_)
    return snapshot_->grid.holds(*readout_bar_) ? static_cast<std::size_t>(*readout_bar_)
                                                : snapshot_->grid.size;
  return last > first ? std::min(last - 1, std::max(snapshot_->newestBar(), first)) : snapshot_->grid.size;
}

std::vector<PaneWidget::ReadoutPart> PaneWidget::readoutParts() const {
  std::vector<ReadoutPart> parts;
  const std::size_t bar = readoutBar();
  std::vector<std::string> shown;
  for (const auto& drawing : decl().drawings) {
    if (!toggledOn(drawing.toggle, snapshot_->settings)) continue;
    for (const auto& key : drawing.series) {
      const auto* output = snapshot_->declaration->output(key);
      if (output == nullptr || std::ranges::find(shown, key) != shown.end()) continue;
      shown.push_back(key);
      const auto value = studies::numberText(snapshot_->value(key, bar), output->format,
                                             output->unit == "legs" ? "" : output->unit);
      parts.push_back({asText(output->label + " " + value), theme().role(output->colour)});
    }
  }
  return parts;
}

QStringList PaneWidget::readout() const {
  QStringList texts;
  for (const auto& part : readoutParts()) texts.push_back(part.text);
  return texts;
}

QString PaneWidget::emptyWords() const {
  if (has_values_ && snapshot_->grid.size > 0) return {};
  if (snapshot_->grid.size > 0)
    return tr("No %1 in this stretch of time").arg(asText(decl().title).toLower());
  QStringList words;
  for (const auto& note : snapshot_->notes) words.push_back(asText(note));
  return words.isEmpty() ? tr("Nothing to draw") : words.join('\n');
}

void PaneWidget::drawOverlay(QPainter& painter) {
  painter.setFont(font());
  drawLaneNames(painter);
  if (has_values_) drawValueTag(painter);
  const int below = drawTitle(painter);
  if (place_.first_of_study && table_shown_ && snapshot_->grid.size > 0) drawTable(painter, below);
  drawCorner(painter);
  if (!emptyWords().isEmpty()) drawEmptyWords(painter);
}

// "Flow dashboard · Premium   Premium 0.0123 %": returns the y below it.
int PaneWidget::drawTitle(QPainter& painter) const {
  const QRect rect = plotRect();
  const auto metrics = fontMetrics();
  const auto& study = *snapshot_->declaration;
  const QString title =
      study.title == decl().title ? asText(study.title) : asText(study.title + " · " + decl().title);
  QFont bold = font();
  bold.setBold(true);
  const int baseline = rect.top() + 3 + metrics.ascent();
  int x = rect.left() + kEdge;
  QColor veil = theme().plot;
  veil.setAlpha(190);
  const auto write = [&](const QString& text, const QColor& colour, const QFont& with) {
    const int width = QFontMetrics(with).horizontalAdvance(text);
    if (x + width > rect.right() - kEdge) return false;
    painter.setFont(with);
    painter.fillRect(x - 3, rect.top() + 2, width + 6, metrics.height() + 2, veil);
    painter.setPen(colour);
    painter.drawText(x, baseline, text);
    x += width + 12;
    return true;
  };
  write(title, theme().text, bold);
  for (const auto& part : readoutParts())
    if (!write(part.text, part.colour, font())) break;
  painter.setFont(font());
  return rect.top() + metrics.height() + 8;
}

// Rows that do not fit are left out from the end; the status bar and the window's table have them all.
void PaneWidget::drawTable(QPainter& painter, int top) const {
  const auto lines = snapshot_->table(readoutBar());
  if (lines.empty()) return;
  const auto metrics = fontMetrics();
  const int row = metrics.height() + 1;
  const int rows = std::min(static_cast<int>(lines.size()), (plotRect().bottom() - top - 8) / row);
  if (rows < 1) return;
  int labels = 0;
  int texts = 0;
  for (const auto& line : lines) {
    labels = std::max(labels, metrics.horizontalAdvance(asText(line.label)));
    texts = std::max(texts, metrics.horizontalAdvance(asText(line.text)));
  }
  const QRect box(plotRect().left() + kEdge - 3, top, labels + texts + 26, rows * row + 6);
  if (box.width() > plotRect().width() / 2) return;
  QColor back = theme().panel;
  back.setAlpha(225);
  painter.fillRect(box, back);
  painter.setPen(theme().border);
  painter.drawRect(box);
  for (int i = 0; i < rows; ++i) {
    const int baseline = top + 3 + i * row + metrics.ascent();
    painter.setPen(theme().dim_text);
    painter.drawText(box.left() + 6, baseline, asText(lines[static_cast<std::size_t>(i)].label));
    painter.setPen(theme().text);
    painter.drawText(box.left() + 18 + labels, baseline, asText(lines[static_cast<std::size_t>(i)].text));
  }
}

// What must be said but is not the point: at the right of the first line, or of the last one.
void PaneWidget::drawCorner(QPainter& painter) const {
  const QRect rect = plotRect().adjusted(kEdge, 3, -kEdge, -3);
  QColor veil = theme().plot;
  veil.setAlpha(200);
  const auto write = [&](const QString& text, const QColor& colour, Qt::Alignment where) {
    QRect box = painter.boundingRect(rect, static_cast<int>(Qt::AlignRight | where), text);
    painter.fillRect(box.adjusted(-4, 0, 4, 0), veil);
    painter.setPen(colour);
    painter.drawText(box, static_cast<int>(Qt::AlignRight | where), text);
  };
  if (place_.first_of_all && snapshot_->simulated)
    write(tr("simulated market"), theme().role(studies::ColourRole::Hot), Qt::AlignTop);
  if (place_.last_of_study && !snapshot_->declaration->caution.empty())
    write(asText(snapshot_->declaration->caution), theme().dim_text, Qt::AlignBottom);
}

const studies::OutputDecl* PaneWidget::taggedOutput() const {
  for (const auto& drawing : decl().drawings) {
    using enum studies::DrawingKind;
    if (drawing.axis != studies::AxisSide::Main || !toggledOn(drawing.toggle, snapshot_->settings)) continue;
    if (drawing.kind == Candles) return snapshot_->declaration->output(drawing.series[3]);
    if (drawing.kind == Histogram || drawing.kind == Line)
      return snapshot_->declaration->output(drawing.series[0]);
  }
  return nullptr;
}

// The newest value, on the axis it belongs to.
void PaneWidget::drawValueTag(QPainter& painter) const {
  const auto* output = taggedOutput();
  if (output == nullptr || snapshot_->grid.size == 0) return;
  const double value = snapshot_->value(output->key, snapshot_->newestBar());
  const double y = valueAxis()->coordToPixel(value);
  if (isMissing(value) || y < plotRect().top() || y > plotRect().bottom()) return;
  const auto text = asText(studies::numberText(value, output->format));
  const auto metrics = fontMetrics();
  QRectF box(plotRect().right() + 2, y - metrics.height() / 2.0 - 1, metrics.horizontalAdvance(text) + 8,
             metrics.height() + 2);
  const QColor back = theme().role(output->colour);
  painter.fillRect(box, back);
  painter.setPen(contrast(back, QColor(Qt::black)) > contrast(back, QColor(Qt::white)) ? Qt::black
                                                                                       : Qt::white);
  painter.drawText(box, Qt::AlignCenter, text);
}

// Beside the lanes, where other panes have their value labels.
void PaneWidget::drawLaneNames(QPainter& painter) const {
  for (const auto& drawing : decl().drawings) {
    if (drawing.kind != studies::DrawingKind::Strip) continue;
    const QRect rect = plotRect().adjusted(0, 14, 0, -14);
    const double height = rect.height() / static_cast<double>(drawing.series.size());
    painter.setPen(theme().dim_text);
    for (std::size_t i = 0; i < drawing.series.size(); ++i) {
      const auto* output = snapshot_->declaration->output(drawing.series[i]);
      const QRectF box(rect.right() + 6, rect.top() + height * static_cast<double>(i),
                       width() - rect.right() - 8, height);
      const auto name = asText(output == nullptr ? drawing.series[i] : output->label);
      painter.drawText(box, Qt::AlignLeft | Qt::AlignVCenter,
                       fontMetrics().elidedText(name, Qt::ElideRight, static_cast<int>(box.width())));
    }
  }
}

void PaneWidget::drawEmptyWords(QPainter& painter) const {
  painter.setPen(theme().dim_text);
  painter.drawText(plotRect().adjusted(40, 20, -40, -8), Qt::AlignCenter | Qt::TextWordWrap, emptyWords());
}

}  // namespace perpscope::ui
