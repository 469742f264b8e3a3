#include "store/import_cells.h"

#include <cmath>

#include <gtest/gtest.h>

namespace perpscope::store {
namespace {

using std::chrono::minutes;

TEST(ImportCells, NumbersAreTheWholeCell) {
  EXPECT_EQ(parseCell("60633.77000000"), 60633.77);
  EXPECT_EQ(parseCell(" -1.5e-4 "), -1.5e-4);
  EXPECT_EQ(parseCell("+3"), 3);
  for (const auto* bad : {"1,5", "12a", "0x10", "inf", "-infinity", "--", "1 2", "n/a"})
    EXPECT_FALSE(parseCell(bad)) << bad;
}

TEST(ImportCells, EmptyNullAndNanAreMissing) {
  for (const auto* missing : {"", "  ", "NULL", "null", "nan", "NaN", "NAN"}) {
    const auto value = parseCell(missing);
    ASSERT_TRUE(value) << missing;
    EXPECT_TRUE(std::isnan(*value)) << missing;
  }
}

TEST(ImportCells, PerCentIsAHundredth) {
  EXPECT_EQ(parseCell("0.010000%"), 0.0001);
  EXPECT_EQ(parseCell("-0.000414 %"), -0.00000414);
  EXPECT_EQ(parseCell("1e-1%"), 0.001);
  EXPECT_FALSE(parseCell("%"));
  EXPECT_FALSE(parseCell("1%%"));
}

TEST(ImportCells, SettlementIntervals) {
  for (const auto* eight :
       {"8h", "8", "8H", "8.0", "PT8H", "480m", "PT480M", "2000-01-01T08:00:00Z", "2000-01-01T08:00:00.000Z"})
    EXPECT_EQ(parseSettlementInterval(eight), minutes{480}) << eight;
  EXPECT_EQ(parseSettlementInterval("2000-01-02T00:00:00Z"), minutes{24 * 60});
  EXPECT_EQ(parseSettlementInterval("1d"), minutes{24 * 60});
  EXPECT_EQ(parseSettlementInterval("0.5h"), minutes{30});
}

TEST(ImportCells, OtherSettlementIntervalsAreNone) {
  for (const auto* bad : {"", "h", "0", "-8h", "nan", "inf", "8x", "1e300h", "8d", "0.001h",
                          "2000-01-01T00:00:00Z", "2024-01-01T08:00:00Z"})
    EXPECT_FALSE(parseSettlementInterval(bad)) << bad;
}

}  // namespace
}  // namespace perpscope::store
