#include "panes/pane_stack.h"

#include <QApplication>
#include <QSignalSpy>
#include <QTest>

#include <gtest/gtest.h>

#include "synthetic_study.h"

namespace perpscope::ui {
namespace {

using test::syntheticSnapshot;

class PaneStackTest : public testing::Test {
 protected:
  void SetUp() override {
    stack_.resize(1000, 700);
    stack_.show();
    show();
  }
  void show() {
    snapshot_ = syntheticSnapshot(options_);
    stack_.setSnapshots({snapshot_});
    settle();
  }
  void settle() {
    QCoreApplication::processEvents();
    stack_.flush();
  }
  [[nodiscard]] const std::vector<PaneWidget*>& panes() const { return stack_.panes(); }
  [[nodiscard]] QCPRange range(std::size_t pane = 0) const { return panes()[pane]->timeAxis()->range(); }
  [[nodiscard]] double bars() const { return range().size() / 86'400; }
  [[nodiscard]] QPoint centre(std::size_t pane) const { return panes()[pane]->axisRect()->rect().center(); }
  void wheel(std::size_t pane, QPoint at, QPoint turn, Qt::KeyboardModifiers with = Qt::NoModifier) {
    QWheelEvent event(at, panes()[pane]->mapToGlobal(at), {}, turn, Qt::NoButton, with, Qt::NoScrollPhase,
                      false);
    QCoreApplication::sendEvent(panes()[pane], &event);
    settle();
  }
  // QTest's own moves go through the platform's cursor, which drags need to be without.
  void move(std::size_t pane, QPoint at, Qt::MouseButtons buttons = Qt::NoButton) {
    QMouseEvent event(QEvent::MouseMove, at, panes()[pane]->mapToGlobal(at), Qt::NoButton, buttons,
                      Qt::NoModifier);
    QCoreApplication::sendEvent(panes()[pane], &event);
    settle();
  }

  studies::Declaration declaration_ = test::everyKindDeclaration();
  test::SyntheticOptions options_{.declaration = &declaration_};
  std::shared_ptr<app::Snapshot> snapshot_;
  PaneStack stack_;
};

TEST_F(PaneStackTest, StartsAtTheNewestBarsWithSomeRoomAhead) {
  ASSERT_EQ(panes().size(), 3U);
  EXPECT_GT(range().upper, secondsOf(snapshot_->grid.range().to));
  EXPECT_GT(bars(), 100);
  EXPECT_LT(bars(), 250);
}

TEST_F(PaneStackTest, AllPanesShareTimeAndColumns) {
  for (std::size_t i = 1; i < panes().size(); ++i) {
    EXPECT_EQ(range(i), range(0));
    EXPECT_EQ(panes()[i]->axisRect()->rect().left(), panes()[0]->axisRect()->rect().left());
    EXPECT_EQ(panes()[i]->axisRect()->rect().right(), panes()[0]->axisRect()->rect().right());
  }
  EXPECT_FALSE(panes()[0]->timeAxis()->tickLabels());
  EXPECT_FALSE(panes()[1]->timeAxis()->tickLabels());
  EXPECT_TRUE(panes()[2]->timeAxis()->tickLabels()) << "only the lowest has time labels";
}

TEST_F(PaneStackTest, TheWheelZoomsAndKeepsTheTimeUnderTheMouse) {
  for (const int turn : {120, 240, -120}) {
    const QPoint at(panes()[1]->axisRect()->rect().left() + 200, centre(1).y());
    const double before = panes()[1]->timeAxis()->pixelToCoord(at.x());
    const double width = range().size();
    wheel(1, at, {0, turn});
    EXPECT_EQ(range().size() < width, turn > 0);
    EXPECT_NEAR(panes()[1]->timeAxis()->pixelToCoord(at.x()), before, range().size() / 1e6);
    EXPECT_EQ(range(0), range(1));
  }
}

TEST_F(PaneStackTest, ZoomHasLimitsAndDoesNotWanderThere) {
  const QPoint at(panes()[0]->axisRect()->rect().left() + 200, centre(0).y());
  const double under = panes()[0]->timeAxis()->pixelToCoord(at.x());
  for (int i = 0; i < 60; ++i) wheel(0, at, {0, 240});
  EXPECT_NEAR(bars(), 5, 1e-6);
  EXPECT_NEAR(panes()[0]->timeAxis()->pixelToCoord(at.x()), under, 1);
  for (int i = 0; i < 60; ++i) wheel(0, at, {0, -240});
  EXPECT_NEAR(bars(), 400 * 1.2, 1e-6);
}

TEST_F(PaneStackTest, ControlAndSidewaysWheelPan) {
  const auto before = range();
  wheel(0, centre(0), {0, 120}, Qt::ControlModifier);
  EXPECT_NEAR(range().size(), before.size(), 1e-6);
  EXPECT_LT(range().lower, before.lower);
  wheel(0, centre(0), {-120, 0});
  EXPECT_NEAR(range().lower, before.lower, 1e-3);
}

TEST_F(PaneStackTest, AClickAsksAboutItsBarAndADragOrADoubleClickDoesNot) {
  QSignalSpy asked(&stack_, &PaneStack::barClicked);
  const double under = panes()[1]->timeAxis()->pixelToCoord(centre(1).x());
  QTest::mouseClick(panes()[1], Qt::LeftButton, {}, centre(1));
  ASSERT_TRUE(asked.wait());
  EXPECT_EQ(asked.front().at(0).value<app::SnapshotPtr>(), snapshot_);
  EXPECT_NEAR(secondsOf(asked.front().at(1).value<Time>()), under, 1);
  QTest::mousePress(panes()[0], Qt::LeftButton, {}, centre(0));
  move(0, centre(0) + QPoint(90, 0), Qt::LeftButton);
  QTest::mouseRelease(panes()[0], Qt::LeftButton, {}, centre(0) + QPoint(90, 0));
  QTest::mouseClick(panes()[0], Qt::LeftButton, {}, centre(0));
  QTest::mouseDClick(panes()[0], Qt::LeftButton, {}, centre(0));
  EXPECT_FALSE(asked.wait(QApplication::doubleClickInterval() + 100));
}

TEST_F(PaneStackTest, AToolDrawsOneLineAndARightClickTakesItAway) {
  const auto before = range();
  QSignalSpy changed(&stack_, &PaneStack::linesChanged);
  stack_.setTool(LineTool::Horizontal);
  QTest::mousePress(panes()[0], Qt::LeftButton, {}, centre(0));
  QTest::mouseRelease(panes()[0], Qt::LeftButton, {}, centre(0) + QPoint(0, 10));
  ASSERT_EQ(changed.size(), 1);
  const auto name = declaration_.id + "/" + declaration_.panes[0].key;
  ASSERT_EQ(stack_.lines().at(name).size(), 1U);
  EXPECT_DOUBLE_EQ(stack_.lines().at(name)[0].from.value,
                   panes()[0]->valueAxis()->pixelToCoord(centre(0).y() + 10));
  EXPECT_EQ(range(), before) << "drawing does not pan";
  // The tool is put away: the next drag pans.
  QTest::mousePress(panes()[0], Qt::LeftButton, {}, centre(0));
  move(0, centre(0) + QPoint(50, 0), Qt::LeftButton);
  QTest::mouseRelease(panes()[0], Qt::LeftButton, {}, centre(0) + QPoint(50, 0));
  EXPECT_LT(range().lower, before.lower);
  // The value axis has followed the view.
  const double y = panes()[0]->valueAxis()->coordToPixel(stack_.lines().at(name)[0].from.value);
  const QPoint on(centre(0).x(), static_cast<int>(y));
  QTest::mousePress(panes()[0], Qt::RightButton, {}, on + QPoint(0, 20));
  EXPECT_EQ(changed.size(), 1) << "too far away";
  QTest::mousePress(panes()[0], Qt::RightButton, {}, on + QPoint(0, 2));
  EXPECT_EQ(changed.size(), 2);
  EXPECT_TRUE(stack_.lines().at(name).empty());
}

TEST_F(PaneStackTest, LinesComeBackWithTheirPane) {
  const auto name = declaration_.id + "/" + declaration_.panes[0].key;
  const PaneLine line{PaneLine::Kind::Horizontal, {0, 300}, {}};
  stack_.setLines({{name, {line}}});
  EXPECT_EQ(panes()[0]->lines().lines(), std::vector<PaneLine>{line});
  EXPECT_TRUE(panes()[1]->lines().lines().empty());
  options_.overrides = {{"show_second", "false"}};
  show();
  EXPECT_EQ(panes()[0]->lines().lines(), std::vector<PaneLine>{line}) << "the panes were built anew";
}

TEST_F(PaneStackTest, ADragMovesAllPanesWithTheMouse) {
  const double grabbed = panes()[0]->timeAxis()->pixelToCoord(centre(0).x());
  const double upper = range().upper;
  QTest::mousePress(panes()[0], Qt::LeftButton, {}, centre(0));
  move(0, centre(0) + QPoint(90, 0), Qt::LeftButton);
  QTest::mouseRelease(panes()[0], Qt::LeftButton, {}, centre(0) + QPoint(90, 0));
  settle();
  EXPECT_LT(range().upper, upper);
  EXPECT_NEAR(panes()[2]->timeAxis()->pixelToCoord(centre(0).x() + 90), grabbed, range().size() / 500);
  const auto rested = range();
  move(0, centre(0));
  EXPECT_EQ(range(), rested) << "the button is up";
}

TEST_F(PaneStackTest, ADoubleClickShowsEverything) {
  QTest::mouseDClick(panes()[1], Qt::LeftButton, {}, centre(1));
  settle();
  EXPECT_NEAR(range().lower, secondsOf(snapshot_->grid.range().from), 1);
  EXPECT_GE(range().upper, secondsOf(snapshot_->grid.range().to));
  EXPECT_LT(bars(), 420);
}

TEST_F(PaneStackTest, TheCrosshairIsInAllPanesAndItsLevelInOne) {
  QSignalSpy times(&stack_, &PaneStack::cursorMoved);
  move(1, centre(1));
  const double seconds = panes()[1]->timeAxis()->pixelToCoord(centre(1).x());
  for (const auto* pane : panes()) {
    ASSERT_TRUE(pane->cursorMark());
    EXPECT_DOUBLE_EQ(pane->cursorMark()->seconds, seconds);
    EXPECT_EQ(pane->cursorMark()->y.has_value(), pane == panes()[1]);
  }
  const auto bar = snapshot_->grid.indexOf(timeOfSeconds(seconds));
  const auto close = static_cast<int>(100 + bar);
  EXPECT_EQ(panes()[1]->readout().front(), QStringLiteral("close %1.00 USD").arg(close));
  EXPECT_EQ(times.back().front().toString(),
            timeReadout(snapshot_->grid.open(static_cast<std::size_t>(bar)), Interval::D1));
  QEvent leave(QEvent::Leave);
  QCoreApplication::sendEvent(panes()[1], &leave);
  settle();
  EXPECT_FALSE(panes()[0]->cursorMark());
  EXPECT_EQ(times.back().front().toString(), "");
}

TEST_F(PaneStackTest, ManyChangesMakeOneFrame) {
  QSignalSpy frames(&stack_, &PaneStack::viewChanged);
  for (int i = 0; i < 50; ++i) stack_.panBars(-1);
  EXPECT_EQ(frames.size(), 0);
  ASSERT_TRUE(QTest::qWaitFor([&] { return !frames.empty(); }));
  EXPECT_EQ(frames.size(), 1);
}

TEST_F(PaneStackTest, GoesToADateAndStepsByBars) {
  stack_.goTo(utc(2023, 6, 1));
  settle();
  EXPECT_NEAR(range().center(), secondsOf(utc(2023, 6, 1)), 1);
  stack_.panBars(3);
  settle();
  EXPECT_NEAR(range().center(), secondsOf(utc(2023, 6, 4)), 1);
}

TEST_F(PaneStackTest, SomeDataStaysInViewHoweverFarOnePans) {
  stack_.panBars(1e7);
  settle();
  EXPECT_LT(range().lower, secondsOf(snapshot_->grid.range().to));
  stack_.panBars(-1e7);
  settle();
  EXPECT_GT(range().upper, secondsOf(snapshot_->grid.range().from));
}

TEST_F(PaneStackTest, NewDataKeepsTheRangeAndThePanes) {
  stack_.goTo(utc(2023, 6, 1));
  settle();
  const auto before = range();
  auto* pane = panes()[0];
  options_.bars = 450;
  show();
  EXPECT_EQ(panes()[0], pane);
  EXPECT_EQ(range(), before);
}

TEST_F(PaneStackTest, TheViewFollowsTheNewestBarWhenItWasInView) {
  const double ahead = range().upper - secondsOf(snapshot_->grid.range().to);
  const double length = range().size();
  options_.bars = 403;
  show();
  EXPECT_NEAR(range().upper - secondsOf(snapshot_->grid.range().to), ahead, 1e-3);
  EXPECT_NEAR(range().size(), length, 1e-3);
}

TEST_F(PaneStackTest, AToggleTakesItsPaneAway) {
  options_.overrides = {{"show_second", "false"}};
  show();
  ASSERT_EQ(panes().size(), 2U);
  EXPECT_EQ(panes()[1]->decl().key, "lanes");
  EXPECT_TRUE(panes()[1]->timeAxis()->tickLabels());
}

TEST_F(PaneStackTest, AnotherIntervalKeepsTheTimeWhereThatReadsWell) {
  stack_.showView({utc(2023, 6, 1), utc(2023, 8, 1)});
  settle();
  const auto before = range();
  options_.interval = Interval::H4;
  options_.bars = 2400;
  show();
  EXPECT_NEAR(range().lower, before.lower, 1);
  EXPECT_NEAR(range().upper, before.upper, 1);
  options_.interval = Interval::Mo1;
  options_.bars = 60;
  options_.from = utc(2020, 1, 1);
  show();
  EXPECT_GT(bars() / 30, 30) << "two monthly bars say nothing";
}

TEST_F(PaneStackTest, ATimeWithoutDataIsNotKept) {
  options_.from = utc(2010, 1, 1);
  show();
  EXPECT_GT(range().upper, secondsOf(snapshot_->grid.range().to));
  EXPECT_LT(range().lower, secondsOf(snapshot_->grid.range().to));
}

TEST_F(PaneStackTest, WithoutPanesThereAreWords) {
  stack_.setWords("Choose a study");
  stack_.setSnapshots({});
  settle();
  EXPECT_TRUE(panes().empty());
  const QImage image = stack_.grab().toImage();
  int written = 0;
  for (int y = 0; y < image.height(); ++y)
    for (int x = 0; x < image.width(); ++x) written += image.pixel(x, y) != darkTheme().plot.rgb();
  EXPECT_GT(written, 20);
  stack_.zoomCentre(1);
  stack_.panPixels(10);
  stack_.fitAll();
  settle();
}

TEST_F(PaneStackTest, SnapshotsWithoutDataAreShownWithTheirWords) {
  options_.bars = 0;
  show();
  ASSERT_EQ(panes().size(), 3U);
  EXPECT_EQ(panes()[0]->emptyWords(), "Nothing to draw: the cache is empty.");
}

TEST_F(PaneStackTest, SeveralStudiesStandUnderOneAnother) {
  auto other = declaration_;
  other.id = "other";
  test::SyntheticOptions second = options_;
  second.declaration = &other;
  second.bars = 300;
  stack_.setSnapshots({snapshot_, syntheticSnapshot(second)});
  settle();
  ASSERT_EQ(panes().size(), 6U);
  for (std::size_t i = 1; i < 6; ++i) EXPECT_EQ(range(i), range(0));
  EXPECT_EQ(panes()[3]->snapshot().declaration, &other);
}

}  // namespace
}  // namespace perpscope::ui
