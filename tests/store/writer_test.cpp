#include <cmath>

#include <gmock/gmock.h>

#include "sample.h"

namespace perpscope::store::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsNan;

TEST(Writer, NewRowsAreStoredInOrderWhateverOrderTheyComeIn) {
  const TempFolder folder;
  auto cache = openCache(folder / "cache.db");
  auto rows = minuteBars(3);
  std::swap(rows[0], rows[2]);
  const auto outcome = writeMinutes(cache, rows);
  EXPECT_EQ(outcome.stored, 3U);
  const auto read = readMinutes(cache);
  EXPECT_THAT(read.time, ElementsAre(kStart, kStart + kMinute, kStart + 2 * kMinute));
  EXPECT_THAT(read[CandleField::Close], ElementsAre(100, 101, 102));
  EXPECT_THAT(read[CandleField::Open], ElementsAre(99, 100, 101));
  EXPECT_THAT(read[CandleField::High], ElementsAre(102, 103, 104));
  EXPECT_THAT(read[CandleField::Low], ElementsAre(97, 98, 99));
  EXPECT_THAT(read[CandleField::Volume], ElementsAre(50, 50.5, 51));
}

TEST(Writer, EqualRowsAreCountedAndChangeNothing) {
  const TempFolder folder;
  auto cache = openCache(folder / "cache.db");
  writeMinutes(cache, minuteBars(2));
  const auto outcome = writeMinutes(cache, minuteBars(3), OnEqualKey::Replace);
  EXPECT_EQ(outcome.equal, 2U);
  EXPECT_EQ(outcome.stored, 1U);
  EXPECT_EQ(outcome.replaced + outcome.kept, 0U);
}

TEST(Writer, AKnownValueStaysUnlessReplaced) {
  const TempFolder folder;
  auto cache = openCache(folder / "cache.db");
  writeMinutes(cache, minuteBars(1));
  const std::vector other{bar(kStart, 500)};
  EXPECT_EQ(writeMinutes(cache, other, OnEqualKey::KeepStored).kept, 1U);
  EXPECT_THAT(readMinutes(cache)[CandleField::Close], ElementsAre(100));
  EXPECT_EQ(writeMinutes(cache, other, OnEqualKey::Replace).replaced, 1U);
  EXPECT_THAT(readMinutes(cache)[CandleField::Close], ElementsAre(500));
}

TEST(Writer, AMissingValueIsCompletedEvenWhenStoredOnesAreKept) {
  const TempFolder folder;
  auto cache = openCache(folder / "cache.db");
  auto row = bar(kStart, 100);
  row.volume = {};
  writeMinutes(cache, std::vector{row});
  EXPECT_THAT(readMinutes(cache)[CandleField::Volume], ElementsAre(IsNan()));
  row.volume = BaseQuantity{7};
  row.close = Price{999};
  EXPECT_EQ(writeMinutes(cache, std::vector{row}, OnEqualKey::KeepStored).replaced, 1U);
  EXPECT_THAT(readMinutes(cache)[CandleField::Volume], ElementsAre(7));
  EXPECT_THAT(readMinutes(cache)[CandleField::Close], ElementsAre(100));
}

TEST(Writer, AKnownValueNeverBecomesMissing) {
  const TempFolder folder;
  auto cache = openCache(folder / "cache.db");
  writeMinutes(cache, minuteBars(1));
  auto row = bar(kStart, 100);
  row.volume = {};
  EXPECT_EQ(writeMinutes(cache, std::vector{row}, OnEqualKey::Replace).equal, 1U);
  EXPECT_THAT(readMinutes(cache)[CandleField::Volume], ElementsAre(50));
}

TEST(Writer, TheFirstOfTwoRowsWithOneKeyStays) {
  const TempFolder folder;
  auto cache = openCache(folder / "cache.db");
  const auto outcome = writeMinutes(cache, std::vector{bar(kStart, 1000), bar(kStart, 2000)});
  EXPECT_EQ(outcome.stored, 1U);
  EXPECT_EQ(outcome.kept, 1U);
  EXPECT_THAT(readMinutes(cache)[CandleField::Close], ElementsAre(1000));
}

