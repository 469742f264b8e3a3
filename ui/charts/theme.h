// Colours of the whole window, by role. One value per theme, applied to every axis, pen, brush and widget.
#pragma once

#include <QColor>
#include <QPalette>
#include <QString>
#include <array>

#include "studies/declaration.h"

class QCustomPlot;

namespace perpscope::ui {

inline constexpr std::size_t kRoles = static_cast<std::size_t>(studies::ColourRole::Accent) + 1;

struct Theme {
  QString id;    // dark, light
  QString name;  // what the menu says
  QColor window;
  QColor panel;
  QColor plot;
  QColor text;
  QColor dim_text;
  QColor grid;
  QColor axis;
  QColor level;
  QColor crosshair;
  QColor tag;  // background of the value and time under the cursor
  QColor tag_text;
  QColor border;
  QColor highlight;
  std::array<QColor, kRoles> roles;

  [[nodiscard]] const QColor& role(studies::ColourRole role) const {
    return roles[static_cast<std::size_t>(role)];
  }
};

[[nodiscard]] const Theme& darkTheme();
[[nodiscard]] const Theme& lightTheme();
// The dark one for names that mean nothing.
[[nodiscard]] const Theme& themeNamed(const QString& id);

void applyTheme(QCustomPlot& plot, const Theme& theme);
[[nodiscard]] QPalette paletteOf(const Theme& theme);
[[nodiscard]] QString styleSheetOf(const Theme& theme);

// WCAG 2 contrast of two opaque colours, 1 … 21.
[[nodiscard]] double contrast(const QColor& a, const QColor& b);

}  // namespace perpscope::ui
