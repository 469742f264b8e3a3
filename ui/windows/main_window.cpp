#include "windows/main_window.h"

#include <QActionGroup>
#include <QScreen>
#include <mutex>

#include "base/log.h"
#include "dialogs/explanation_dock.h"
#include "dialogs/go_to_date_dialog.h"
#include "dialogs/settings_dialog.h"
#include "windows/describe.h"

namespace perpscope::ui {
namespace {

QString asText(const std::string& text) { return QString::fromStdString(text); }

}  // namespace

struct MainWindow::Relay {
  std::mutex mutex;
  MainWindow* window;

  // Engine's thread. What is to be done on the GUI thread, while there is a window.
  void post(std::function<void(MainWindow&)> job) {
    const std::scoped_lock lock(mutex);
    if (window == nullptr) return;
    QMetaObject::invokeMethod(window, [w = window, job = std::move(job)] { job(*w); }, Qt::QueuedConnection);
  }
};

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
  resize(QSize(1600, 1000).boundedTo(screen()->availableSize()));
  restoreGeometry(state_.geometry);
  setThemeNamed(state_.theme);
  stack_->setTablesShown(state_.tables);
  for (const auto& note : session_.openNotes()) notices_ << asText(note);
  notices_ << settings_.notices();
  say();
  requestAll();
}

MainWindow::~MainWindow() {
  const std::scoped_lock lock(relay_->mutex);
  relay_->window = nullptr;
}

void MainWindow::requestAll() {
  ++generation_;
  pending_.clear();
  errors_.clear();
  for (const auto& [id, overrides] : state_.layout.studies) pending_.push_back(id);
  for (const auto& [id, overrides] : state_.layout.studies)
    session_.request(id, {id, state_.asset, state_.interval, overrides, {}},
                     [relay = relay_, generation = generation_, id = id](Result<app::SnapshotPtr> result) {
                       relay->post([generation, id, result = std::move(result)](MainWindow& window) {
                         window.receive(generation, id, result);
                       });
                     });
  updateStatus();
  if (pending_.empty()) showAll();
}

// A result of an older request is no longer what was asked for.
void MainWindow::receive(int generation, const std::string& study, const Result<app::SnapshotPtr>& result) {
  if (generation != generation_) return;
  std::erase(pending_, study);
  snapshots_.erase(study);
  if (result)
    snapshots_[study] = *result;
  else
    errors_[study] = asText((*studies::named(study))->declaration().title + ": " + result.error().message);
  if (pending_.empty()) showAll();
}

std::vector<app::SnapshotPtr> MainWindow::shown() const {
  std::vector<app::SnapshotPtr> found;
  for (const auto& [id, overrides] : state_.layout.studies)
    if (const auto snapshot = snapshots_.find(id); snapshot != snapshots_.end())
      found.push_back(snapshot->second);
  return found;
}

void MainWindow::showAll() {
  stack_->setWords(state_.layout.studies.empty() ? tr("No study is shown. Choose one under Studies.")
                                                 : tr("None of the studies can be shown."));
  stack_->setSnapshots(shown());
  updateStatus();
  say();
  emit settled();
}

void MainWindow::say() {
  auto lines = notices_;
  for (const auto& [study, error] : errors_) lines << error;
  message_->setText(lines.join('\n'));
  message_bar_->setVisible(!lines.isEmpty());
}

QString MainWindow::message() const { return message_->text(); }

void MainWindow::hideMessage() {
  notices_.clear();
  errors_.clear();
  say();
}

void MainWindow::updateStatus() {
  const auto snapshots = shown();
  setWindowTitle(describeView(snapshots, stack_->view()));
  QStringList parts;
  if (waiting()) parts << tr("computing…");
  for (const auto& text :
       {describeData(snapshots), describeAge(snapshots, clock_.now()),
        session_.simulated() ? tr("simulated market") : asText(session_.cacheFile().filename().string())})
    if (!text.isEmpty()) parts << text;
  data_label_->setText(parts.join(QStringLiteral("  ·  ")));
  const auto notes = describeNotes(snapshots);
  data_label_->setToolTip(asText(session_.cacheFile().string()) + (notes.isEmpty() ? "" : "\n" + notes));
}

void MainWindow::setThemeNamed(const QString& id) {
  const Theme& theme = themeNamed(id);
  state_.theme = theme.id;
  qApp->setPalette(paletteOf(theme));
  setStyleSheet(styleSheetOf(theme) +
                QStringLiteral("#messageBar { background: %1; } #messageBar QLabel { color: %2; }")
                    .arg(theme.tag.name(), theme.tag_text.name()));
  // After the style sheet, which would bring back the palette that was there when it was first set.
  setPalette(paletteOf(theme));
  stack_->setTheme(theme);
}

