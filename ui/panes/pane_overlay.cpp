// What lies over a pane's drawings: title and read-out, table, notes, the newest value on the axis.
#include "panes/pane_widget.h"
#include "studies/table_text.h"

namespace perpscope::ui {
namespace {

constexpr double kLowestLaneName = 10;  // pixels of a lane, below which no letter can be read
constexpr int kEdge = 8;
constexpr int kGap = 12;           // between texts of the first line
constexpr int kLeastLetters = 12;  // a shorter piece of a remark says nothing

QString asText(const std::string& text) { return QString::fromStdString(text); }

QColor veilOf(const Theme& theme) {
  QColor veil = theme.plot;
  veil.setAlpha(200);
  return veil;
}

}  // namespace

void PaneWidget::drawOverlay(QPainter& painter) {
  painter.setFont(font());
  lines_.draw(painter, *this, secondsOf(Time{nominalLength(snapshot_->request.interval)}));
  drawLaneNames(painter);
  if (has_values_) drawValueTag(painter);
  drawTitle(painter);
  if (place_.first_of_study && table_shown_ && snapshot_->grid.size > 0) drawTable(painter);
  if (!emptyWords().isEmpty()) drawEmptyWords(painter);
}

QRect PaneWidget::titleLine() const {
  const QRect rect = plotRect();
  const int height = fontMetrics().height() + 2;
  return {rect.left() + kEdge, has_lanes_ ? rect.top() - height - 1 : rect.top() + 2,
          rect.width() - 2 * kEdge, height};
}

// "Flow dashboard · Premium   Premium 0.0123 %", as much as fits, and remarks in what is left of the line.
void PaneWidget::drawTitle(QPainter& painter) const {
  QRect line = titleLine();
  // Never left out, however little room there is.
  if (place_.first_of_all && snapshot_->simulated) drawMark(painter, line);
  const auto write = [&](const QString& text, const QColor& colour) {
    const int width = painter.fontMetrics().horizontalAdvance(text);
    if (width > line.width()) return false;
    painter.fillRect(line.left() - 3, line.top(), width + 6, line.height(), veilOf(theme()));
    painter.setPen(colour);
    painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter, text);
    line.setLeft(line.left() + width + kGap);
    return true;
  };
  const auto& study = *snapshot_->declaration;
  QFont bold = font();
  bold.setBold(true);
  painter.setFont(bold);
  write(asText(study.title == decl().title ? study.title : study.title + " · " + decl().title), theme().text);
  painter.setFont(font());
  for (const auto& part : readoutParts())
    if (!write(part.text, part.colour)) break;
  drawRemarks(painter, line);
}

void PaneWidget::drawMark(QPainter& painter, QRect& line) const {
  const auto text = tr("simulated market");
  painter.setPen(theme().role(studies::ColourRole::Hot));
  painter.drawText(line, Qt::AlignRight | Qt::AlignVCenter, text);
  line.setRight(line.right() - fontMetrics().horizontalAdvance(text) - kGap);
}

QStringList PaneWidget::remarks() const {
  QStringList remarks;
  if (place_.first_of_study && emptyWords().isEmpty())
    for (const auto& note : snapshot_->notes) remarks << asText(note);
  if (place_.last_of_study && !snapshot_->declaration->caution.empty())
    remarks << asText(snapshot_->declaration->caution);
  return remarks;
}

// At the right end; the first comes first when there is little room.
void PaneWidget::drawRemarks(QPainter& painter, QRect room) const {
  const auto metrics = fontMetrics();
  for (const auto& remark : remarks()) {
    const auto text = metrics.elidedText(remark, Qt::ElideRight, room.width());
    const int width = metrics.horizontalAdvance(text);
    if (text.size() < std::min<qsizetype>(remark.size(), kLeastLetters)) return;
    painter.fillRect(room.right() - width - 3, room.top(), width + 6, room.height(), veilOf(theme()));
    painter.setPen(theme().dim_text);
    painter.drawText(room, Qt::AlignRight | Qt::AlignVCenter, text);
    room.setRight(room.right() - width - kGap);
  }
}