TEST(Writer, ARowWithoutAnyValueIsLeftOut) {
  const TempFolder folder;
  auto cache = openCache(folder / "cache.db");
  Candle empty{};
  empty.time = kStart;
  const auto outcome = writeMinutes(cache, std::vector{empty});
  EXPECT_EQ(outcome.stored + outcome.equal, 0U);
  EXPECT_EQ(readMinutes(cache).size(), 0U);
}

TEST(Writer, ZerosAreValuesAndNotHoles) {
  const TempFolder folder;
  auto cache = openCache(folder / "cache.db");
  auto row = bar(kStart, 100);
  row.volume = BaseQuantity{0};
  writeMinutes(cache, std::vector{row});
  EXPECT_THAT(readMinutes(cache)[CandleField::Volume], ElementsAre(0));
}

TEST(Writer, BarsThatAreBuiltFromDaysAreRefused) {
  const TempFolder folder;
  auto cache = openCache(folder / "cache.db");
  for (const auto interval : {Interval::D3, Interval::W1, Interval::Mo1}) {
    auto transaction = begin(cache);
    const auto outcome =
        transaction.bars(perp(), PriceKind::Trade, interval, minuteBars(1), OnEqualKey::KeepStored);
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().kind, ErrorKind::Unsupported);
    EXPECT_THAT(outcome.error().message, HasSubstr("builds them from 1d"));
  }
}

TEST(Writer, ABarThatIsNotAtItsOpenIsRefused) {
  const TempFolder folder;
  auto cache = openCache(folder / "cache.db");
  auto transaction = begin(cache);
  const std::vector rows{bar(kStart + kMinute / 2, 100)};
  const auto outcome = transaction.bars(perp(), PriceKind::Trade, Interval::M1, rows, OnEqualKey::KeepStored);
  ASSERT_FALSE(outcome);
  EXPECT_THAT(outcome.error().message, HasSubstr("2024-01-01T00:00:30Z"));
}

TEST(Writer, AfterAFailedStepNothingOfTheTransactionIsStored) {
  const TempFolder folder;
  auto cache = openCache(folder / "cache.db");
  {
    auto transaction = begin(cache);
    ASSERT_TRUE(transaction.bars(perp(), PriceKind::Trade, Interval::M1, minuteBars(5), OnEqualKey::Replace));
    ASSERT_FALSE(
        transaction.bars(perp(), PriceKind::Trade, Interval::W1, minuteBars(5), OnEqualKey::Replace));
    EXPECT_FALSE(transaction.note("a", "b"));
    EXPECT_FALSE(transaction.commit());
  }
  EXPECT_EQ(readMinutes(cache).size(), 0U);
  EXPECT_EQ(writeMinutes(cache, minuteBars(5)).stored, 5U);
}

TEST(Writer, WhatIsNotCommittedIsRolledBack) {
  const TempFolder folder;
  auto cache = openCache(folder / "cache.db");
  {
    auto transaction = begin(cache);
    ASSERT_TRUE(transaction.bars(perp(), PriceKind::Trade, Interval::M1, minuteBars(5), OnEqualKey::Replace));
  }
  EXPECT_EQ(Reader(cache).instruments()->size(), 0U);
}

TEST(Writer, ACommittedTransactionIsOver) {
  const TempFolder folder;
  auto cache = openCache(folder / "cache.db");
  auto transaction = begin(cache);
  ASSERT_TRUE(transaction.commit());
  EXPECT_FALSE(transaction.note("a", "b"));
  EXPECT_FALSE(transaction.commit());
}

TEST(Writer, AnInstrumentWithoutVenueOrContractSizeIsRefused) {
  const TempFolder folder;
  auto cache = openCache(folder / "cache.db");
  auto nameless = perp();
  nameless.venue.clear();
  auto sizeless = perp();
  sizeless.contract.size = kMissing;
  for (const auto& instrument : {nameless, sizeless}) {
    auto transaction = begin(cache);
    const auto outcome =
        transaction.bars(instrument, PriceKind::Trade, Interval::M1, minuteBars(1), OnEqualKey::Replace);
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().kind, ErrorKind::BadInput);
  }
}

