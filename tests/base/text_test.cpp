#include "base/text.h"

#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace perpscope {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Split, TrimsPartsAndLeavesOutEmptyOnes) {
  EXPECT_THAT(split(" binance, ,coinbase:BTC-USD ,", ','), ElementsAre("binance", "coinbase:BTC-USD"));
  EXPECT_THAT(split("", ','), IsEmpty());
}

TEST(ParseNumber, TakesTheWholeTextOrNothing) {
  EXPECT_EQ(parseNumber<double>("1e-4"), 1e-4);
  EXPECT_EQ(parseNumber<double>("+2.5"), 2.5);
  EXPECT_EQ(parseNumber<int>("42"), 42);
  EXPECT_FALSE(parseNumber<double>("1.5x"));
  EXPECT_FALSE(parseNumber<double>(""));
  EXPECT_FALSE(parseNumber<int>("4.2"));
}

TEST(ExactNumber, ReadsBackAsTheSameDouble) {
  for (const double value : {0.1, 1.0 / 3.0, 1e-17, 6.02e23, -0.012803, 61685.99})
    EXPECT_EQ(parseNumber<double>(exactNumber(value)), value);
  EXPECT_EQ(exactNumber(1), "1");
  EXPECT_EQ(exactNumber(std::numeric_limits<double>::quiet_NaN()), "");
}

}  // namespace
}  // namespace perpscope
