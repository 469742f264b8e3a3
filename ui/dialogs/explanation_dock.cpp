#include "dialogs/explanation_dock.h"

#include <QTextBrowser>

#include "base/quantity.h"
#include "studies/table_text.h"

namespace perpscope::ui {
namespace {

QString escaped(const std::string& text) { return QString::fromStdString(text).toHtmlEscaped(); }

QString cell(const QString& text, bool number = false) {
  return QStringLiteral("<td style='padding-right:10px; white-space:pre;' align='%1'>%2</td>")
      .arg(number ? "right" : "left", text);
}

QString heading(const QString& text) {
  return QStringLiteral("<h4 style='margin-bottom:2px;'>%1</h4>").arg(text);
}

// As many digits as a person compares; the shell's explain prints them all.
QString numberText(double value) {
  constexpr double kLarge = 1e5;
  if (isMissing(value)) return QString::fromUtf8(studies::kNothing.data());
  return std::abs(value) < kLarge ? QString::number(value, 'g', 9) : QString::number(value, 'f', 2);
}

QString legHtml(const app::LegExplanation& leg) {
  const auto remark = leg.note.empty() ? QString() : QStringLiteral(" – <i>%1</i>").arg(escaped(leg.note));
  QString rows = QStringLiteral("<tr><td colspan='3' style='padding-top:4px;'><b>%1</b> %2%3</td></tr>")
                     .arg(escaped(leg.leg), escaped(leg.role), remark);
  std::string origin;
  for (const auto& number : leg.numbers) {
    if (number.origin != origin)
      rows += QStringLiteral("<tr><td colspan='3' style='padding-left:12px;'><i>%1</i></td></tr>")
                  .arg(escaped(number.origin));
    origin = number.origin;
    rows += "<tr>" + cell(escaped(number.name)) + cell(numberText(number.value), true) +
            cell(escaped(isoTime(number.time))) + "</tr>";
  }
  return rows;
}

QString stepsHtml(const QString& title, const std::vector<app::Step>& steps) {
  if (steps.empty()) return {};
  QString rows;
  for (const auto& step : steps)
    rows += "<tr>" + cell("<b>" + escaped(step.key) + "</b>") + cell(numberText(step.value), true) + "</tr>" +
            QStringLiteral("<tr><td colspan='2' style='padding:0 0 4px 12px;'><i>%1</i></td></tr>")
                .arg(escaped(step.formula));
  return heading(title) + "<table>" + rows + "</table>";
}

}  // namespace

QString explanationHtml(const app::Explanation& bar) {
  QString html = QStringLiteral("<h3>%1, %2 %3</h3><p>%4 to %5%6</p>")
                     .arg(escaped(bar.title), escaped(bar.asset),
                          QString::fromLatin1(label(bar.interval).data()), escaped(isoTime(bar.open)),
                          escaped(isoTime(bar.end)), bar.closed ? QString() : QObject::tr(", still running"));
  html += heading(QObject::tr("Legs")) + "<table>";
  for (const auto& leg : bar.legs) html += legHtml(leg);
  html += "</table>" + stepsHtml(QObject::tr("Outputs"), bar.outputs) +
          stepsHtml(QObject::tr("Conditions"), bar.conditions);
  html += heading(QObject::tr("Settings")) + "<table>";
  for (const auto& [key, value] : bar.settings)
    html += "<tr>" + cell(escaped(key)) + cell(escaped(value)) + "</tr>";
  return html + "</table>";
}

ExplanationDock::ExplanationDock(QWidget* parent) : QDockWidget(tr("How this bar came about"), parent) {
  setObjectName(QStringLiteral("explanation"));
  setAllowedAreas(Qt::LeftDockWidgetArea | Qt::RightDockWidgetArea);
  page_ = new QTextBrowser(this);
  page_->setFrameShape(QFrame::NoFrame);
  page_->setOpenLinks(false);
  page_->setMinimumWidth(fontMetrics().averageCharWidth() * 60);
  setWidget(page_);
}

void ExplanationDock::show(const app::Explanation& bar) {
  page_->setHtml(explanationHtml(bar));
  setVisible(true);
}

void ExplanationDock::say(const QString& words) {
  page_->setPlainText(words);
  setVisible(true);
}

QString ExplanationDock::text() const { return page_->toPlainText(); }

}  // namespace perpscope::ui
