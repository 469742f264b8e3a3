#include "windows/main_window.h"

#include <QAction>
#include <QComboBox>
#include <QLabel>
#include <QSignalSpy>
#include <QStatusBar>
#include <QTest>
#include <thread>

#include <gmock/gmock.h>

#include "dialogs/explanation_dock.h"
#include "dialogs/settings_dialog.h"
#include "temp_folder.h"
#include "windows/fake_session.h"

namespace perpscope::ui {
namespace {

using test::FakeSession;
using testing::ElementsAre;

class MainWindowTest : public testing::Test {
 protected:
  std::unique_ptr<MainWindow> open(const QString& settings = {}) {
    auto window = std::make_unique<MainWindow>(session_, clock_, WindowSettings(settings));
    window->resize(1000, 800);
    window->show();
    return window;
  }
  std::unique_ptr<MainWindow> openAndFill() {
    auto window = open();
    fill(*window);
    return window;
  }
  void fill(MainWindow& window) {
    session_.answerAll();
    QCoreApplication::processEvents();
    window.stack().flush();
  }
  static std::vector<std::string> studiesOf(MainWindow& window) {
    std::vector<std::string> ids;
    for (const auto* pane : window.stack().panes())
      if (ids.empty() || ids.back() != pane->snapshot().declaration->id)
        ids.push_back(pane->snapshot().declaration->id);
    return ids;
  }
  static QString status(MainWindow& window) {
    QStringList texts;
    for (const auto* label : window.statusBar()->findChildren<QLabel*>()) texts << label->text();
    return texts.join('|');
  }
  static void press(MainWindow& window, const char* command) {
    window.findChild<QAction*>(command)->trigger();
    window.stack().flush();
  }

