#include "charts/theme.h"

#include <qcustomplot.h>

namespace perpscope::ui {
namespace {

using studies::ColourRole;

struct RoleColour {
  ColourRole role;
  const char* dark;
  const char* light;
};

// studies names blue and red for the premium, teal and magenta for the tri-calc; the light theme keeps the
// hue and takes the brightness that its background needs.
constexpr std::array<RoleColour, kRoles> kRoleColours{{
    {ColourRole::Up, "#26a69a", "#00796b"},       {ColourRole::Down, "#ef5350", "#c62828"},
    {ColourRole::Positive, "#4c8dff", "#1f5fd0"}, {ColourRole::Negative, "#f0605d", "#cc2f2c"},
    {ColourRole::Spot, "#8fd14f", "#467a0d"},     {ColourRole::Perp, "#ffb74d", "#a65f00"},
    {ColourRole::Premium, "#7fb2ff", "#2f6bc9"},  {ColourRole::OpenInterest, "#5aa9ff", "#1c66c4"},
    {ColourRole::Funding, "#e2b93b", "#8a6500"},  {ColourRole::Fast, "#ffd54f", "#8f6a00"},
    {ColourRole::Slow, "#ba8cff", "#7240c4"},     {ColourRole::Bull, "#35c46f", "#137a3d"},
    {ColourRole::Bear, "#ff6b6b", "#c42b2b"},     {ColourRole::Extreme, "#ff9f43", "#b35900"},
    {ColourRole::Neutral, "#8b95a5", "#6b7685"},  {ColourRole::Hot, "#ff7a59", "#c2410c"},
    {ColourRole::Cold, "#56c7e8", "#0e7490"},     {ColourRole::Teal, "#00ffbd", "#00806a"},
    {ColourRole::Magenta, "#e600ff", "#a800bb"},  {ColourRole::Accent, "#4dd0e1", "#00798a"},
}};

std::array<QColor, kRoles> roles(bool dark) {
  std::array<QColor, kRoles> colours;
  for (const auto& entry : kRoleColours)
    colours[static_cast<std::size_t>(entry.role)] = QColor(dark ? entry.dark : entry.light);
  return colours;
}

Theme makeDark() {
  return {"dark",
          "Dark",
          QColor("#12161c"),
          QColor("#181d25"),
          QColor("#0f1318"),
          QColor("#d7dde6"),
          QColor("#97a2b1"),
          QColor("#1e252e"),
          QColor("#3a4452"),
          QColor("#5a6675"),
          QColor("#8fa0b5"),
          QColor("#2d3947"),
          QColor("#eef3f9"),
          QColor("#2a323d"),
          QColor("#2f6fde"),
          roles(true)};
}

Theme makeLight() {
  return {"light",           "Light",           QColor("#eef1f5"), QColor("#ffffff"),
          QColor("#ffffff"), QColor("#1c2430"), QColor("#566170"), QColor("#e7ebf0"),
          QColor("#b7c0cb"), QColor("#8a95a3"), QColor("#5d6b7c"), QColor("#34404f"),
          QColor("#ffffff"), QColor("#d3dae2"), QColor("#2f6fde"), roles(false)};
}

void applyToAxis(QCPAxis& axis, const Theme& theme) {
  axis.setBasePen(QPen(theme.axis, 0));
  axis.setTickPen(QPen(theme.axis, 0));
  axis.setSubTickPen(Qt::NoPen);
  axis.setTickLabelColor(theme.dim_text);
  axis.setLabelColor(theme.dim_text);
  axis.grid()->setPen(QPen(theme.grid, 0));
  axis.grid()->setZeroLinePen(Qt::NoPen);
  axis.grid()->setSubGridVisible(false);
}

double luminance(const QColor& colour) {
  const auto linear = [](double c) { return c <= 0.03928 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4); };
  return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF());
}

}  // namespace

const Theme& darkTheme() {
  static const Theme theme = makeDark();
  return theme;
}

const Theme& lightTheme() {
  static const Theme theme = makeLight();
  return theme;
}

const Theme& themeNamed(const QString& id) { return id == lightTheme().id ? lightTheme() : darkTheme(); }

void applyTheme(QCustomPlot& plot, const Theme& theme) {
  plot.setBackground(QBrush(theme.plot));
  for (auto* rect : plot.axisRects())
    for (auto* axis : rect->axes()) applyToAxis(*axis, theme);
}

QPalette paletteOf(const Theme& theme) {
  QPalette palette;
  palette.setColor(QPalette::Window, theme.window);
  palette.setColor(QPalette::Base, theme.panel);
  palette.setColor(QPalette::AlternateBase, theme.window);
  palette.setColor(QPalette::Button, theme.panel);
  palette.setColor(QPalette::ToolTipBase, theme.panel);
  for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::ToolTipText})
    palette.setColor(role, theme.text);
  palette.setColor(QPalette::PlaceholderText, theme.dim_text);
  palette.setColor(QPalette::Highlight, theme.highlight);
  palette.setColor(QPalette::HighlightedText, QColor("#ffffff"));
  palette.setColor(QPalette::Mid, theme.border);
  for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
    palette.setColor(QPalette::Disabled, role, theme.dim_text);
  return palette;
}

QString styleSheetOf(const Theme& theme) {
  return QStringLiteral(
             "QToolBar { background: %1; border: 0; border-bottom: 1px solid %2; spacing: 4px; padding: 3px; "
             "}"
             "QToolButton { padding: 3px 4px; border: 1px solid transparent; border-radius: 3px; color: %3; }"
             "QToolButton:hover { border-color: %2; }"
             "QToolButton:checked { background: %4; color: #ffffff; }"
             "QStatusBar { background: %1; color: %5; } QStatusBar::item { border: 0; }"
             "QSplitter::handle { background: %2; }"
             "QMainWindow::separator { background: %2; width: 3px; height: 3px; }"
             "QDockWidget { color: %3; } QDockWidget::title { background: %1; padding: 4px; }"
             "QDockWidget QTextBrowser { background: %1; color: %3; }"
             "QToolTip { background: %1; color: %3; border: 1px solid %2; padding: 3px; }")
      .arg(theme.panel.name(), theme.border.name(), theme.text.name(), theme.highlight.name(),
           theme.dim_text.name());
}

double contrast(const QColor& a, const QColor& b) {
  const double la = luminance(a);
  const double lb = luminance(b);
  return (std::max(la, lb) + 0.05) / (std::min(la, lb) + 0.05);
}

}  // namespace perpscope::ui
