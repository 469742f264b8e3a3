#include <gmock/gmock.h>

#include "sample.h"

namespace perpscope::store::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Reader, RangesAreHalfOpen) {
  const TempFolder folder;
  auto cache = openCache(folder / "cache.db");
  writeMinutes(cache, minuteBars(5));
  const auto bars = Reader(cache).bars(perp(), PriceKind::Trade, Interval::M1,
                                       {kStart + kMinute, kStart + 3 * kMinute}, {CandleField::Close});
  EXPECT_THAT((*bars)[CandleField::Close], ElementsAre(101, 102));
  EXPECT_THAT((*bars)[CandleField::Open], IsEmpty());
}

TEST(Reader, AnUnknownInstrumentHasNothing) {
  const TempFolder folder;
  auto cache = openCache(folder / "cache.db");
  const Reader reader(cache);
  EXPECT_EQ(reader.bars(spot(), PriceKind::Trade, Interval::M1, {}, CandleFields::all())->size(), 0U);
  EXPECT_TRUE(reader.openInterest(spot(), {})->time.empty());
  EXPECT_TRUE(reader.settledFunding(spot(), {})->time.empty());
  EXPECT_TRUE(reader.predictedFunding(spot(), {})->empty());
  EXPECT_TRUE(reader.coverage(minutes(spot()))->empty());
  EXPECT_TRUE(reader.holes(minutes(spot()))->empty());
  EXPECT_EQ(reader.rows(minutes(spot())), 0U);
  EXPECT_TRUE(reader.inventory()->empty());
}

TEST(Reader, EachPriceKindAndIntervalIsASeriesOfItsOwn) {
  const TempFolder folder;
  auto cache = openCache(folder / "cache.db");
  auto transaction = begin(cache);
  double close = 10;
  for (const auto price :
       {PriceKind::Trade, PriceKind::Mark, PriceKind::Index, PriceKind::Mid, PriceKind::PremiumIndex})
    for (const auto interval : {Interval::M1, Interval::D1})
      ASSERT_TRUE(
          transaction.bars(perp(), price, interval, std::vector{bar(kStart, ++close)}, OnEqualKey::Replace));
  ASSERT_TRUE(transaction.commit());
  const Reader reader(cache);
  close = 10;
  for (const auto price :
       {PriceKind::Trade, PriceKind::Mark, PriceKind::Index, PriceKind::Mid, PriceKind::PremiumIndex})
    for (const auto interval : {Interval::M1, Interval::D1}) {
      const auto bars = reader.bars(perp(), price, interval, {}, CandleFields::all());
      EXPECT_THAT((*bars)[CandleField::Close], ElementsAre(++close));
      const double volume = (*bars)[CandleField::Volume].at(0);
      EXPECT_EQ(isMissing(volume), price != PriceKind::Trade);
    }
  EXPECT_EQ(reader.inventory()->size(), 10U);
}

TEST(Reader, TheInventoryNamesEachSeriesWithItsEnds) {
  const TempFolder folder;
  auto cache = openCache(folder / "cache.db");
  writeMinutes(cache, minuteBars(5));
  auto transaction = begin(cache);
  const std::vector samples{OpenInterest{kStart, BaseQuantity{1}, {}, {}},
                            OpenInterest{kStart + kHour, BaseQuantity{2}, {}, {}}};
  ASSERT_TRUE(transaction.openInterest(perp(), samples, OnEqualKey::Replace));
  const std::vector rates{Funding{kStart + 8 * kHour, {0.0001}, {}}};
  ASSERT_TRUE(transaction.funding(perp(), rates, OnEqualKey::Replace));
  ASSERT_TRUE(transaction.commit());
  const auto inventory = Reader(cache).inventory();
  ASSERT_EQ(inventory->size(), 3U);
  const auto& bars = inventory->at(0);
  EXPECT_EQ(bars.key.instrument, perp());
  EXPECT_EQ(bars.key.interval, Interval::M1);
  EXPECT_EQ(bars.first, kStart);
  EXPECT_EQ(bars.last, kStart + 4 * kMinute);
  EXPECT_EQ(inventory->at(1).key.data, DataKind::OpenInterest);
  EXPECT_EQ(inventory->at(1).last, kStart + kHour);
  EXPECT_EQ(inventory->at(2).key.data, DataKind::Funding);
  EXPECT_EQ(inventory->at(2).first, kStart + 8 * kHour);
  EXPECT_EQ(Reader(cache).rows(bars.key), 5U);
}

TEST(Reader, BarsThatAreNotStoredAreHoles) {
  const TempFolder folder;
  auto cache = openCache(folder / "cache.db");
  auto rows = minuteBars(10);
  rows.erase(rows.begin() + 7);
  rows.erase(rows.begin() + 2, rows.begin() + 4);
  writeMinutes(cache, rows);
  EXPECT_THAT(*Reader(cache).holes(minutes()),
              ElementsAre(TimeRange{kStart + 2 * kMinute, kStart + 4 * kMinute},
                          TimeRange{kStart + 7 * kMinute, kStart + 8 * kMinute}));
}

TEST(Reader, WhatASourceCalledEmptyIsNoHole) {
  const TempFolder folder;
  auto cache = openCache(folder / "cache.db");
  auto rows = minuteBars(10);
  rows.erase(rows.begin() + 2, rows.begin() + 8);
  writeMinutes(cache, rows);
  auto transaction = begin(cache);
  ASSERT_TRUE(transaction.cover({minutes(), {kStart + 4 * kMinute, kStart + 6 * kMinute}, true, "venue"}));
  ASSERT_TRUE(transaction.cover({minutes(), {kStart, kStart + 3 * kMinute}, false, "venue"}));
  ASSERT_TRUE(transaction.commit());
  EXPECT_THAT(*Reader(cache).holes(minutes()),
              ElementsAre(TimeRange{kStart + 2 * kMinute, kStart + 4 * kMinute},
                          TimeRange{kStart + 6 * kMinute, kStart + 8 * kMinute}));
}

