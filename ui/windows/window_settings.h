// What the window remembers between starts, in one ini file. Values at their default are not written; a file
// that cannot be read is set aside and the defaults are used.
#pragma once

#include <QByteArray>
#include <QString>
#include <QStringList>
#include <map>

#include "panes/pane_stack.h"
#include "windows/layout.h"

namespace perpscope::ui {

struct WindowState {
  QString theme = "dark";
  std::string asset = "BTC";
  Interval interval = Interval::D1;
  bool tables = true;
  QByteArray geometry;
  Layout layout = defaultLayout();
  // Settings of studies that are not shown now, for when they are shown again.
  std::map<std::string, studies::Overrides> hidden;
  // Lines drawn by hand, by asset.
  std::map<std::string, PaneStack::Lines> lines;
};

class WindowSettings {
 public:
  // An empty file name remembers nothing: for pictures and tests.
  explicit WindowSettings(QString file) : file_(std::move(file)) {}
  // $XDG_CONFIG_HOME/perpscope/window.ini
  [[nodiscard]] static QString defaultFile();

  [[nodiscard]] WindowState load();
  // Empty where all went well, else what a person should know.
  QString save(const WindowState& state) const;
  // What load() could not use: a file that was set aside, values out of bounds.
  [[nodiscard]] const QStringList& notices() const { return notices_; }

 private:
  [[nodiscard]] bool setAside();
  [[nodiscard]] studies::Overrides usable(const std::string& study, Interval interval,
                                          const studies::Overrides& stored);

  QString file_;
  QStringList notices_;
};

}  // namespace perpscope::ui
