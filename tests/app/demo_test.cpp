#include "app/demo.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/session.h"

namespace perpscope::app {
namespace {

// The demo as the window opens it: exchanges on loopback, a cache filled from them.
TEST(Demo, IsFilledFromSimulatedExchanges) {
  const SystemClock clock;  // certificates are checked against the real one
  double share = 0;
  SessionOptions options;
  options.demo = true;
  const auto session = Session::open(options, clock, [&share](double done) { share = done; });
  ASSERT_TRUE(session) << session.error().message << ' ' << session.error().detail;
  EXPECT_GT(share, 0.9);
  EXPECT_TRUE((*session)->simulated());
  const auto assets = (*session)->assets();
  ASSERT_TRUE(assets);
  ASSERT_EQ(assets->front().asset, "BTC");
  EXPECT_THAT(assets->front().stored, testing::IsSupersetOf({Interval::M1, Interval::H1, Interval::D1}));
  const auto premium = (*session)->compute({"perp_spot_premium", "BTC", Interval::D1, {}, {}});
  ASSERT_TRUE(premium) << premium.error().message;
  EXPECT_GT((*premium)->grid.size, 2000U);
  EXPECT_EQ((*premium)->grid.open(0), utc(2019, 1, 1));
}

}  // namespace
}  // namespace perpscope::app
