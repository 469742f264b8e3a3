#include "market/resample.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace perpscope {
namespace {

constexpr Time kLongAfter = utc(2030, 1, 1);

// Day bars from a Monday on; `absent` ones are holes. Closes are 10, 11, 12 …
GridCandles days(Time first, std::size_t count, const std::vector<std::size_t>& absent = {}) {
  GridCandles bars(Grid::covering({first, first + static_cast<int>(count) * kDay}, Interval::D1),
                   CandleFields::all());
  for (std::size_t i = 0; i < count; ++i) {
    if (std::ranges::find(absent, i) != absent.end()) continue;
    const double close = 10.0 + static_cast<double>(i);
    bars.present[i] = 1;
    bars[CandleField::Open][i] = close - 0.5;
    bars[CandleField::High][i] = close + 1;
    bars[CandleField::Low][i] = close - 2;
    bars[CandleField::Close][i] = close;
    bars[CandleField::Volume][i] = 100;
  }
  return bars;
}

Grid weeks(Time first, std::size_t count) { return {Interval::W1, barNumber(first, Interval::W1), count}; }

TEST(Resample, BuildsAWholeWeek) {
  const auto week = resample(days(utc(2024, 8, 5), 7), weeks(utc(2024, 8, 5), 1), kLongAfter);
  EXPECT_EQ(week.present[0], 1);
  EXPECT_EQ(week[CandleField::Open][0], 9.5);
  EXPECT_EQ(week[CandleField::High][0], 17);
  EXPECT_EQ(week[CandleField::Low][0], 8);
  EXPECT_EQ(week[CandleField::Close][0], 16);
  EXPECT_EQ(week[CandleField::Volume][0], 700);
}

TEST(Resample, CloseIsMissingWhereTheLastSubBarIs) {
  const auto week = resample(days(utc(2024, 8, 5), 7, {6}), weeks(utc(2024, 8, 5), 1), kLongAfter);
  EXPECT_TRUE(isMissing(week[CandleField::Close][0]));
  EXPECT_EQ(week[CandleField::Open][0], 9.5);
  EXPECT_EQ(week[CandleField::High][0], 16);
  EXPECT_EQ(week[CandleField::Volume][0], 600);
}

TEST(Resample, AnEarlyHoleMovesOnlyTheOpen) {
  const auto week = resample(days(utc(2024, 8, 5), 7, {0, 3}), weeks(utc(2024, 8, 5), 1), kLongAfter);
  EXPECT_EQ(week[CandleField::Open][0], 10.5);
  EXPECT_EQ(week[CandleField::Close][0], 16);
  EXPECT_EQ(week[CandleField::Volume][0], 500);
}

TEST(Resample, ARunningBarClosesAtItsNewestSubBar) {
  const Time wednesday = utc(2024, 8, 7, 12 * kHour);
  const auto week = resample(days(utc(2024, 8, 5), 3), weeks(utc(2024, 8, 5), 1), wednesday);
  EXPECT_EQ(week[CandleField::Close][0], 12);
  // The same data long after is a week that lost its end.
  const auto later = resample(days(utc(2024, 8, 5), 3), weeks(utc(2024, 8, 5), 1), kLongAfter);
  EXPECT_TRUE(isMissing(later[CandleField::Close][0]));
}

TEST(Resample, AWeekWithoutDaysStaysAbsent) {
  const auto out =
      resample(days(utc(2024, 8, 5), 14, {7, 8, 9, 10, 11, 12, 13}), weeks(utc(2024, 8, 5), 3), kLongAfter);
  EXPECT_EQ(out.present, (std::vector<std::uint8_t>{1, 0, 0}));
  EXPECT_TRUE(isMissing(out[CandleField::High][1]));
}

TEST(Resample, AShortThreeDayBarAtTheYearsEndIsWhole) {
  const Grid grid{Interval::D3, barNumber(utc(2023, 12, 30), Interval::D3), 1};
  const auto bar = resample(days(utc(2023, 12, 30), 2), grid, kLongAfter);
  EXPECT_EQ(bar[CandleField::Close][0], 11);
  EXPECT_EQ(bar[CandleField::Volume][0], 200);
}

TEST(Resample, AMissingCellIsNotTheEarlierOne) {
  auto source = days(utc(2024, 8, 5), 7);
  source[CandleField::Close][6] = kMissing;  // the day is there, its close is not
  const auto week = resample(source, weeks(utc(2024, 8, 5), 1), kLongAfter);
  EXPECT_TRUE(isMissing(week[CandleField::Close][0]));
}

TEST(Resample, ColumnsThatWereNotReadStayEmpty) {
  GridCandles closes(Grid::covering({utc(2024, 8, 5), utc(2024, 8, 12)}, Interval::D1), {CandleField::Close});
  std::ranges::fill(closes.present, 1);
  std::ranges::fill(closes[CandleField::Close], 5.0);
  const auto week = resample(closes, weeks(utc(2024, 8, 5), 1), kLongAfter);
  EXPECT_EQ(week[CandleField::Close][0], 5);
  EXPECT_TRUE(week[CandleField::Open].empty());
}

}  // namespace
}  // namespace perpscope
