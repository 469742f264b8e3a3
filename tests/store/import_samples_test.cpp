// Funding and open interest.
#include "import_fixture.h"

namespace perpscope::store {
namespace {

using Times = std::vector<Time>;
using Values = std::vector<double>;

class ImportSamples : public ImportTest {};

TEST_F(ImportSamples, FundingIsSnappedToTheMinute) {
  const auto summary =
      import("time,rate\n2025-03-08 16:00:00.001+00,1.208e-05\n2025-03-09 00:00:00.012+00,-2.5e-05\n",
             settlements());
  ASSERT_TRUE(summary) << summary.error().message;
  EXPECT_EQ(summary->series, "binance perp BTCUSDT funding");
  EXPECT_EQ(funding().time, (Times{utc(2025, 3, 8) + 16 * kHour, utc(2025, 3, 9)}));
  EXPECT_EQ(funding().fraction, (Values{1.208e-05, -2.5e-05}));
  EXPECT_EQ(funding().interval_min, (std::vector<std::int32_t>{480, 480}));
}

TEST_F(ImportSamples, FundingReadsItsIntervalFromAColumn) {
  auto options = settlements();
  options.erase("interval");
  options["map"] = "time=time,rate=rate,interval=every";
  const std::string rows =
      "time,every,rate\n2016-06-02T12:00:00Z,2000-01-02T00:00:00Z,6.9e-4\n2016-06-03T12:00:00Z,24h,0.010000%"
      "\n"
      "2016-06-03T20:00:00Z,PT8H,0\n2016-06-04T04:00:00Z,8,-1%\n";
  const auto summary = import(rows, options);
  ASSERT_TRUE(summary) << summary.error().message;
  EXPECT_EQ(funding().interval_min, (std::vector<std::int32_t>{1440, 1440, 480, 480}));
  EXPECT_EQ(funding().fraction, (Values{6.9e-4, 1e-4, 0, -0.01}));
  EXPECT_EQ(summary->holes, 0U);
  EXPECT_NE(refusal("time,every,rate\n2016-06-02T12:00:00Z,,6.9e-4\n", options).find("column 'every'"),
            std::string::npos);
}

TEST_F(ImportSamples, AnEmptyIntervalCellMeansTheOption) {
  const auto options = settlements({{"map", "time=time,rate=rate,interval=every"}, {"interval", "4h"}});
  ASSERT_TRUE(import("time,every,rate\n2024-06-02T12:00:00Z,,1e-4\n2024-06-02T20:00:00Z,8h,1e-4\n", options));
  EXPECT_EQ(funding().interval_min, (std::vector<std::int32_t>{240, 480}));
}

TEST_F(ImportSamples, PerCentWithoutASignWantsAScale) {
  ASSERT_TRUE(import("time,rate\n2024-06-02,0.01\n", settlements({{"scale", "rate=0.01"}})));
  EXPECT_DOUBLE_EQ(funding().fraction.at(0), 1e-4);
  EXPECT_NE(refusal("time,rate\n2024-06-03,1.5\n", settlements()).find("--scale rate=0.01"),
            std::string::npos);
}

TEST_F(ImportSamples, FundingHolesAndEmptyRows) {
  const auto summary = import(
      "time,rate\n2024-06-02 00:00,1e-4\n2024-06-02 08:00,\n2024-06-02 16:00,1e-4\n2024-06-03 16:00,1e-4\n",
      settlements());
  EXPECT_EQ(summary->empty, 1U);
  EXPECT_EQ(summary->holes, 3U);
}

TEST_F(ImportSamples, OpenInterestOfAPeriodIsOfItsEnd) {
  ASSERT_TRUE(import("time,usd\n2024-01-01,1e9\n2024-01-02,2e9\n", samples({{"interval", "1d"}})));
  EXPECT_EQ(openInterest(perp()).time, (Times{utc(2024, 1, 2), utc(2024, 1, 3)}));
  EXPECT_EQ(openInterest(perp()).usd, (Values{1e9, 2e9}));
  EXPECT_TRUE(isMissing(openInterest(perp()).base.at(0)));
}

TEST_F(ImportSamples, OpenInterestStampedByTheCloseStaysThere) {
  const auto summary =
      import("time,usd\n2024-01-01,1e9\n2024-01-03,2e9\n", samples({{"interval", "1d"}, {"stamp", "close"}}));
  EXPECT_EQ(openInterest(perp()).time, (Times{utc(2024, 1, 1), utc(2024, 1, 3)}));
  EXPECT_EQ(summary->holes, 1U);
}

TEST_F(ImportSamples, OpenInterestWithoutAnIntervalIsASample) {
  const auto summary = import("time,usd\n2024-01-01 08:00:17,1e9\n2024-01-03 09:30,2e9\n", samples());
  EXPECT_EQ(openInterest(perp()).time, (Times{utc(2024, 1, 1) + 8 * kHour + std::chrono::seconds{17},
                                              utc(2024, 1, 3) + 9 * kHour + 30 * kMinute}));
  EXPECT_EQ(summary->holes, 0U);
}

TEST_F(ImportSamples, OpenInterestCutsByTheFilesOwnTime) {
  ASSERT_TRUE(import("time,usd\n2024-01-01,1e9\n2024-01-02,2e9\n",
                     samples({{"interval", "1d"}, {"to", "2024-01-02"}})));
  EXPECT_EQ(openInterest(perp()).time, Times{utc(2024, 1, 2)});
}

TEST_F(ImportSamples, OpenInterestInCoinsUsdAndContracts) {
  auto options = samples({{"margin", "inverse"}});
  options["map"] = "time=t,oi_contracts=n";
  ASSERT_TRUE(import("t,n\n2024-01-01,5000\n", options));
  const auto inverse = openInterest(perp("BTC", Margin::Inverse));
  EXPECT_EQ(inverse.usd, Values{500'000});  // of 100 USD each

  options = samples({{"asset", "ETH"}});
  options["map"] = "time=t,oi_base=b,oi_usd=u";
  ASSERT_TRUE(import("t,b,u\n2024-01-01,10,30000\n2024-01-02,11,\n", options));
  EXPECT_EQ(openInterest(perp("ETH")).base, (Values{10, 11}));
  EXPECT_EQ(openInterest(perp("ETH")).usd.at(0), 30'000);
}

TEST_F(ImportSamples, NegativeOpenInterestIsRefused) {
  EXPECT_NE(refusal("time,usd\n2024-01-01,-1\n", samples()).find("line 2, column 'usd': -1 is negative"),
            std::string::npos);
  EXPECT_TRUE(import("time,usd\n2024-01-01,0\n", samples()));
}

}  // namespace
}  // namespace perpscope::store
