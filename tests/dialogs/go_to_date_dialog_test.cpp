#include "dialogs/go_to_date_dialog.h"

#include <QDateTimeEdit>

#include <gtest/gtest.h>

namespace perpscope::ui {
namespace {

const TimeRange kRange{utc(2015, 1, 1), utc(2026, 1, 1)};

TEST(GoToDateDialog, StartsAtWhatIsShownAndSpeaksUtc) {
  const GoToDateDialog dialog(utc(2021, 3, 28, 2 * kHour), kRange);
  EXPECT_EQ(dialog.chosen(), utc(2021, 3, 28, 2 * kHour));
  EXPECT_EQ(dialog.findChild<QDateTimeEdit*>()->text(), "2021-03-28 02:00");
}

TEST(GoToDateDialog, ReturnsWhatWasTyped) {
  const GoToDateDialog dialog(utc(2021, 3, 28), kRange);
  auto* edit = dialog.findChild<QDateTimeEdit*>();
  edit->setDateTime(QDateTime(QDate(2020, 2, 29), QTime(12, 30), Qt::UTC));
  EXPECT_EQ(dialog.chosen(), utc(2020, 2, 29, 12 * kHour + 30 * kMinute));
}

TEST(GoToDateDialog, StaysWithinTheRange) {
  const GoToDateDialog dialog(utc(1999, 1, 1), kRange);
  EXPECT_EQ(dialog.chosen(), kRange.from);
  dialog.findChild<QDateTimeEdit*>()->setDateTime(QDateTime(QDate(2040, 1, 1), QTime(0, 0), Qt::UTC));
  EXPECT_LE(dialog.chosen(), kRange.to);
}

}  // namespace
}  // namespace perpscope::ui