  FakeSession session_;
  ManualClock clock_{utc(2023, 2, 5, 7 * kHour)};  // 400 days from 2022-01-01 end at 2023-02-05
};

TEST_F(MainWindowTest, AsksForTheDefaultLayoutAndShowsSixPanes) {
  auto window = open();
  ASSERT_EQ(session_.asked.size(), 3U);
  EXPECT_TRUE(window->waiting());
  EXPECT_EQ(session_.asked[0].request, (app::StudyRequest{"price", "BTC", Interval::D1, {}, {}}));
  QSignalSpy settled(window.get(), &MainWindow::settled);
  fill(*window);
  EXPECT_EQ(settled.size(), 1);
  EXPECT_FALSE(window->waiting());
  EXPECT_THAT(studiesOf(*window), ElementsAre("price", "flow_dashboard", "perp_spot_premium"));
  EXPECT_EQ(window->stack().panes().size(), 6U);
  EXPECT_EQ(window->message(), "");
}

TEST_F(MainWindowTest, SaysWhatItShowsAndHowOldThatIs) {
  auto window = openAndFill();
  EXPECT_TRUE(window->windowTitle().startsWith("BTC  ·  1d  ·  ")) << window->windowTitle().toStdString();
  EXPECT_TRUE(window->windowTitle().contains("Sat 4 Feb 2023 UTC")) << window->windowTitle().toStdString();
  EXPECT_EQ(status(*window), "|400 bars  ·  newest Sat 4 Feb 2023 UTC  ·  7 h old  ·  cache.db");
  clock_.set(utc(2023, 2, 4, 12 * kHour));
  press(*window, "zoom_in");
  EXPECT_TRUE(status(*window).contains("still open"));
}

TEST_F(MainWindowTest, AStaleResultIsDropped) {
  auto window = openAndFill();
  window->setInterval(Interval::W1);
  auto old = session_.take();
  window->setInterval(Interval::H4);
  session_.answerAll();
  for (auto& [request, done] : old) done(session_.compute(request));
  QCoreApplication::processEvents();
  EXPECT_FALSE(window->waiting());
  for (const auto* pane : window->stack().panes()) EXPECT_EQ(pane->snapshot().request.interval, Interval::H4);
}

TEST_F(MainWindowTest, ResultsFromAnotherThreadArriveInTheWindows) {
  auto window = open();
  std::thread engine([this] { session_.answerAll(); });
  engine.join();
  EXPECT_TRUE(window->waiting()) << "nothing is touched from the engine's thread";
  QCoreApplication::processEvents();
  EXPECT_FALSE(window->waiting());
}

TEST_F(MainWindowTest, AResultAfterTheWindowsEndIsHarmless) {
  auto window = open();
  auto asked = session_.take();
  asked[0].done(session_.compute(asked[0].request));  // queued, not delivered
  window.reset();
  for (auto& [request, done] : asked) done(session_.compute(request));
  QCoreApplication::processEvents();
}

TEST_F(MainWindowTest, AFailureIsSaidInTheBarAndTheRestIsShown) {
  auto window = open();
  auto asked = session_.take();
  asked[0].done(fail(ErrorKind::Io, "the disk is gone"));
  for (std::size_t i = 1; i < asked.size(); ++i) asked[i].done(session_.compute(asked[i].request));
  QCoreApplication::processEvents();
  EXPECT_EQ(window->message(), "Price: the disk is gone");
  EXPECT_THAT(studiesOf(*window), ElementsAre("flow_dashboard", "perp_spot_premium"));
  EXPECT_EQ(QApplication::activeModalWidget(), nullptr);
  // The next answer makes it right.
  window->setInterval(Interval::W1);
  fill(*window);
  EXPECT_EQ(window->message(), "");
  EXPECT_THAT(studiesOf(*window), ElementsAre("price", "flow_dashboard", "perp_spot_premium"));
}

TEST_F(MainWindowTest, WhenNothingCanBeShownThereIsNoOldPictureLeft) {
  auto window = openAndFill();
  window->setAsset("ETH");
  for (auto& [request, done] : session_.take()) done(fail(ErrorKind::NotFound, "no ETH"));
  QCoreApplication::processEvents();
  EXPECT_TRUE(window->stack().panes().empty());
  EXPECT_TRUE(window->message().contains("Price: no ETH"));
}

TEST_F(MainWindowTest, NotesOfOpeningTheCacheAreSaidUntilClosed) {
  session_.notes = {"the cache was damaged"};
  auto window = openAndFill();
  EXPECT_EQ(window->message(), "the cache was damaged");
  window->setInterval(Interval::W1);
  fill(*window);
  EXPECT_EQ(window->message(), "the cache was damaged");
  auto* bar = window->findChild<QWidget*>("messageBar");
  EXPECT_TRUE(bar->isVisible());
  bar->findChild<QToolButton*>()->click();
  EXPECT_FALSE(bar->isVisible());
}

TEST_F(MainWindowTest, TheThemeChangesAtRunTime) {
  auto window = openAndFill();
  EXPECT_EQ(window->state().theme, "dark");
  press(*window, "theme");
  EXPECT_EQ(window->state().theme, "light");
  for (const auto* pane : window->stack().panes()) EXPECT_EQ(&pane->theme(), &lightTheme());
  EXPECT_EQ(window->palette().color(QPalette::Window), lightTheme().window);
  press(*window, "theme");
  EXPECT_EQ(&window->stack().panes()[0]->theme(), &darkTheme());
}

TEST_F(MainWindowTest, AnAssetIsPickedFromWhatIsStored) {
  auto window = openAndFill();
  auto* assets = window->findChild<QComboBox*>();
  ASSERT_EQ(assets->count(), 2);
  assets->setCurrentIndex(1);
  emit assets->textActivated("ETH");
  ASSERT_EQ(session_.asked.size(), 3U);
  EXPECT_EQ(session_.asked[0].request.asset, "ETH");
}

TEST_F(MainWindowTest, EveryIntervalHasAButton) {
  auto window = openAndFill();
  for (const Interval interval : kAllIntervals) {
    bool found = false;
    for (auto* action : window->findChildren<QAction*>())
      if (action->text() == QString::fromLatin1(label(interval).data())) {
        action->trigger();
        found = action->isChecked();
      }
    EXPECT_TRUE(found) << label(interval);
    EXPECT_EQ(window->state().interval, interval);
  }
}

TEST_F(MainWindowTest, AStudyGoesAndComesBackWithItsSettings) {
  auto window = openAndFill();
  window->setOverrides("price", {{"style", "heikin_ashi"}});
  fill(*window);
  EXPECT_EQ(window->stack().panes()[0]->snapshot().request.overrides.at("style"), "heikin_ashi");
  window->setStudyShown("price", false);
  fill(*window);
  EXPECT_THAT(studiesOf(*window), ElementsAre("flow_dashboard", "perp_spot_premium"));
  window->setStudyShown("price", true);
  fill(*window);
  EXPECT_THAT(studiesOf(*window), ElementsAre("flow_dashboard", "perp_spot_premium", "price"));
  EXPECT_EQ(window->stack().panes().back()->snapshot().request.overrides.at("style"), "heikin_ashi");
}

TEST_F(MainWindowTest, WithoutStudiesItStillStands) {
  auto window = openAndFill();
  for (const auto* id : {"price", "flow_dashboard", "perp_spot_premium"}) window->setStudyShown(id, false);
  fill(*window);
  EXPECT_TRUE(window->stack().panes().empty());
  for (const auto* command : {"fit", "newest", "zoom_in", "left", "start", "tables"}) press(*window, command);
}

TEST_F(MainWindowTest, ALayoutIsTakenAsAWhole) {
  auto window = openAndFill();
  window->setLayout({"mine", {{"perp_spot_premium", {{"ema_length", "10"}}}}});
  ASSERT_EQ(session_.asked.size(), 1U);
  fill(*window);
  EXPECT_THAT(studiesOf(*window), ElementsAre("perp_spot_premium"));
}

TEST_F(MainWindowTest, KeysMoveTheView) {
  auto window = openAndFill();
  auto& stack = window->stack();
  // Shortcuts need an active window, and the test's platform activates the one that is shown last.
  window->activateWindow();
  ASSERT_TRUE(QTest::qWaitForWindowActive(window.get()));
  const auto at_start = stack.view();
  QTest::keyClick(window.get(), Qt::Key_Left);
  EXPECT_EQ(stack.view().from, at_start.from - kDay);
  QTest::keyClick(window.get(), Qt::Key_Right);
  EXPECT_EQ(stack.view().from, at_start.from);
  QTest::keyClick(window.get(), Qt::Key_Plus);
  const auto nearer = stack.view();
  EXPECT_LT(nearer.to - nearer.from, at_start.to - at_start.from);
  QTest::keyClick(window.get(), Qt::Key_Minus);
  EXPECT_LT(nearer.to - nearer.from, stack.view().to - stack.view().from);
  QTest::keyClick(window.get(), Qt::Key_Home);
  EXPECT_EQ(stack.view().from, utc(2022, 1, 1));
  QTest::keyClick(window.get(), Qt::Key_End);
  EXPECT_GT(stack.view().to, utc(2023, 2, 5));
  QTest::keyClick(window.get(), Qt::Key_F);
  EXPECT_EQ(stack.view().from, utc(2022, 1, 1));
  EXPECT_GT(stack.view().to, utc(2023, 2, 5));
}

TEST_F(MainWindowTest, SettingsOfAStudyAreAppliedToIt) {
  auto window = openAndFill();
  for (auto* action : window->findChildren<QAction*>())
    if (action->text() == "Price…") action->trigger();
  auto* dialog = window->findChild<SettingsDialog*>();
  ASSERT_NE(dialog, nullptr);
  EXPECT_FALSE(dialog->isModal());
  dialog->editor("style")->setText("heikin_ashi");
  emit dialog->applied(dialog->overrides());
  EXPECT_EQ(window->state().layout.studies[0].overrides, (studies::Overrides{{"style", "heikin_ashi"}}));
  ASSERT_EQ(session_.asked.size(), 3U);
}

TEST_F(MainWindowTest, RemembersItsStateWhenClosed) {
  const test::TempFolder folder;
  const auto file = QString::fromStdString((folder.path() / "window.ini").string());
  {
    auto window = open(file);
    fill(*window);
    press(*window, "theme");
    press(*window, "tables");
    window->setInterval(Interval::W1);
    window->setAsset("ETH");
    window->setStudyShown("price", false);
    window->setOverrides("perp_spot_premium", {{"spot_legs", "binance,kraken"}});
    window->close();
  }
  auto window = open(file);
  EXPECT_EQ(window->state().theme, "light");
  EXPECT_FALSE(window->state().tables);
  EXPECT_EQ(window->state().interval, Interval::W1);
  EXPECT_EQ(window->state().asset, "ETH");
  ASSERT_EQ(window->state().layout.studies.size(), 2U);
  EXPECT_EQ(window->state().layout.studies[1].overrides.at("spot_legs"), "binance,kraken");
}

TEST_F(MainWindowTest, AGarbledSettingsFileIsSaid) {
  const test::TempFolder folder;
  const auto path = folder.path() / "window.ini";
  std::ofstream(path) << "\x01\x02 rubbish\n";
  auto window = open(QString::fromStdString(path.string()));
  EXPECT_TRUE(window->message().contains("window.ini.damaged-1"));
}

TEST_F(MainWindowTest, AClickedBarIsExplainedBesideThePanes) {
  auto window = openAndFill();
  auto* dock = window->findChild<ExplanationDock*>();
  EXPECT_TRUE(dock->isHidden());
  const auto& snapshot = window->stack().panes().front()->snapshot();
  emit window->stack().barClicked(std::make_shared<app::Snapshot>(snapshot), utc(2022, 3, 4));
  QCoreApplication::processEvents();
  EXPECT_FALSE(dock->isHidden());
  EXPECT_TRUE(dock->text().contains("Price")) << dock->text().toStdString();
  EXPECT_TRUE(dock->text().contains("2022-03-04")) << dock->text().toStdString();
}

}  // namespace
}  // namespace perpscope::ui
