#include "market/align.h"

#include <map>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace perpscope {
namespace {

using testing::ElementsAre;
using testing::IsNan;

constexpr Time kLongAfter = utc(2030, 1, 1);
constexpr Time kDay0 = utc(2024, 8, 5);  // a Monday

// A cache in memory: closes by interval and open.
class FakeStore {
 public:
  void put(Interval interval, Time open, double close) { rows_[interval][open] = close; }

  [[nodiscard]] CandleSource source() const {
    CandleSource source;
    for (const auto& [interval, rows] : rows_) source.stored.push_back(interval);
    source.read = [this](Interval interval, TimeRange range, CandleFields) -> Result<CandleColumns> {
      CandleColumns columns;
      for (const auto& [open, close] : rows_.at(interval)) {
        if (!range.contains(open)) continue;
        columns.time.push_back(open);
        columns[CandleField::Close].push_back(close);
      }
      return columns;
    };
    return source;
  }

 private:
  std::map<Interval, std::map<Time, double>> rows_;
};

std::vector<double> closes(const FakeStore& store, const Grid& grid, Time now = kLongAfter) {
  const auto bars = alignCandles(store.source(), grid, {CandleField::Close}, now);
  return (*bars)[CandleField::Close];
}

Grid dayGrid(std::size_t count) { return {Interval::D1, barNumber(kDay0, Interval::D1), count}; }

TEST(AlignCandles, KeepsHolesAsHoles) {
  FakeStore store;
  store.put(Interval::D1, kDay0, 1);
  store.put(Interval::D1, kDay0 + 2 * kDay, 3);
  EXPECT_THAT(closes(store, dayGrid(4)), ElementsAre(1, IsNan(), 3, IsNan()));
}

TEST(AlignCandles, BuildsMissingBarsFromTheLargestSmallerInterval) {
  FakeStore store;
  store.put(Interval::D1, kDay0, 1);
  store.put(Interval::H8, kDay0 + kDay + 16 * kHour, 2);   // closes day 1
  store.put(Interval::H1, kDay0 + kDay + 23 * kHour, 99);  // smaller: not asked
  store.put(Interval::H1, kDay0 + 2 * kDay + 23 * kHour, 3);
  EXPECT_THAT(closes(store, dayGrid(3)), ElementsAre(1, 2, 3));
}

TEST(AlignCandles, AStoredBarWinsOverABuiltOne) {
  FakeStore store;
  store.put(Interval::D1, kDay0, 1);
  store.put(Interval::H1, kDay0 + 23 * kHour, 99);
  EXPECT_THAT(closes(store, dayGrid(1)), ElementsAre(1));
}

TEST(AlignCandles, ABuiltBarWithoutItsLastSubBarHasNoClose) {
  FakeStore store;
  store.put(Interval::H1, kDay0 + 22 * kHour, 5);
  EXPECT_THAT(closes(store, dayGrid(1)), ElementsAre(IsNan()));
  EXPECT_THAT(closes(store, dayGrid(1), kDay0 + 23 * kHour), ElementsAre(5)) << "the day still runs";
}

TEST(AlignCandles, IntervalsThatDoNotDivideAreNotUsed) {
  FakeStore store;
  store.put(Interval::H8, kDay0 + 8 * kHour, 7);
  const Grid grid{Interval::H12, barNumber(kDay0, Interval::H12), 2};
  EXPECT_THAT(closes(store, grid), ElementsAre(IsNan(), IsNan()));
}

TEST(AlignCandles, WeeksComeFromDaysSoObtained) {
  FakeStore store;
  for (int day = 0; day < 6; ++day) store.put(Interval::D1, kDay0 + day * kDay, day);
  store.put(Interval::H4, kDay0 + 6 * kDay + 20 * kHour, 6);  // Sunday exists only as its last 4h bar
  const Grid grid{Interval::W1, barNumber(kDay0, Interval::W1), 1};
  EXPECT_THAT(closes(store, grid), ElementsAre(6));
}

TEST(AlignCandles, RowsOffTheGridAreNoBars) {
  FakeStore store;
  store.put(Interval::D1, kDay0 + kHour, 1);
  EXPECT_THAT(closes(store, dayGrid(1)), ElementsAre(IsNan()));
}

TEST(AlignCandles, AReadErrorIsPassedOn) {
  CandleSource source{{Interval::D1}, [](Interval, TimeRange, CandleFields) -> Result<CandleColumns> {
                        return fail(ErrorKind::Io, "disk");
                      }};
  const auto bars = alignCandles(source, dayGrid(2), CandleFields::all(), kLongAfter);
  ASSERT_FALSE(bars);
  EXPECT_EQ(bars.error().message, "disk");
}

TEST(AlignOpenInterest, TakesTheLastSampleAtTheBarsEnd) {
  const OpenInterestColumns samples{{kDay0 + kDay, kDay0 + kDay + kHour}, {1, 2}, {kMissing, 200}};
  const auto oi = alignOpenInterest(samples, dayGrid(4), kDay, Milliseconds{0}, Time::max());
  EXPECT_THAT(oi.base, ElementsAre(1, 2, IsNan(), IsNan()));  // 47 h old on day 2
  EXPECT_THAT(oi.usd, ElementsAre(IsNan(), 200, IsNan(), IsNan()));
  EXPECT_EQ(oi.age_ms[0], 0);
  EXPECT_EQ(oi.age_ms[1], static_cast<double>((23 * kHour).count()));
}

TEST(AlignOpenInterest, MaxAgeIsAtLeastOneBar) {
  const OpenInterestColumns samples{{kDay0 + kHour}, {1}, {kMissing}};
  const Grid week{Interval::W1, barNumber(kDay0, Interval::W1), 2};
  EXPECT_THAT(alignOpenInterest(samples, week, kDay, Milliseconds{0}, Time::max()).base,
              ElementsAre(1, IsNan()));
}

TEST(AlignOpenInterest, LagAsksForAnEarlierInstant) {
  const OpenInterestColumns samples{{kDay0 + kDay, kDay0 + 2 * kDay}, {1, 2}, {10, 20}};
  EXPECT_THAT(alignOpenInterest(samples, dayGrid(3), kDay, kDay, Time::max()).usd,
              ElementsAre(IsNan(), 10, 20));
}

TEST(AlignFunding, MeanOfTheSettlementsInTheBar) {
  FundingColumns funding;
  for (int i = 0; i < 3; ++i) {
    funding.time.push_back(kDay0 + i * 8 * kHour);
    funding.fraction.push_back(0.0001 * (i + 1));
    funding.interval_min.push_back(480);
  }
  const auto days = alignFunding(funding, dayGrid(2), FundingWindow::OpenIncluded);
  EXPECT_DOUBLE_EQ(days.rate_8h[0], 0.0002);
  // The last one is of 16:00: eight hours old at midnight, carried no further.
  EXPECT_TRUE(isMissing(days.rate_8h[1]));
}

TEST(AlignFunding, BringsEachRateToEightHoursByItsOwnInterval) {
  const FundingColumns funding{{kDay0, kDay0 + kHour}, {0.00001, 0.00004}, {60, 240}};
  const Grid grid{Interval::H4, barNumber(kDay0, Interval::H4), 1};
  EXPECT_DOUBLE_EQ(alignFunding(funding, grid, FundingWindow::OpenIncluded).rate_8h[0],
                   (0.00008 + 0.00008) / 2);
}

TEST(AlignFunding, CarriesWhileAtMostOneIntervalOld) {
  const FundingColumns funding{{kDay0}, {0.0001}, {480}};
  const Grid grid{Interval::H1, barNumber(kDay0, Interval::H1), 10};
  const auto bars = alignFunding(funding, grid, FundingWindow::OpenIncluded);
  for (std::size_t bar = 0; bar < 8; ++bar) EXPECT_DOUBLE_EQ(bars.rate_8h[bar], 0.0001) << bar;
  EXPECT_TRUE(isMissing(bars.rate_8h[8]));
  EXPECT_EQ(bars.age_ms[7], static_cast<double>((8 * kHour).count()));
}

TEST(AlignFunding, BordersBelongToTheAskedSide) {
  const FundingColumns funding{{kDay0 + 8 * kHour}, {0.0001}, {480}};
  const Grid grid{Interval::H8, barNumber(kDay0, Interval::H8), 2};
  EXPECT_THAT(alignFunding(funding, grid, FundingWindow::OpenIncluded).rate_8h, ElementsAre(IsNan(), 0.0001));
  EXPECT_DOUBLE_EQ(alignFunding(funding, grid, FundingWindow::EndIncluded).rate_8h[0], 0.0001);
}

Funding said(Time time, double fraction, int hours, std::optional<Time> next = std::nullopt) {
  return {time, {fraction, std::chrono::hours{hours}, FundingKind::Predicted}, next};
}

TEST(AlignPredicted, TheLastWordCountsOnTheRunningBarAlone) {
  const Time now = kDay0 + 30 * kHour;
  const std::vector<Funding> predicted{said(now - 2 * kHour, 0.0001, 8), said(now - kHour, 0.0001, 4),
                                       said(now + kHour, 0.5, 8)};
  EXPECT_THAT(alignPredicted(predicted, dayGrid(3), now), ElementsAre(IsNan(), 0.0002, IsNan()));
  EXPECT_THAT(alignPredicted(predicted, dayGrid(1), now), ElementsAre(IsNan())) << "no bar runs";
  EXPECT_THAT(alignPredicted({}, dayGrid(2), now), ElementsAre(IsNan(), IsNan()));
}

TEST(AlignPredicted, EndsWithItsSettlement) {
  const Time now = kDay0 + 9 * kHour;
  EXPECT_THAT(alignPredicted(std::vector{said(now - kHour, 0.0001, 8, now)}, dayGrid(1), now),
              ElementsAre(IsNan()));
  EXPECT_THAT(alignPredicted(std::vector{said(now - 8 * kHour, 0.0001, 8)}, dayGrid(1), now),
              ElementsAre(IsNan()));
  EXPECT_THAT(alignPredicted(std::vector{said(now - 7 * kHour, 0.0001, 8)}, dayGrid(1), now),
              ElementsAre(0.0001));
}

TEST(AlignOpenInterest, ARunningBarIsAsOfNow) {
  const Grid grid = dayGrid(2);
  const Time now = grid.open(1) + 10 * kHour;
  const OpenInterestColumns samples{{now - 25 * kHour, now - kHour, now + kHour}, {1, 2, 3}, {10, 20, 30}};
  EXPECT_THAT(alignOpenInterest(samples, grid, kDay, Milliseconds{0}, now).base, ElementsAre(1, 2));
  const auto before = alignOpenInterest(samples, grid, kDay, kDay, now);
  EXPECT_EQ(before.base[1], 1) << "24 hours before now, not before the bar's end";
  EXPECT_EQ(before.age_ms[1], static_cast<double>(Milliseconds{kHour}.count()));
}

}  // namespace
}  // namespace perpscope
