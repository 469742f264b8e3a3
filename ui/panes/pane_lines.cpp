#include "panes/pane_lines.h"

#include <QStringList>

#include "studies/table_text.h"

namespace perpscope::ui {
namespace {

constexpr double kReach = 6;  // pixels from a line that still mean it

QPointF pixelOf(const ChartPlot& plot, const Anchor& at) {
  return {plot.timeAxis()->coordToPixel(at.seconds), plot.valueAxis()->coordToPixel(at.value)};
}

QLineF pixelsOf(const ChartPlot& plot, const PaneLine& line) {
  if (line.kind == PaneLine::Kind::Trend) return {pixelOf(plot, line.from), pixelOf(plot, line.to)};
  const QRect rect = plot.axisRect()->rect();
  const double y = plot.valueAxis()->coordToPixel(line.from.value);
  return {static_cast<double>(rect.left()), y, static_cast<double>(rect.right()), y};
}

double distance(const QLineF& line, QPointF pixel) {
  const QPointF along = line.p2() - line.p1();
  const double length = QPointF::dotProduct(along, along);
  const double share =
      length > 0 ? std::clamp(QPointF::dotProduct(pixel - line.p1(), along) / length, 0.0, 1.0) : 0;
  return QLineF(pixel, line.p1() + share * along).length();
}

QString numbersText(std::initializer_list<double> numbers) {
  QStringList texts;
  for (const double number : numbers) texts << QString::number(number, 'g', 17);
  return texts.join(' ');
}

QString spanText(double seconds) {
  const auto minutes = static_cast<std::int64_t>(std::llround(seconds / 60));
  const auto days = minutes / 1440;
  const auto hours = minutes % 1440 / 60;
  if (days > 0) return QStringLiteral("%1 d %2 h").arg(days).arg(hours);
  return hours > 0 ? QStringLiteral("%1 h %2 min").arg(hours).arg(minutes % 60)
                   : QStringLiteral("%1 min").arg(minutes);
}

}  // namespace

QString PaneLine::text() const {
  if (kind == Kind::Horizontal) return "h " + numbersText({from.value});
  return "t " + numbersText({from.seconds, from.value, to.seconds, to.value});
}

std::optional<PaneLine> PaneLine::parse(const QString& text) {
  const auto parts = text.split(' ', Qt::SkipEmptyParts);
  std::vector<double> numbers;
  for (qsizetype i = 1; i < parts.size(); ++i) {
    bool good = false;
    numbers.push_back(parts[i].toDouble(&good));
    if (!good || !std::isfinite(numbers.back())) return std::nullopt;
  }
  if (parts.isEmpty()) return std::nullopt;
  if (parts[0] == "h" && numbers.size() == 1) return PaneLine{Kind::Horizontal, {0, numbers[0]}, {}};
  if (parts[0] == "t" && numbers.size() == 4)
    return PaneLine{Kind::Trend, {numbers[0], numbers[1]}, {numbers[2], numbers[3]}};
  return std::nullopt;
}

QString measureText(const Anchor& from, const Anchor& to, double bar_seconds) {
  const double change = to.value - from.value;
  const double seconds = std::abs(to.seconds - from.seconds);
  const int precision = std::abs(to.value) < 10 ? 5 : 2;
  auto text = QString::fromStdString(studies::signedText(change, {precision, false}));
  if (from.value != 0)
    text += QStringLiteral(" (%1)").arg(
        QString::fromStdString(studies::signedText(change / std::abs(from.value) * 100, {2, false}, "%")));
  return text +
         QStringLiteral(", %1 bars, %2").arg(std::llround(seconds / bar_seconds)).arg(spanText(seconds));
}

void PaneLines::begin(LineTool tool, const Anchor& at) { drawing_ = Drawing{tool, at, at}; }

void PaneLines::drag(const Anchor& at) {
  if (drawing_) drawing_->to = at;
}

PaneLine PaneLines::lineOf(const Drawing& drawing) {
  // A horizontal line goes where it is let go.
  if (drawing.tool == LineTool::Horizontal) return {PaneLine::Kind::Horizontal, {0, drawing.to.value}, {}};
  return {PaneLine::Kind::Trend, drawing.from, drawing.to};
}

bool PaneLines::finish(const Anchor& at) {
  if (!drawing_) return false;
  drag(at);
  const Drawing drawn = *drawing_;
  drawing_.reset();
  if (drawn.tool == LineTool::Measure) return false;
  if (drawn.tool == LineTool::Trend && drawn.from == drawn.to) return false;
  lines_.push_back(lineOf(drawn));
  return true;
}

bool PaneLines::removeAt(const ChartPlot& plot, QPointF pixel) {
  const auto away = [&](const PaneLine& line) { return distance(pixelsOf(plot, line), pixel); };
  const auto nearest = std::ranges::min_element(lines_, {}, away);
  if (nearest == lines_.end() || away(*nearest) > kReach) return false;
  lines_.erase(nearest);
  return true;
}

void PaneLines::draw(QPainter& painter, const ChartPlot& plot, double bar_seconds) const {
  painter.save();
  painter.setClipRect(plot.axisRect()->rect());
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(QPen(plot.theme().role(studies::ColourRole::Accent), 1.4));
  for (const auto& line : lines_) painter.drawLine(pixelsOf(plot, line));
  if (drawing_ && drawing_->tool == LineTool::Measure)
    drawRuler(painter, plot, bar_seconds);
  else if (drawing_)
    painter.drawLine(pixelsOf(plot, lineOf(*drawing_)));
  painter.restore();
}

void PaneLines::drawRuler(QPainter& painter, const ChartPlot& plot, double bar_seconds) const {
  const QRectF box = QRectF(pixelOf(plot, drawing_->from), pixelOf(plot, drawing_->to)).normalized();
  const bool up = drawing_->to.value >= drawing_->from.value;
  QColor fill = plot.theme().role(up ? studies::ColourRole::Up : studies::ColourRole::Down);
  painter.setPen(fill);
  fill.setAlpha(40);
  painter.fillRect(box, fill);
  painter.drawRect(box);
  const auto text = measureText(drawing_->from, drawing_->to, bar_seconds);
  const QFontMetrics metrics(painter.font());
  QRectF label(0, 0, metrics.horizontalAdvance(text) + 10, metrics.height() + 4);
  const QRectF rect = plot.axisRect()->rect();
  label.moveCenter({box.center().x(), up ? box.top() - label.height() : box.bottom() + label.height()});
  label.moveLeft(std::clamp(label.left(), rect.left(), std::max(rect.left(), rect.right() - label.width())));
  label.moveTop(std::clamp(label.top(), rect.top(), std::max(rect.top(), rect.bottom() - label.height())));
  painter.fillRect(label, plot.theme().tag);
  painter.setPen(plot.theme().tag_text);
  painter.drawText(label, Qt::AlignCenter, text);
}

}  // namespace perpscope::ui
