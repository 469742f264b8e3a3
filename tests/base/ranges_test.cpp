#include "base/ranges.h"

#include <gtest/gtest.h>

namespace perpscope {
namespace {

TimeRange range(int from, int to) { return {timeFromMs(from), timeFromMs(to)}; }
using Ranges = std::vector<TimeRange>;

TEST(Ranges, MergesWhatOverlapsOrTouches) {
  EXPECT_EQ(merged({range(5, 7), range(1, 3), range(3, 4), range(6, 9), range(20, 20)}),
            (Ranges{range(1, 4), range(5, 9)}));
  EXPECT_TRUE(merged({}).empty());
  EXPECT_EQ(merged({range(1, 10), range(2, 3)}), (Ranges{range(1, 10)}));
}

TEST(Ranges, CutsOut) {
  EXPECT_EQ(without(Ranges{range(0, 10)}, range(3, 5)), (Ranges{range(0, 3), range(5, 10)}));
  EXPECT_EQ(without(Ranges{range(0, 10)}, range(0, 10)), Ranges{});
  EXPECT_EQ(without(Ranges{range(0, 10)}, range(4, 4)), (Ranges{range(0, 10)}));
  const Ranges cuts{range(1, 2), range(8, 20)};
  EXPECT_EQ(without(Ranges{range(0, 10), range(15, 30)}, cuts),
            (Ranges{range(0, 1), range(2, 8), range(20, 30)}));
}

TEST(Ranges, KeepsWhatIsInside) {
  EXPECT_EQ(within(Ranges{range(0, 4), range(6, 9)}, range(3, 7)), (Ranges{range(3, 4), range(6, 7)}));
}

}  // namespace
}  // namespace perpscope