TEST(Writer, SpotAndPerpOfOneSymbolAreTwoInstruments) {
  const TempFolder folder;
  auto cache = openCache(folder / "cache.db");
  writeMinutes(cache, minuteBars(1), OnEqualKey::Replace, perp());
  writeMinutes(cache, minuteBars(2), OnEqualKey::Replace, spot());
  EXPECT_EQ(readMinutes(cache, perp()).size(), 1U);
  EXPECT_EQ(readMinutes(cache, spot()).size(), 2U);
  const auto instruments = Reader(cache).instruments();
  ASSERT_EQ(instruments->size(), 2U);
  EXPECT_EQ(instruments->at(0).margin, Margin::Linear);
  EXPECT_EQ(instruments->at(0).quote, "USDT");
}

TEST(Writer, ContractsBecomeCoinsOrDollarsWhereThatNeedsNoPrice) {
  const TempFolder folder;
  auto cache = openCache(folder / "cache.db");
  auto linear = perp();
  linear.contract = {0.01, false};
  const std::vector rows{OpenInterest{kStart, {}, {}, Contracts{5000}}};
  auto transaction = begin(cache);
  ASSERT_TRUE(transaction.openInterest(linear, rows, OnEqualKey::Replace));
  ASSERT_TRUE(transaction.openInterest(inverse(), rows, OnEqualKey::Replace));
  ASSERT_TRUE(transaction.commit());
  const auto coins = Reader(cache).openInterest(linear, {});
  EXPECT_THAT(coins->base, ElementsAre(50));
  EXPECT_THAT(coins->usd, ElementsAre(IsNan()));
  const auto dollars = Reader(cache).openInterest(inverse(), {});
  EXPECT_THAT(dollars->usd, ElementsAre(50'000));
  EXPECT_THAT(dollars->base, ElementsAre(IsNan()));
}

TEST(Writer, SettlementsAreSnappedToTheMinuteAndPredictionsAreNot) {
  const TempFolder folder;
  auto cache = openCache(folder / "cache.db");
  const Milliseconds jitter{7};
  const FundingRate settled{0.0001, std::chrono::hours{8}, FundingKind::Settled};
  const FundingRate predicted{0.0002, std::chrono::hours{8}, FundingKind::Predicted};
  const std::vector rows{Funding{kStart + jitter, settled, {}},
                         Funding{kStart + jitter, predicted, kStart + 8 * kHour}};
  auto transaction = begin(cache);
  ASSERT_EQ(transaction.funding(perp(), rows, OnEqualKey::Replace)->stored, 2U);
  ASSERT_TRUE(transaction.commit());
  const auto read = Reader(cache).settledFunding(perp(), {});
  EXPECT_THAT(read->time, ElementsAre(kStart));
  EXPECT_THAT(read->fraction, ElementsAre(0.0001));
  EXPECT_THAT(read->interval_min, ElementsAre(480));
  const auto ahead = Reader(cache).predictedFunding(perp(), {});
  ASSERT_EQ(ahead->size(), 1U);
  EXPECT_EQ(ahead->front().time, kStart + jitter);
  EXPECT_EQ(ahead->front().next_time, kStart + 8 * kHour);
  EXPECT_EQ(ahead->front().rate.fraction, 0.0002);
}

TEST(Writer, AFundingRateWithoutAnIntervalIsRefused) {
  const TempFolder folder;
  auto cache = openCache(folder / "cache.db");
  auto transaction = begin(cache);
  const std::vector rows{Funding{kStart, {0.0001, std::chrono::minutes{0}, FundingKind::Settled}, {}}};
  const auto outcome = transaction.funding(perp(), rows, OnEqualKey::Replace);
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().kind, ErrorKind::BadInput);
}

TEST(Writer, NotesAreReplaced) {
  const TempFolder folder;
  auto cache = openCache(folder / "cache.db");
  auto transaction = begin(cache);
  ASSERT_TRUE(transaction.note("market", "real"));
  ASSERT_TRUE(transaction.note("market", "simulated"));
  ASSERT_TRUE(transaction.commit());
  EXPECT_EQ(Reader(cache).note("market"), "simulated");
  EXPECT_EQ(Reader(cache).note("nothing"), "");
}

}  // namespace
}  // namespace perpscope::store::test
