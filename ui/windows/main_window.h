// The window: pickers above, linked panes below. It asks the session and shows what comes; it never waits.
#pragma once

#include <QMainWindow>
#include <QTimer>
#include <map>
#include <memory>

#include "app/session.h"
#include "panes/pane_stack.h"
#include "windows/window_settings.h"

class QActionGroup;
class QComboBox;
class QLabel;
class QMenu;

namespace perpscope::ui {

class ExplanationDock;

class MainWindow final : public QMainWindow {
  Q_OBJECT

 public:
  // The session outlives the window.
  MainWindow(app::Session& session, const Clock& clock, WindowSettings settings, QWidget* parent = nullptr);
  ~MainWindow() override;

  [[nodiscard]] PaneStack& stack() { return *stack_; }
  [[nodiscard]] const WindowState& state() const { return state_; }
  // What the message bar says now; empty while it is hidden.
  [[nodiscard]] QString message() const;
  // True while studies that were asked for have not come yet.
  [[nodiscard]] bool waiting() const { return !pending_.empty(); }

  void setThemeNamed(const QString& id);
  void setInterval(Interval interval);
  void setAsset(const QString& asset);
  void setLayout(const Layout& layout);
  void setStudyShown(const std::string& id, bool shown);
  void setOverrides(const std::string& id, const studies::Overrides& overrides);

 signals:
  // All studies that were asked for are on screen.
  void settled();

 protected:
  void closeEvent(QCloseEvent* event) override;

 private:
  // One line of this table is a menu entry, a button and a shortcut.
  struct Command {
    const char* id;
    const char* text;
    const char* shortcuts;  // parted by "; "
    void (MainWindow::*run)();
    bool in_toolbar;
  };
  [[nodiscard]] static const std::vector<Command>& commands();
  struct Relay;  // results come from the engine's thread and may outlive the window

  void createPanes();
  void createToolbar();
  void createIntervals(QToolBar& bar);
  void createStudyMenus(QToolBar& bar);
  void createCommands(QToolBar& bar);
  void addMenuButton(QToolBar& bar, const QString& text, QMenu& menu);
  void createStatusBar();
  void fillAssets();

  void requestAll();
  void receive(int generation, const std::string& study, const Result<app::SnapshotPtr>& result);
  void showAll();
  [[nodiscard]] std::vector<app::SnapshotPtr> shown() const;
  void say();
  void updateStatus();
  void openSettings(const std::string& id);
  void explain(const app::SnapshotPtr& snapshot, Time at);
  void showExplanation(const Result<app::Explanation>& bar);

  void fit();
  void newest();
  void goToDate();
  void toggleTheme();
  void toggleTables();
  void zoomIn();
  void zoomOut();
  void stepLeft();
  void stepRight();
  void toStart();
  void drawHorizontal();
  void drawTrend();
  void measure();
  void drawNothing();
  void removeLines();
  void hideMessage();
  void closeWindow();

  app::Session& session_;
  const Clock& clock_;
  WindowSettings settings_;
  WindowState state_;
  std::shared_ptr<Relay> relay_;
  int generation_ = 0;
  std::vector<std::string> pending_;
  std::map<std::string, app::SnapshotPtr> snapshots_;
  QStringList notices_;                    // said until somebody closes the bar
  std::map<std::string, QString> errors_;  // by study, gone with the next request
  PaneStack* stack_ = nullptr;
  QWidget* message_bar_ = nullptr;
  QLabel* message_ = nullptr;
  QComboBox* assets_ = nullptr;
  QActionGroup* intervals_ = nullptr;
  std::map<std::string, QAction*> study_actions_;
  ExplanationDock* explanation_ = nullptr;
  QLabel* cursor_label_ = nullptr;
  QLabel* data_label_ = nullptr;
  QTimer age_timer_;
};

}  // namespace perpscope::ui
