// What the window is made of: toolbar, menus, message bar, status bar.
#include <QActionGroup>

#include "dialogs/explanation_dock.h"
#include "windows/main_window.h"

namespace perpscope::ui {
namespace {

QString asText(const std::string& text) { return QString::fromStdString(text); }

}  // namespace

const std::vector<MainWindow::Command>& MainWindow::commands() {
  static const std::vector<Command> kCommands{
      {"fit", QT_TR_NOOP("Fit"), "F", &MainWindow::fit, true},
      {"newest", QT_TR_NOOP("Newest"), "End", &MainWindow::newest, true},
      {"goto", QT_TR_NOOP("Go to date…"), "G", &MainWindow::goToDate, true},
      {"tables", QT_TR_NOOP("Tables"), "T", &MainWindow::toggleTables, true},
      {"theme", QT_TR_NOOP("Theme"), "Ctrl+T", &MainWindow::toggleTheme, true},
      {"zoom_in", QT_TR_NOOP("Zoom in"), "+; =", &MainWindow::zoomIn, false},
      {"zoom_out", QT_TR_NOOP("Zoom out"), "-", &MainWindow::zoomOut, false},
      {"left", QT_TR_NOOP("Step back"), "Left", &MainWindow::stepLeft, false},
      {"right", QT_TR_NOOP("Step forward"), "Right", &MainWindow::stepRight, false},
      {"start", QT_TR_NOOP("Oldest"), "Home", &MainWindow::toStart, false},
      {"line", QT_TR_NOOP("Draw a horizontal line"), "H", &MainWindow::drawHorizontal, false},
      {"trend", QT_TR_NOOP("Draw a trend line"), "L", &MainWindow::drawTrend, false},
      {"measure", QT_TR_NOOP("Measure"), "M", &MainWindow::measure, true},
      {"no_tool", QT_TR_NOOP("Draw nothing"), "Esc", &MainWindow::drawNothing, false},
      {"no_lines", QT_TR_NOOP("Remove all lines"), "Ctrl+Backspace", &MainWindow::removeLines, false},
      {"close", QT_TR_NOOP("Close the window"), "Ctrl+W; Ctrl+Q", &MainWindow::closeWindow, false},
  };
  return kCommands;
}

void MainWindow::createPanes() {
  auto* page = new QWidget(this);
  auto* layout = new QVBoxLayout(page);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  message_bar_ = new QWidget(page);
  message_bar_->setObjectName(QStringLiteral("messageBar"));
  auto* row = new QHBoxLayout(message_bar_);
  row->setContentsMargins(10, 4, 4, 4);
  message_ = new QLabel(message_bar_);
  message_->setWordWrap(true);
  auto* close = new QToolButton(message_bar_);
  close->setText(tr("Close"));
  connect(close, &QToolButton::clicked, this, &MainWindow::hideMessage);
  row->addWidget(message_, 1);
  row->addWidget(close);
  stack_ = new PaneStack(page);
  layout->addWidget(message_bar_);
  layout->addWidget(stack_, 1);
  setCentralWidget(page);
  connect(stack_, &PaneStack::cursorMoved, this, [this](const QString& time) {
    cursor_label_->setText(time.isEmpty() ? QString() : time + QStringLiteral(" UTC"));
  });
  connect(stack_, &PaneStack::viewChanged, this, &MainWindow::updateStatus);
  connect(stack_, &PaneStack::linesChanged, this, [this] { state_.lines[state_.asset] = stack_->lines(); });
  stack_->setLines(state_.lines[state_.asset]);
  connect(stack_, &PaneStack::barClicked, this, &MainWindow::explain);
  explanation_ = new ExplanationDock(this);
  addDockWidget(Qt::RightDockWidgetArea, explanation_);
  explanation_->hide();
}

void MainWindow::createToolbar() {
  auto* bar = addToolBar(tr("Chart"));
  bar->setMovable(false);
  bar->setContextMenuPolicy(Qt::PreventContextMenu);
  assets_ = new QComboBox(bar);
  assets_->setToolTip(tr("Asset"));
  connect(assets_, &QComboBox::textActivated, this, &MainWindow::setAsset);
  bar->addWidget(assets_);
  bar->addSeparator();
  createIntervals(*bar);
  bar->addSeparator();
  createStudyMenus(*bar);
  createCommands(*bar);
}

void MainWindow::createIntervals(QToolBar& bar) {
  intervals_ = new QActionGroup(this);
  for (const Interval interval : kAllIntervals) {
    auto* action = bar.addAction(QString::fromLatin1(label(interval).data()));
    action->setCheckable(true);
    action->setChecked(interval == state_.interval);
    action->setData(static_cast<int>(interval));
    intervals_->addAction(action);
    connect(action, &QAction::triggered, this, [this, interval] { setInterval(interval); });
  }
}

void MainWindow::createStudyMenus(QToolBar& bar) {
  auto* shown = new QMenu(this);
  auto* settings = new QMenu(this);
  for (const auto* study : studies::all()) {
    const auto& id = study->declaration().id;
    auto* action = shown->addAction(asText(study->declaration().title));
    action->setCheckable(true);
    action->setChecked(std::ranges::find(state_.layout.studies, id, &LayoutStudy::id) !=
                       state_.layout.studies.end());
    action->setToolTip(asText(study->declaration().summary));
    connect(action, &QAction::toggled, this, [this, id](bool on) { setStudyShown(id, on); });
    study_actions_[id] = action;
    connect(settings->addAction(asText(study->declaration().title) + QStringLiteral("…")),
            &QAction::triggered, this, [this, id] { openSettings(id); });
  }
  addMenuButton(bar, tr("Studies"), *shown);
  addMenuButton(bar, tr("Settings"), *settings);
}

void MainWindow::addMenuButton(QToolBar& bar, const QString& text, QMenu& menu) {
  auto* button = new QToolButton(&bar);
  button->setText(text);
  button->setMenu(&menu);
  button->setPopupMode(QToolButton::InstantPopup);
  bar.addWidget(button);
}

void MainWindow::createCommands(QToolBar& bar) {
  auto* all = new QMenu(this);
  addMenuButton(bar, tr("Keys"), *all);
  bar.addSeparator();
  for (const auto& command : commands()) {
    auto* action = all->addAction(tr(command.text));
    action->setObjectName(QString::fromLatin1(command.id));
    action->setShortcuts(QKeySequence::listFromString(QString::fromLatin1(command.shortcuts)));
    action->setToolTip(QStringLiteral("%1 (%2)").arg(tr(command.text), action->shortcut().toString()));
    connect(action, &QAction::triggered, this, command.run);
    addAction(action);
    if (command.in_toolbar) bar.addAction(action);
  }
}

void MainWindow::createStatusBar() {
  cursor_label_ = new QLabel(this);
  data_label_ = new QLabel(this);
  statusBar()->addWidget(cursor_label_);
  statusBar()->addPermanentWidget(data_label_);
  statusBar()->setSizeGripEnabled(false);
  statusBar()->setContentsMargins(8, 0, 8, 0);
  age_timer_.setInterval(30'000);
  connect(&age_timer_, &QTimer::timeout, this, &MainWindow::updateStatus);
  age_timer_.start();
}

void MainWindow::fillAssets() {
  QStringList names{asText(state_.asset)};
  const auto assets = session_.assets();
  if (!assets) notices_ << asText(assets.error().message);
  if (assets)
    for (const auto& info : *assets)
      if (!names.contains(asText(info.asset))) names << asText(info.asset);
  names.sort();
  assets_->addItems(names);
  assets_->setCurrentText(asText(state_.asset));
}

}  // namespace perpscope::ui
