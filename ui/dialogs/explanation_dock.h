// How one bar came about, beside the panes: legs, raw numbers and times, and the steps.
#pragma once

#include <QDockWidget>

#include "app/explanation.h"

class QTextBrowser;

namespace perpscope::ui {

class ExplanationDock final : public QDockWidget {
  Q_OBJECT

 public:
  explicit ExplanationDock(QWidget* parent = nullptr);
  void show(const app::Explanation& bar);
  // Why there is nothing to show.
  void say(const QString& words);
  [[nodiscard]] QString text() const;

 private:
  QTextBrowser* page_;
};

// Tables of it. Every text is escaped.
[[nodiscard]] QString explanationHtml(const app::Explanation& bar);

}  // namespace perpscope::ui
