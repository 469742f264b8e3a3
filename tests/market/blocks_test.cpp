#include "market/blocks.h"

#include <random>

#include <gtest/gtest.h>

namespace perpscope {
namespace {

std::vector<double> randomWithHoles(std::size_t count) {
  std::mt19937_64 random(11);
  std::vector<double> values(count);
  for (auto& value : values) {
    const auto draw = random();
    value = draw % 7 == 0 ? kMissing : static_cast<double>(draw % 100'000) - 50'000;
  }
  return values;
}

Summary plainly(const std::vector<double>& values, std::size_t first, std::size_t last) {
  Summary sum;
  for (std::size_t i = first; i < last; ++i) sum.add(Summary::of(values[i]));
  return sum;
}

void expectSame(const Summary& a, const Summary& b) {
  EXPECT_EQ(a.empty(), b.empty());
  if (a.empty()) return;
  EXPECT_EQ(a.min, b.min);
  EXPECT_EQ(a.max, b.max);
  EXPECT_EQ(a.first, b.first);
  EXPECT_EQ(a.last, b.last);
}

TEST(Summary, PassesOverHoles) {
  Summary sum = Summary::of(kMissing);
  EXPECT_TRUE(sum.empty());
  sum.add(Summary::of(3));
  sum.add(Summary::of(kMissing));
  sum.add(Summary::of(-1));
  expectSame(sum, {-1, 3, 3, -1});
}

TEST(BlockSeries, SummaryEqualsAPlainLoopOverAnyStretch) {
  const auto values = randomWithHoles(3 * SeriesBlock::kSize + 777);
  const auto series = BlockSeries::of(values);
  ASSERT_EQ(series.size(), values.size());
  std::mt19937_64 random(5);
  for (int i = 0; i < 2'000; ++i) {
    auto first = random() % values.size();
    auto last = random() % (values.size() + 1);
    if (first > last) std::swap(first, last);
    expectSame(series.summary(first, last), plainly(values, first, last));
  }
  EXPECT_TRUE(series.summary(values.size(), values.size() + 9).empty());
  expectSame(series.summary(0, values.size() + 9), plainly(values, 0, values.size()));
}

TEST(BlockSeries, ATailSharesWholeBlocksAndReplacesTheRest) {
  const auto values = randomWithHoles(2 * SeriesBlock::kSize + 10);
  const auto before = BlockSeries::of(values);
  const auto after = before.withTail(values.size() - 1, std::vector<double>{1.5, 2.5});
  ASSERT_EQ(after.size(), values.size() + 1);
  EXPECT_EQ(after[values.size() - 1], 1.5);
  EXPECT_EQ(after[values.size()], 2.5);
  expectSame(after.summary(0, values.size() - 1), plainly(values, 0, values.size() - 1));
  expectSame(before.summary(0, values.size()), plainly(values, 0, values.size()));
}

TEST(BlockSeries, AnEmptyOneHasNothing) {
  const BlockSeries series;
  EXPECT_EQ(series.size(), 0U);
  EXPECT_TRUE(series.summary(0, 10).empty());
}

}  // namespace
}  // namespace perpscope
