#include "market/interval.h"

#include <gtest/gtest.h>

namespace perpscope {
namespace {

Time openOf(Time t, Interval interval) { return barOpen(barNumber(t, interval), interval); }

TEST(Interval, NamesRoundTrip) {
  for (const Interval interval : kAllIntervals) EXPECT_EQ(parseInterval(label(interval)), interval);
  EXPECT_EQ(parseInterval("1M"), Interval::Mo1);
  EXPECT_EQ(parseInterval("1m"), Interval::M1);
  EXPECT_FALSE(parseInterval("2h"));
  EXPECT_NE(intervalNamed("2h").error().message.find("1h, 4h, 8h"), std::string::npos);
}

TEST(Interval, WeeksOpenOnMonday) {
  EXPECT_EQ(openOf(utc(2024, 8, 8, 13 * kHour), Interval::W1), utc(2024, 8, 5));
  EXPECT_EQ(openOf(utc(2024, 8, 5), Interval::W1), utc(2024, 8, 5));
  EXPECT_EQ(openOf(utc(2024, 8, 5) - Milliseconds{1}, Interval::W1), utc(2024, 7, 29));
  EXPECT_EQ(openOf(utc(1969, 12, 31), Interval::W1), utc(1969, 12, 29));
}

TEST(Interval, MonthsOpenOnTheFirst) {
  EXPECT_EQ(openOf(utc(2024, 2, 29, 23 * kHour), Interval::Mo1), utc(2024, 2, 1));
  EXPECT_EQ(barEnd(barNumber(utc(2024, 2, 3), Interval::Mo1), Interval::Mo1), utc(2024, 3, 1));
  EXPECT_EQ(barEnd(barNumber(utc(2023, 12, 3), Interval::Mo1), Interval::Mo1), utc(2024, 1, 1));
}

TEST(Interval, ThreeDaysStartAfreshEachYear) {
  EXPECT_EQ(openOf(utc(2023, 1, 3, kHour), Interval::D3), utc(2023, 1, 1));
  EXPECT_EQ(openOf(utc(2023, 1, 4), Interval::D3), utc(2023, 1, 4));
  // 365 = 121 x 3 + 2: the last bar of 2023 has two days, that of 2024 three.
  const auto last_2023 = barNumber(utc(2023, 12, 31), Interval::D3);
  EXPECT_EQ(barOpen(last_2023, Interval::D3), utc(2023, 12, 30));
  EXPECT_EQ(barEnd(last_2023, Interval::D3), utc(2024, 1, 1));
  const auto last_2024 = barNumber(utc(2024, 12, 31), Interval::D3);
  EXPECT_EQ(barOpen(last_2024, Interval::D3), utc(2024, 12, 29));
  EXPECT_EQ(barEnd(last_2024, Interval::D3), utc(2025, 1, 1));
  // A leap day pushes March by one.
  EXPECT_EQ(openOf(utc(2024, 3, 1), Interval::D3), utc(2024, 3, 1));
  EXPECT_EQ(openOf(utc(2023, 3, 1), Interval::D3), utc(2023, 2, 27));
}

TEST(Interval, BarsFollowOneAnotherWithoutGapOrOverlap) {
  for (const Interval interval : kAllIntervals) {
    Time t = barOpen(barNumber(utc(2019, 11, 3), interval), interval);
    for (int i = 0; i < 800; ++i) {
      const auto number = barNumber(t, interval);
      ASSERT_EQ(barOpen(number, interval), t) << label(interval);
      ASSERT_EQ(barNumber(barEnd(number, interval) - Milliseconds{1}, interval), number) << label(interval);
      ASSERT_EQ(barNumber(barEnd(number, interval), interval), number + 1) << label(interval);
      t = barEnd(number, interval);
    }
  }
}

TEST(Interval, DividesOnlyWhereSubBarsTile) {
  EXPECT_TRUE(divides(Interval::M5, Interval::M15));
  EXPECT_TRUE(divides(Interval::H4, Interval::H8));
  EXPECT_FALSE(divides(Interval::H8, Interval::H12));
  EXPECT_TRUE(divides(Interval::D1, Interval::W1));
  EXPECT_FALSE(divides(Interval::D3, Interval::W1));
  EXPECT_FALSE(divides(Interval::W1, Interval::Mo1));
  EXPECT_FALSE(divides(Interval::D1, Interval::D1));
}

TEST(BarsIn, CountsAtLeastWhatIsAskedFor) {
  EXPECT_EQ(barsIn(4 * kHour, Interval::M1), 240);
  EXPECT_EQ(barsIn(kHour, Interval::D1), 1);
  EXPECT_EQ(barsIn(4 * kHour, Interval::H1, 20), 20);
}

TEST(Grid, CoversEveryBarThatTouchesTheRange) {
  const auto grid = Grid::covering({utc(2024, 8, 7), utc(2024, 8, 20)}, Interval::W1);
  EXPECT_EQ(grid.size, 3U);
  EXPECT_EQ(grid.open(0), utc(2024, 8, 5));
  EXPECT_EQ(grid.range(), (TimeRange{utc(2024, 8, 5), utc(2024, 8, 26)}));
  EXPECT_EQ(grid.indexOf(utc(2024, 8, 12)), 1);
  EXPECT_FALSE(grid.holds(grid.indexOf(utc(2024, 8, 4))));
  EXPECT_FALSE(grid.holds(grid.indexOf(utc(2024, 8, 26))));
  EXPECT_EQ(Grid::covering({utc(2024, 8, 7), utc(2024, 8, 7)}, Interval::D1).size, 0U);
}

}  // namespace
}  // namespace perpscope