// A low pane has the rows side by side; what would hide too much of the chart is left out from the end.
void PaneWidget::drawTable(QPainter& painter) const {
  const int top = std::max(titleLine().bottom(), plotRect().top()) + 4;
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

const studies::OutputDecl* PaneWidget::taggedOutput() const {
  for (const auto& drawing : decl().drawings) {
    using enum studies::DrawingKind;
    if (drawing.axis != studies::AxisSide::Main || !toggledOn(drawing.toggle, snapshot_->settings)) continue;
    // What is drawn larger than it is would be tagged in the wrong place.
    if (!drawing.factor.empty() || drawing.origin != 0) continue;
    if (drawing.kind == Candles) return snapshot_->declaration->output(drawing.series[3]);
    if (drawing.kind == Histogram || drawing.kind == Line)
      return snapshot_->declaration->output(drawing.series[0]);
  }
  return nullptr;
}

// The newest value in view, on the axis it belongs to.
void PaneWidget::drawValueTag(QPainter& painter) const {
  const auto* output = taggedOutput();
  if (output == nullptr || snapshot_->grid.size == 0) return;
  const double value = snapshot_->value(output->key, newestInView());
  const double y = valueAxis()->coordToPixel(value);
  if (isMissing(value) || y < plotRect().top() || y > plotRect().bottom()) return;
  const auto text =
      asText(studies::numberText(value, studies::formatOf(value, output->format, output->unit)));
  const auto metrics = fontMetrics();
  QRectF box(plotRect().right() + 2, y - metrics.height() / 2.0 - 1, metrics.horizontalAdvance(text) + 8,
             metrics.height() + 2);
  coverTickLabels(painter, y);
  const QColor back = theme().role(drawnRole(*output, value).value_or(output->colour));
  painter.fillRect(box, back);
  painter.setPen(contrast(back, QColor(Qt::black)) > contrast(back, QColor(Qt::white)) ? Qt::black
                                                                                       : Qt::white);
  painter.drawText(box, Qt::AlignCenter, text);
}

// A label that the tag would cover in part is better not there.
void PaneWidget::coverTickLabels(QPainter& painter, double y) const {
  const int height = fontMetrics().height();
  for (const double tick : valueAxis()->tickVector()) {
    const double at = valueAxis()->coordToPixel(tick);
    if (std::abs(at - y) > height) continue;
    const int left = plotRect().right() + 5;
    painter.fillRect(QRectF(left, at - height / 2.0, width() - left, height), theme().plot);
  }
}

// Beside the lanes, where other panes have their value labels.
void PaneWidget::drawLaneNames(QPainter& painter) const {
  for (const auto& drawing : decl().drawings) {
    if (drawing.kind != studies::DrawingKind::Strip) continue;
    const QRect rect = plotRect().adjusted(0, kArrows, 0, -kArrows);
    const double height = rect.height() / static_cast<double>(drawing.series.size());
    if (height < kLowestLaneName) continue;  // they would lie on one another
    QFont small = font();
    if (height < fontMetrics().height()) small.setPixelSize(static_cast<int>(height * 0.8));
    painter.setFont(small);
    const QFontMetrics metrics(small);
    painter.setPen(theme().dim_text);
    for (std::size_t i = 0; i < drawing.series.size(); ++i) {
      const QRectF box(rect.right() + 6, rect.top() + height * static_cast<double>(i),
                       width() - rect.right() - 8, height);
      const auto name = laneName(drawing.series[i]);
      painter.drawText(box, Qt::AlignLeft | Qt::AlignVCenter,
                       metrics.elidedText(name, Qt::ElideRight, static_cast<int>(box.width())));
    }
    painter.setFont(font());
  }
}

void PaneWidget::drawEmptyWords(QPainter& painter) const {
  const int how = Qt::AlignCenter | Qt::TextWordWrap;
  const QRect room = plotRect().adjusted(40, fontMetrics().height() + 4, -40, -2);
  painter.fillRect(painter.boundingRect(room, how, emptyWords()).adjusted(-6, -1, 6, 1), theme().plot);
  painter.setPen(theme().dim_text);
  painter.drawText(room, how, emptyWords());
}

}  // namespace perpscope::ui
