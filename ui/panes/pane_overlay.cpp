// What lies over a pane's drawings: title and read-out, table, notes, the newest value on the axis.
#include "panes/pane_widget.h"
#include "studies/table_text.h"

namespace perpscope::ui {
namespace {

constexpr int kEdge = 8;

QString asText(const std::string& text) { return QString::fromStdString(text); }

QColor veilOf(const Theme& theme) {
  QColor veil = theme.plot;
  veil.setAlpha(200);
  return veil;
}

}  // namespace

void PaneWidget::drawOverlay(QPainter& painter) {
  painter.setFont(font());
  drawLaneNames(painter);
  if (has_values_) drawValueTag(painter);
  drawFootnotes(painter);
  const int below = drawTitle(painter, drawMark(painter));
  if (place_.first_of_study && table_shown_ && snapshot_->grid.size > 0) drawTable(painter, below);
  if (!emptyWords().isEmpty()) drawEmptyWords(painter);
}

// "Flow dashboard · Premium   Premium 0.0123 %", as much as fits left of `right`: returns the y below it.
int PaneWidget::drawTitle(QPainter& painter, int right) const {
  const QRect rect = plotRect();
  const auto metrics = fontMetrics();
  const auto& study = *snapshot_->declaration;
  const QString title =
      study.title == decl().title ? asText(study.title) : asText(study.title + " · " + decl().title);
  QFont bold = font();
  bold.setBold(true);
  const int baseline = rect.top() + 3 + metrics.ascent();
  int x = rect.left() + kEdge;
  const auto write = [&](const QString& text, const QColor& colour, const QFont& with) {
    const int width = QFontMetrics(with).horizontalAdvance(text);
    if (x + width > right - kEdge) return false;
    painter.setFont(with);
    painter.fillRect(x - 3, rect.top() + 2, width + 6, metrics.height() + 2, veilOf(theme()));
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

// A low pane has the rows side by side; what would hide too much of the chart is left out from the end.
void PaneWidget::drawTable(QPainter& painter, int top) const {
  auto lines = snapshot_->table(readoutBar());
  const auto metrics = fontMetrics();
  const int row = metrics.height() + 1;
  const int fitting = (plotRect().bottom() - top - 8) / row;
  if (lines.empty() || fitting < 1) return;
  QColor back = theme().panel;
  back.setAlpha(225);
  int left = plotRect().left() + kEdge - 3;
  for (std::size_t first = 0; first < lines.size(); first += static_cast<std::size_t>(fitting)) {
    const auto rows = std::span(lines).subspan(first).first(
        std::min(static_cast<std::size_t>(fitting), lines.size() - first));
    int labels = 0;
    int texts = 0;
    for (const auto& line : rows) {
      labels = std::max(labels, metrics.horizontalAdvance(asText(line.label)));
      texts = std::max(texts, metrics.horizontalAdvance(asText(line.text)));
    }
    const QRect box(left, top, labels + texts + 24, static_cast<int>(rows.size()) * row + 6);
    if (box.right() > plotRect().left() + plotRect().width() * 2 / 3) return;
    painter.fillRect(box, back);
    for (int i = 0; const auto& line : rows) {
      const int baseline = top + 3 + i++ * row + metrics.ascent();
      painter.setPen(theme().dim_text);
      painter.drawText(box.left() + 6, baseline, asText(line.label));
      painter.setPen(theme().text);
      painter.drawText(box.left() + 18 + labels, baseline, asText(line.text));
    }
    left = box.right() + 1;
  }
}

// Returns the x that the first line may be written up to.
int PaneWidget::drawMark(QPainter& painter) const {
  const QRect rect = plotRect();
  if (!place_.first_of_all || !snapshot_->simulated) return rect.right();
  const auto text = tr("simulated market");
  const QRect box(rect.right() - kEdge - fontMetrics().horizontalAdvance(text), rect.top() + 3,
                  fontMetrics().horizontalAdvance(text) + 4, fontMetrics().height());
  painter.fillRect(box.adjusted(-4, 0, 0, 0), veilOf(theme()));
  painter.setPen(theme().role(studies::ColourRole::Hot));
  painter.drawText(box, Qt::AlignLeft | Qt::AlignVCenter, text);
  return box.left();
}

// What must be said but is not the point: which legs are missing, how far a study can be trusted.
QStringList PaneWidget::footnotes() const {
  QStringList notes;
  if (place_.first_of_study && emptyWords().isEmpty())
    for (const auto& note : snapshot_->notes) notes << asText(note);
  if (place_.last_of_study && !snapshot_->declaration->caution.empty())
    notes << asText(snapshot_->declaration->caution);
  return notes;
}

void PaneWidget::drawFootnotes(QPainter& painter) const {
  const auto metrics = fontMetrics();
  int bottom = plotRect().bottom() - 3;
  const auto notes = footnotes();
  for (auto note = notes.rbegin(); note != notes.rend(); ++note) {
    const auto text = metrics.elidedText(*note, Qt::ElideRight, plotRect().width() * 2 / 3);
    QRect box(0, 0, metrics.horizontalAdvance(text) + 8, metrics.height());
    box.moveBottomRight({plotRect().right() - kEdge, bottom});
    painter.fillRect(box, veilOf(theme()));
    painter.setPen(theme().dim_text);
    painter.drawText(box, Qt::AlignCenter, text);
    bottom = box.top() - 1;
  }
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
