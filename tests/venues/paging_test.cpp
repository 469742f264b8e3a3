#include <gtest/gtest.h>

#include "venues/venue.h"

namespace perpscope::venues {
namespace {

constexpr Time kDay1 = utc(2024, 1, 1);

Offer hourly(std::size_t page) {
  Offer offer;
  offer.steps = {Interval::H1};
  offer.page = page;
  return offer;
}

TEST(Paging, CutsARangeIntoPages) {
  const auto cut = pages(hourly(10), Interval::H1, {kDay1, kDay1 + kDay});
  ASSERT_EQ(cut.size(), 3U);
  EXPECT_EQ(cut[0], (TimeRange{kDay1, kDay1 + 10 * kHour}));
  EXPECT_EQ(cut[1], (TimeRange{kDay1 + 10 * kHour, kDay1 + 20 * kHour}));
  EXPECT_EQ(cut[2], (TimeRange{kDay1 + 20 * kHour, kDay1 + 24 * kHour}));
}

TEST(Paging, KeepsTheGridOfTheStep) {
  const auto cut = pages(hourly(10), Interval::H1, {kDay1 + kMinute, kDay1 + kHour + kMinute});
  ASSERT_EQ(cut.size(), 1U);
  EXPECT_EQ(cut[0], (TimeRange{kDay1, kDay1 + 2 * kHour}));
  EXPECT_TRUE(pages(hourly(10), Interval::H1, {kDay1, kDay1}).empty());
}

TEST(Paging, FundingIsCutByHours) {
  Offer offer = hourly(100);
  offer.data = DataKind::Funding;
  const auto cut = pages(offer, Interval::D1, {kDay1, kDay1 + 10 * kDay});
  ASSERT_EQ(cut.size(), 3U);
  EXPECT_EQ(cut[0].to, kDay1 + 100 * kHour);
}

TEST(Paging, ObeysTheLongestRange) {
  Offer offer = hourly(1000);
  offer.longest = 12 * kHour + kMinute;
  const auto cut = pages(offer, Interval::H1, {kDay1, kDay1 + kDay});
  ASSERT_EQ(cut.size(), 2U);
  EXPECT_EQ(cut[0].to, kDay1 + 12 * kHour);
}

TEST(Reach, TheStrictestCounts) {
  const Time now = utc(2026, 1, 1);
  EXPECT_EQ(Reach{}.oldest(kHour, now), Time{});
  EXPECT_EQ((Reach{utc(2020, 1, 1), 30 * kDay, 100}).oldest(kHour, now), now - 100 * kHour);
  EXPECT_EQ((Reach{utc(2025, 12, 31), 30 * kDay, 100}).oldest(kHour, now), utc(2025, 12, 31));
}

}  // namespace
}  // namespace perpscope::venues
