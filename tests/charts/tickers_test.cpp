#include "charts/tickers.h"

#include <gmock/gmock.h>

#include "charts/bar_plottable.h"

namespace perpscope::ui {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> labelsOf(Time from, Time to, double least_seconds) {
  std::vector<std::string> labels;
  for (const auto& tick : timeTicks(from, to, least_seconds)) labels.push_back(tick.label.toStdString());
  return labels;
}

constexpr double kHourSeconds = 3600;
constexpr double kDaySeconds = 86'400;

TEST(TimeTicks, MinutesAreClockTimes) {
  EXPECT_THAT(labelsOf(utc(2024, 3, 5, hours{14} + minutes{2}), utc(2024, 3, 5, hours{14} + minutes{5}), 60),
              ElementsAre("14:02", "14:03", "14:04", "14:05"));
}

TEST(TimeTicks, MidnightSaysTheDay) {
  EXPECT_THAT(labelsOf(utc(2024, 3, 11, hours{20}), utc(2024, 3, 12, hours{5}), 2.5 * kHourSeconds),
              ElementsAre("21:00", "12 Mar", "03:00"));
}

TEST(TimeTicks, NewYearSaysTheYear) {
  EXPECT_THAT(labelsOf(utc(2023, 12, 31, hours{12}), utc(2024, 1, 1, hours{12}), 6 * kHourSeconds),
              ElementsAre("12:00", "18:00", "2024", "06:00", "12:00"));
}

TEST(TimeTicks, DaysSayTheirMonthWhenItBegins) {
  EXPECT_THAT(labelsOf(utc(2024, 2, 27), utc(2024, 3, 3), kDaySeconds),
              ElementsAre("27", "28", "29", "Mar", "2", "3"));
  EXPECT_THAT(labelsOf(utc(2024, 1, 30), utc(2024, 3, 12), 4 * kDaySeconds),
              ElementsAre("Feb", "6", "11", "16", "21", "26", "Mar", "6", "11"));
}

TEST(TimeTicks, NoDayStandsTooNearToTheNextMonth) {
  for (const double least : {2.0, 3.0, 5.0, 7.0, 10.0, 15.0}) {
    const auto ticks = timeTicks(utc(2023, 1, 1), utc(2025, 1, 1), least * kDaySeconds);
    for (std::size_t i = 1; i < ticks.size(); ++i)
      EXPECT_GE(ticks[i].time - ticks[i - 1].time, kDay * static_cast<int>(least * 0.6)) << least << " " << i;
  }
}

TEST(TimeTicks, MonthsSayTheirYearWhenItBegins) {
  EXPECT_THAT(labelsOf(utc(2023, 6, 15), utc(2024, 7, 2), 80 * kDaySeconds),
              ElementsAre("Jul", "Oct", "2024", "Apr", "Jul"));
}

TEST(TimeTicks, YearsAlone) {
  EXPECT_THAT(labelsOf(utc(2014, 5, 1), utc(2024, 1, 1), 700 * kDaySeconds), ElementsAre("2015", "2020"));
  EXPECT_THAT(labelsOf(utc(2019, 5, 1), utc(2024, 1, 1), 330 * kDaySeconds),
              ElementsAre("2020", "2021", "2022", "2023", "2024"));
}

TEST(TimeTicks, BeforeTheEpochToo) {
  EXPECT_THAT(labelsOf(utc(1969, 12, 31, hours{21}), utc(1970, 1, 1, hours{1}), 2 * kHourSeconds),
              ElementsAre("22:00", "1970"));
}

TEST(TimeTicks, AnEmptyStretchHasNone) {
  EXPECT_THAT(labelsOf(utc(2024, 1, 2), utc(2024, 1, 1), 60), IsEmpty());
}

TEST(TimeTicker, LabelsNeverTouch) {
  const QFontMetrics metrics{QFont()};
  for (double length = 3600; length < 4e8; length *= 1.37) {
    TimeTicker ticker;
    ticker.setPixels(700);
    QVector<double> ticks;
    QVector<QString> labels;
    const double from = secondsOf(utc(2021, 11, 3));
    ticker.generate({from, from + length}, QLocale::c(), 'f', 2, ticks, nullptr, &labels);
    ASSERT_EQ(ticks.size(), labels.size());
    double taken = -1e9;
    for (qsizetype i = 0; i < ticks.size(); ++i) {
      const double centre = (ticks[i] - from) / length * 700;
      const double half = metrics.horizontalAdvance(labels[i]) / 2.0;
      EXPECT_GT(centre - half, taken + 2) << labels[i].toStdString() << " in " << length << " s";
      taken = centre + half;
    }
  }
}

TEST(TimeReadout, SaysWhatTheIntervalNeeds) {
  const Time t = utc(2021, 3, 12, hours{8});
  EXPECT_EQ(timeReadout(t, Interval::H4), "Fri 12 Mar 2021 08:00");
  EXPECT_EQ(timeReadout(t, Interval::D1), "Fri 12 Mar 2021");
  EXPECT_EQ(timeReadout(t, Interval::Mo1), "Mar 2021");
}

TEST(ValueScale, StepsAreNice) {
  EXPECT_DOUBLE_EQ(valueScale(0, 10, 5).step, 2);
  EXPECT_DOUBLE_EQ(valueScale(0, 11, 5).step, 2.5);
  EXPECT_DOUBLE_EQ(valueScale(-0.03, 0.05, 4).step, 0.02);
  EXPECT_DOUBLE_EQ(valueScale(0, 9e9, 2).step, 5e9);
  EXPECT_DOUBLE_EQ(valueScale(5, 5, 4).step, 1);
  EXPECT_DOUBLE_EQ(valueScale(kMissing, 5, 4).step, 1);
}

struct ValueRow {
  double lower;
  double upper;
  int pixels;
  std::vector<std::string> labels;
};

TEST(ValueTicker, LabelsSayAsMuchAsTellsThemApart) {
  const std::vector<ValueRow> rows{
      {-0.06, 0.06, 180, {"-0.04", "-0.02", "0.00", "0.02", "0.04"}},
      {60'000, 65'000, 120, {"62,000", "64,000"}},
      {0, 3e9, 120, {"1 B", "2 B"}},
      {0.9e9, 1.4e9, 200, {"1.0 B", "1.1 B", "1.2 B", "1.3 B"}},
      {-3, 3, 160, {"-2", "0", "2"}},
  };
  for (const auto& row : rows) {
    ValueTicker ticker;
    ticker.setPixels(row.pixels);
    QVector<double> ticks;
    QVector<QString> labels;
    ticker.generate({row.lower, row.upper}, QLocale::c(), 'f', 2, ticks, nullptr, &labels);
    std::vector<std::string> found;
    for (const auto& label : labels) found.push_back(label.toStdString());
    EXPECT_EQ(found, row.labels) << row.lower << " … " << row.upper;
  }
}

TEST(ValueTicker, NoLabelIsCutAtTheEdge) {
  for (const double upper : {1.0, 3.7, 10.0, 250.0, 1e6}) {
    ValueTicker ticker;
    ticker.setPixels(150);
    QVector<double> ticks;
    ticker.generate({-upper, upper}, QLocale::c(), 'f', 2, ticks, nullptr, nullptr);
    EXPECT_FALSE(ticks.isEmpty());
    for (const double tick : ticks) {
      const double y = (tick + upper) / (2 * upper) * 150;
      EXPECT_GE(y, 8.9);
      EXPECT_LE(y, 141.1);
    }
  }
}

TEST(ValueTicker, AnEmptyRangeDoesNotHang) {
  ValueTicker ticker;
  QVector<double> ticks;
  ticker.generate({1e18, 1e18 + 1}, QLocale::c(), 'f', 2, ticks, nullptr, nullptr);
  EXPECT_LE(ticks.size(), 101);
}

}  // namespace
}  // namespace perpscope::ui
