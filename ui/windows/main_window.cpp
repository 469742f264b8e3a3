#include "windows/main_window.h"

#include <mutex>

#include "dialogs/go_to_date_dialog.h"
#include "dialogs/settings_dialog.h"
#include "windows/render.h"

namespace perpscope::ui {
namespace {

QString asText(const std::string& text) { return QString::fromStdString(text); }
QString labelOf(Interval interval) { return QString::fromLatin1(label(interval).data()); }

}  // namespace

struct MainWindow::Relay {
  std::mutex mutex;
  MainWindow* window;

  // Engine's thread.
  void post(int generation, const std::string& study, Result<app::SnapshotPtr> result) {
    const std::scoped_lock lock(mutex);
    if (window == nullptr) return;
    QMetaObject::invokeMethod(
        window,
        [w = window, generation, study, result = std::move(result)] {
          w->receive(generation, study, result);
        },
        Qt::QueuedConnection);
  }
};

const std::vector<MainWindow::Command>& MainWindow::commands() {
  static const std::vector<Command> kCommands{
      {"fit", QT_TR_NOOP("Fit"), "F", &MainWindow::fit, true},
      {"newest", QT_TR_NOOP("Newest"), "End", &MainWindow::newest, true},
      {"goto", QT_TR_NOOP("Go to date…"), "G", &MainWindow::goToDate, true},
      {"tables", QT_TR_NOOP("Tables"), "T", &MainWindow::toggleTables, true},
      {"theme", QT_TR_NOOP("Dark / light"), "Ctrl+T", &MainWindow::toggleTheme, true},
      {"zoom_in", QT_TR_NOOP("Zoom in"), "+", &MainWindow::zoomIn, false},
      {"zoom_out", QT_TR_NOOP("Zoom out"), "-", &MainWindow::zoomOut, false},
      {"left", QT_TR_NOOP("Step back"), "Left", &MainWindow::stepLeft, false},
      {"right", QT_TR_NOOP("Step forward"), "Right", &MainWindow::stepRight, false},
      {"start", QT_TR_NOOP("Oldest"), "Home", &MainWindow::toStart, false},
  };
  return kCommands;
}

MainWindow::MainWindow(app::Session& session, const Clock& clock, WindowSettings settings, QWidget* parent)
    : QMainWindow(parent),
      session_(session),
      clock_(clock),
      settings_(std::move(settings)),
      state_(settings_.load()),
      relay_(std::make_shared<Relay>()) {
  relay_->window = this;
  createPanes();
  createToolbar();
  createStatusBar();
  fillAssets();
  resize(1600, 1000);
  restoreGeometry(state_.geometry);
  setThemeNamed(state_.theme);
  stack_->setTablesShown(state_.tables);
  QStringList notices;
  for (const auto& note : session_.openNotes()) notices << asText(note);
  if (!settings_.notice().isEmpty()) notices << settings_.notice();
  say(notices.join(QStringLiteral("  ·  ")));
  requestAll();
}

MainWindow::~MainWindow() {
  const std::scoped_lock lock(relay_->mutex);
  relay_->window = nullptr;
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
  bar->addSeparator();
  createCommands(*bar);
}

void MainWindow::createIntervals(QToolBar& bar) {
  intervals_ = new QActionGroup(this);
  for (const Interval interval : kAllIntervals) {
    auto* action = bar.addAction(labelOf(interval));
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
  for (const auto& [text, menu] : {std::pair{tr("Studies"), shown}, std::pair{tr("Settings"), settings}}) {
    auto* button = new QToolButton(&bar);
    button->setText(text);
    button->setMenu(menu);
    button->setPopupMode(QToolButton::InstantPopup);
    bar.addWidget(button);
  }
}

void MainWindow::createCommands(QToolBar& bar) {
  for (const auto& command : commands()) {
    auto* action = new QAction(tr(command.text), this);
    action->setObjectName(QString::fromLatin1(command.id));
    action->setShortcut(QKeySequence(QString::fromLatin1(command.shortcut)));
    action->setToolTip(
        QStringLiteral("%1 (%2)").arg(tr(command.text), QString::fromLatin1(command.shortcut)));
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
}

void MainWindow::fillAssets() {
  QStringList names{asText(state_.asset)};
  const auto assets = session_.assets();
  if (!assets) say(asText(assets.error().message));
  if (assets)
    for (const auto& info : *assets)
      if (!names.contains(asText(info.asset))) names << asText(info.asset);
  names.sort();
  assets_->addItems(names);
  assets_->setCurrentText(asText(state_.asset));
}

void MainWindow::requestAll() {
  ++generation_;
  pending_.clear();
  for (const auto& [id, overrides] : state_.layout.studies) pending_.push_back(id);
  for (const auto& [id, overrides] : state_.layout.studies)
    session_.request(id, {id, state_.asset, state_.interval, overrides, {}},
                     [relay = relay_, generation = generation_, id = id](Result<app::SnapshotPtr> result) {
                       relay->post(generation, id, std::move(result));
                     });
  if (pending_.empty()) showAll();
}

void MainWindow::receive(int generation, const std::string& study, const Result<app::SnapshotPtr>& result) {
  if (generation != generation_) return;
  std::erase(pending_, study);
  if (result)
    snapshots_[study] = *result;
  else
    say(asText(result.error().message));
  if (pending_.empty()) showAll();
}

void MainWindow::showAll() {
  std::vector<app::SnapshotPtr> shown;
  for (const auto& [id, overrides] : state_.layout.studies)
    if (const auto found = snapshots_.find(id);
        found != snapshots_.end() && found->second->request.interval == state_.interval)
      shown.push_back(found->second);
  stack_->setSnapshots(shown);
  updateStatus();
  emit settled();
}

void MainWindow::say(const QString& text) {
  message_->setText(text);
  message_bar_->setVisible(!text.isEmpty());
}

QString MainWindow::message() const { return message_->text(); }
void MainWindow::hideMessage() { say({}); }

void MainWindow::updateStatus() {
  std::vector<app::SnapshotPtr> shown;
  for (const auto& [id, snapshot] : snapshots_) shown.push_back(snapshot);
  const auto view = describeView(shown, stack_->view());
  setWindowTitle(view);
  data_label_->setText(session_.simulated() ? tr("simulated market") : asText(session_.cacheFile().string()));
}

void MainWindow::setThemeNamed(const QString& id) {
  const Theme& theme = themeNamed(id);
  state_.theme = theme.id;
  qApp->setPalette(paletteOf(theme));
  setPalette(paletteOf(theme));
  setStyleSheet(styleSheetOf(theme) +
                QStringLiteral("#messageBar { background: %1; } #messageBar QLabel { color: %2; }")
                    .arg(theme.tag.name(), theme.tag_text.name()));
  stack_->setTheme(theme);
}

void MainWindow::setInterval(Interval interval) {
  state_.interval = interval;
  for (auto* action : intervals_->actions())
    action->setChecked(action->data().toInt() == static_cast<int>(interval));
  requestAll();
}

void MainWindow::setAsset(const QString& asset) {
  state_.asset = asset.toStdString();
  requestAll();
}

void MainWindow::setStudyShown(const std::string& id, bool shown) {
  auto& list = state_.layout.studies;
  const auto found = std::ranges::find(list, id, &LayoutStudy::id);
  if (shown == (found != list.end())) return;
  if (shown)
    list.push_back({id, {}});
  else
    list.erase(found);
  study_actions_.at(id)->setChecked(shown);
  requestAll();
}

void MainWindow::setOverrides(const std::string& id, const studies::Overrides& overrides) {
  const auto found = std::ranges::find(state_.layout.studies, id, &LayoutStudy::id);
  if (found == state_.layout.studies.end()) return;
  found->overrides = overrides;
  requestAll();
}

void MainWindow::openSettings(const std::string& id) {
  setStudyShown(id, true);
  const auto study = studies::named(id);
  const auto found = std::ranges::find(state_.layout.studies, id, &LayoutStudy::id);
  auto* dialog = new SettingsDialog((*study)->declaration(), state_.interval, found->overrides, this);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  connect(dialog, &SettingsDialog::applied, this,
          [this, id](const studies::Overrides& overrides) { setOverrides(id, overrides); });
  dialog->show();
}

void MainWindow::fit() { stack_->fitAll(); }
void MainWindow::newest() { stack_->showNewest(); }
void MainWindow::zoomIn() { stack_->zoomCentre(1); }
void MainWindow::zoomOut() { stack_->zoomCentre(-1); }
void MainWindow::stepLeft() { stack_->panBars(-1); }
void MainWindow::stepRight() { stack_->panBars(1); }
void MainWindow::toggleTheme() {
  setThemeNamed(state_.theme == darkTheme().id ? lightTheme().id : darkTheme().id);
}

void MainWindow::toggleTables() {
  state_.tables = !state_.tables;
  stack_->setTablesShown(state_.tables);
}

void MainWindow::toStart() {
  const auto view = stack_->view();
  for (const auto& [id, snapshot] : snapshots_)
    if (snapshot->grid.size > 0)
      return stack_->showView(
          {snapshot->grid.range().from, snapshot->grid.range().from + (view.to - view.from)});
}

void MainWindow::goToDate() {
  const auto view = stack_->view();
  const Time centre = view.from + (view.to - view.from) / 2;
  auto* dialog = new GoToDateDialog(centre, {utc(2009, 1, 1), clock_.now() + kDay}, this);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  connect(dialog, &QDialog::accepted, this, [this, dialog] { stack_->goTo(dialog->chosen()); });
  dialog->open();
}

void MainWindow::closeEvent(QCloseEvent* event) {
  state_.geometry = saveGeometry();
  settings_.save(state_);
  QMainWindow::closeEvent(event);
}

}  // namespace perpscope::ui
