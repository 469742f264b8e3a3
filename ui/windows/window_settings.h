// What the window remembers between starts, in one ini file. Values at their default are not written; a file
// that cannot be read is set aside and the defaults are used.
#pragma once

#include <QByteArray>
#include <QString>

#include "windows/layout.h"

namespace perpscope::ui {

struct WindowState {
  QString theme = "dark";
  std::string asset = "BTC";
  Interval interval = Interval::D1;
  bool tables = true;
  QByteArray geometry;
  Layout layout = defaultLayout();
};

class WindowSettings {
 public:
  // An empty file name remembers nothing: for pictures and tests.
  explicit WindowSettings(QString file) : file_(std::move(file)) {}
  // $XDG_CONFIG_HOME/perpscope/window.ini
  [[nodiscard]] static QString defaultFile();

  [[nodiscard]] WindowState load();
  void save(const WindowState& state) const;
  // Set by load() where the file was set aside.
  [[nodiscard]] const QString& notice() const { return notice_; }

 private:
  QString file_;
  QString notice_;
};

}  // namespace perpscope::ui
