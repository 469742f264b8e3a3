#include "sim/row_search.h"

#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace perpscope::sim {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// Rows at the minutes 1000…1004, and at 5000…5002 behind a long hole. Remembers how much was read.
struct Rows {
  std::vector<int> operator()(TimeRange range) {
    read += range.to - range.from;
    std::vector<int> found;
    for (const int minute : {1000, 1001, 1002, 1003, 1004, 5000, 5001, 5002})
      if (range.contains(Time{} + minute * kMinute)) found.push_back(minute);
    return found;
  }
  Milliseconds read{0};
};

Time at(int minute) { return Time{} + minute * kMinute; }

TEST(RowSearch, FindsTheOldestAcrossHoles) {
  Rows rows;
  const auto find = [&](TimeRange range, std::size_t limit) {
    return oldestRows(range, at(1000), kMinute, limit, rows);
  };
  EXPECT_THAT(find({Time::min(), at(9000)}, 3), ElementsAre(1000, 1001, 1002));
  EXPECT_LE(rows.read, 3 * kMinute) << "what was asked for, and no more";
  EXPECT_THAT(find({at(1003), at(9000)}, 3), ElementsAre(1003, 1004, 5000));
  EXPECT_THAT(find({at(1003), at(9000)}, 30), ElementsAre(1003, 1004, 5000, 5001, 5002));
  EXPECT_THAT(find({at(1001), at(1003)}, 9), ElementsAre(1001, 1002)) << "half open";
  EXPECT_THAT(find({at(6000), at(9000)}, 9), IsEmpty());
  EXPECT_THAT(find({at(9), at(9)}, 9), IsEmpty());
  EXPECT_THAT(find({at(9), at(9000)}, 0), IsEmpty());
}

TEST(RowSearch, FindsTheNewestAcrossHoles) {
  Rows rows;
  const auto find = [&](TimeRange range, std::size_t limit) {
    return newestRows(range, at(1000), kMinute, limit, rows);
  };
  EXPECT_THAT(find({Time{}, at(5003)}, 2), ElementsAre(5001, 5002));
  EXPECT_LE(rows.read, 2 * kMinute);
  EXPECT_THAT(find({Time{}, at(5003)}, 5), ElementsAre(1003, 1004, 5000, 5001, 5002));
  EXPECT_THAT(find({at(1004), at(5002)}, 9), ElementsAre(1004, 5000, 5001));
  EXPECT_THAT(find({Time{}, at(900)}, 9), IsEmpty());
}

}  // namespace
}  // namespace perpscope::sim