void MainWindow::setInterval(Interval interval) {
  if (interval == state_.interval) return;
  // Their defaults are those of the interval before.
  for (auto* dialog : findChildren<SettingsDialog*>()) dialog->close();
  state_.interval = interval;
  for (auto* action : intervals_->actions())
    action->setChecked(action->data().toInt() == static_cast<int>(interval));
  requestAll();
}

void MainWindow::setAsset(const QString& asset) {
  if (asset.toStdString() == state_.asset) return;
  state_.asset = asset.toStdString();
  assets_->setCurrentText(asset);
  stack_->setLines(state_.lines[state_.asset]);
  requestAll();
}

void MainWindow::setLayout(const Layout& layout) {
  for (const auto& [id, overrides] : state_.layout.studies)
    if (!overrides.empty()) state_.hidden[id] = overrides;
  state_.layout = layout;
  for (const auto& [id, action] : study_actions_) {
    const QSignalBlocker quiet(action);
    action->setChecked(std::ranges::find(layout.studies, id, &LayoutStudy::id) != layout.studies.end());
  }
  requestAll();
}

// A study that comes back has the settings it went with.
void MainWindow::setStudyShown(const std::string& id, bool shown) {
  auto& list = state_.layout.studies;
  const auto found = std::ranges::find(list, id, &LayoutStudy::id);
  if (shown == (found != list.end())) return;
  if (shown) {
    list.push_back({id, std::move(state_.hidden[id])});
    state_.hidden.erase(id);
  } else {
    if (!found->overrides.empty()) state_.hidden[id] = std::move(found->overrides);
    list.erase(found);
  }
  study_actions_.at(id)->setChecked(shown);
  requestAll();
}

void MainWindow::setOverrides(const std::string& id, const studies::Overrides& overrides) {
  const auto found = std::ranges::find(state_.layout.studies, id, &LayoutStudy::id);
  if (found == state_.layout.studies.end() || found->overrides == overrides) return;
  found->overrides = overrides;
  requestAll();
}

void MainWindow::openSettings(const std::string& id) {
  setStudyShown(id, true);
  const auto name = QStringLiteral("settings_") + asText(id);
  if (auto* open = findChild<SettingsDialog*>(name); open != nullptr) return open->raise();
  const auto study = studies::named(id);
  const auto found = std::ranges::find(state_.layout.studies, id, &LayoutStudy::id);
  auto* dialog = new SettingsDialog((*study)->declaration(), state_.interval, found->overrides, this);
  dialog->setObjectName(name);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  connect(dialog, &SettingsDialog::intervalWanted, this, &MainWindow::setInterval);
  connect(dialog, &SettingsDialog::applied, this, [this, id](const studies::Overrides& overrides) {
    setStudyShown(id, true);
    setOverrides(id, overrides);
  });
  dialog->show();
}

void MainWindow::explain(const app::SnapshotPtr& snapshot, Time at) {
  session_.requestExplanation(snapshot, at, [relay = relay_](Result<app::Explanation> bar) {
    relay->post([bar = std::move(bar)](MainWindow& window) { window.showExplanation(bar); });
  });
}

void MainWindow::showExplanation(const Result<app::Explanation>& bar) {
  if (bar)
    explanation_->show(*bar);
  else
    explanation_->say(asText(bar.error().message));
}

void MainWindow::fit() { stack_->fitAll(); }
void MainWindow::newest() { stack_->showNewest(); }
void MainWindow::zoomIn() { stack_->zoomCentre(1); }
void MainWindow::zoomOut() { stack_->zoomCentre(-1); }
void MainWindow::stepLeft() { stack_->panBars(-1); }
void MainWindow::stepRight() { stack_->panBars(1); }
void MainWindow::closeWindow() { close(); }
void MainWindow::drawHorizontal() { stack_->setTool(LineTool::Horizontal); }
void MainWindow::drawTrend() { stack_->setTool(LineTool::Trend); }
void MainWindow::measure() { stack_->setTool(LineTool::Measure); }
void MainWindow::drawNothing() { stack_->setTool(LineTool::None); }
void MainWindow::removeLines() {
  state_.lines[state_.asset].clear();
  stack_->setLines({});
}
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
  if (const auto problem = settings_.save(state_); !problem.isEmpty()) log::warn("{}", problem.toStdString());
  QMainWindow::closeEvent(event);
}

}  // namespace perpscope::ui