std::vector<TimeRange> fundingHoles(const std::vector<std::pair<Milliseconds, int>>& settlements) {
  const TempFolder folder;
  auto cache = openCache(folder / "cache.db");
  std::vector<Funding> rows;
  for (const auto& [after, hours] : settlements)
    rows.push_back({kStart + after, {0.0001, std::chrono::hours{hours}, FundingKind::Settled}, {}});
  auto transaction = begin(cache);
  EXPECT_TRUE(transaction.funding(perp(), rows, OnEqualKey::Replace));
  EXPECT_TRUE(transaction.commit());
  return *Reader(cache).holes({perp(), DataKind::Funding, {}, {}});
}

TEST(Reader, AMissingSettlementIsAHole) {
  EXPECT_THAT(fundingHoles({{0 * kHour, 8}, {8 * kHour, 8}, {24 * kHour, 8}}),
              ElementsAre(TimeRange{kStart + 16 * kHour, kStart + 24 * kHour}));
}

TEST(Reader, ALateSettlementOrANewIntervalIsNoHole) {
  EXPECT_THAT(fundingHoles({{0 * kHour, 8}, {8 * kHour + kMinute, 8}, {16 * kHour, 8}}), IsEmpty());
  EXPECT_THAT(fundingHoles({{0 * kHour, 8}, {4 * kHour, 4}, {8 * kHour, 4}, {16 * kHour, 8}}), IsEmpty());
}

TEST(Reader, OpenInterestHasNoCadenceAndNoHoles) {
  const TempFolder folder;
  auto cache = openCache(folder / "cache.db");
  auto transaction = begin(cache);
  const std::vector samples{OpenInterest{kStart, BaseQuantity{1}, {}, {}},
                            OpenInterest{kStart + 30 * kDay, BaseQuantity{2}, {}, {}}};
  ASSERT_TRUE(transaction.openInterest(perp(), samples, OnEqualKey::Replace));
  ASSERT_TRUE(transaction.commit());
  EXPECT_THAT(*Reader(cache).holes({perp(), DataKind::OpenInterest, {}, {}}), IsEmpty());
}

class CoverageTest : public testing::Test {
 protected:
  void cover(int from, int to, bool empty = false, const std::string& source = "venue") {
    auto transaction = begin(cache_);
    ASSERT_TRUE(transaction.cover({minutes(), {at(from), at(to)}, empty, source}));
    ASSERT_TRUE(transaction.commit());
  }
  static Time at(int minute) { return kStart + minute * kMinute; }
  std::vector<TimeRange> ranges() {
    std::vector<TimeRange> out;
    const auto coverage = Reader(cache_).coverage(minutes());
    for (const auto& covered : *coverage) out.push_back(covered.range);
    return out;
  }

  TempFolder folder_;
  Cache cache_ = openCache(folder_ / "cache.db");
};

TEST_F(CoverageTest, OverlappingAndTouchingRangesMerge) {
  cover(0, 10);
  cover(20, 30);
  EXPECT_THAT(ranges(), ElementsAre(TimeRange{at(0), at(10)}, TimeRange{at(20), at(30)}));
  cover(30, 40);
  EXPECT_THAT(ranges(), ElementsAre(TimeRange{at(0), at(10)}, TimeRange{at(20), at(40)}));
  cover(5, 25);
  EXPECT_THAT(ranges(), ElementsAre(TimeRange{at(0), at(40)}));
  cover(10, 12);
  EXPECT_THAT(ranges(), ElementsAre(TimeRange{at(0), at(40)}));
}

TEST_F(CoverageTest, AnswersAndSourcesStayApart) {
  cover(0, 10);
  cover(10, 20, true);
  cover(5, 15, false, "import a.csv");
  const auto covered = *Reader(cache_).coverage(minutes());
  ASSERT_EQ(covered.size(), 3U);
  EXPECT_EQ(covered[1].source, "import a.csv");
  EXPECT_FALSE(covered[1].known_empty);
  EXPECT_TRUE(covered[2].known_empty);
  EXPECT_EQ(covered[2].range, (TimeRange{at(10), at(20)}));
}

TEST_F(CoverageTest, AnEmptyRangeSaysNothing) {
  cover(10, 10);
  EXPECT_THAT(ranges(), IsEmpty());
}

TEST_F(CoverageTest, OtherSeriesOfTheInstrumentAreNotCovered) {
  cover(0, 10);
  auto days = minutes();
  days.interval = Interval::D1;
  auto marks = minutes();
  marks.price = PriceKind::Mark;
  EXPECT_TRUE(Reader(cache_).coverage(days)->empty());
  EXPECT_TRUE(Reader(cache_).coverage(marks)->empty());
  EXPECT_TRUE(Reader(cache_).coverage({perp(), DataKind::Funding, {}, {}})->empty());
}

TEST_F(CoverageTest, BarsThatAreNeverStoredCannotBeCovered) {
  auto weeks = minutes();
  weeks.interval = Interval::W1;
  auto transaction = begin(cache_);
  EXPECT_FALSE(transaction.cover({weeks, {at(0), at(10)}, false, "venue"}));
}

}  // namespace
}  // namespace perpscope::store::test
