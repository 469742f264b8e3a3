#include "market/records.h"

#include <gtest/gtest.h>

namespace perpscope {
namespace {

TEST(FundingRate, ComparesByItsOwnInterval) {
  const FundingRate hourly{0.0000125, std::chrono::hours{1}};
  EXPECT_DOUBLE_EQ(hourly.perEightHours(), 0.0001);
  EXPECT_DOUBLE_EQ(hourly.perYear(), 0.0000125 * 8760);
  const FundingRate eight{0.0001, std::chrono::hours{8}};
  EXPECT_DOUBLE_EQ(eight.perYear(), 0.1095);
}

TEST(SnappedToMinute, RoundsToTheNearest) {
  EXPECT_EQ(snappedToMinute(utc(2025, 3, 8, 16 * kHour) + Milliseconds{1}), utc(2025, 3, 8, 16 * kHour));
  EXPECT_EQ(snappedToMinute(utc(2025, 3, 8, 16 * kHour) - Milliseconds{3}), utc(2025, 3, 8, 16 * kHour));
}

TEST(PriceKind, NamesRoundTrip) {
  for (const auto kind :
       {PriceKind::Trade, PriceKind::Mark, PriceKind::Index, PriceKind::Mid, PriceKind::PremiumIndex})
    EXPECT_EQ(parsePriceKind(label(kind)), kind);
  EXPECT_FALSE(parsePriceKind("last"));
}

}  // namespace
}  // namespace perpscope
