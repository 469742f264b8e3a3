#include <fmt/format.h>

#include "feed/sync_fixture.h"

namespace perpscope::feed {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST_F(SyncTest, FillsAnEmptyCache) {
  serve();
  const auto outcome = sync("binance", hourly());
  EXPECT_FALSE(outcome.failed) << outcome.failed->message;
  EXPECT_THAT(outcome.remarks, IsEmpty());
  EXPECT_EQ(outcome.pages_failed, 0U);
  EXPECT_EQ(outcome.retries, 0U);
  const auto perp = leg("binance", MarketKind::Perp, Margin::Linear);
  for (const auto price : {PriceKind::Trade, PriceKind::Mark, PriceKind::Index, PriceKind::PremiumIndex})
    EXPECT_EQ(closes(perp, price, Interval::H1), expectedCloses(perp, price, Interval::H1, {kListed, kNow}));
  const auto spot = leg("binance", MarketKind::Spot);
  EXPECT_EQ(closes(spot, PriceKind::Trade, Interval::H1),
            expectedCloses(spot, PriceKind::Trade, Interval::H1, {kListed, kNow}));

  auto opened = cache();
  const store::Reader reader(opened);
  EXPECT_EQ(reader.settledFunding(perp, {})->time.size(),
            market_.settledFunding(perp, {kListed, kNow}).size());
  EXPECT_EQ(reader.openInterest(perp, {})->time.size(), static_cast<std::size_t>(30 * 24));
  EXPECT_EQ(last_progress_.done, last_progress_.planned);
  EXPECT_GT(last_progress_.planned, 4U);
}

TEST_F(SyncTest, TheRunningBarIsNotStored) {
  serve();
  (void)sync("binance", hourly({kNow - kDay, Time::max()}));
  const auto rows = closes(leg("binance", MarketKind::Spot), PriceKind::Trade, Interval::H1);
  ASSERT_FALSE(rows.empty());
  EXPECT_EQ(rows.back().first, utc(2026, 11, 20, 12 * kHour));
}

TEST_F(SyncTest, AsksASecondTimeOnlyForTheLastTwoBars) {
  serve();
  (void)sync("binance", hourly());
  const auto again = sync("binance", hourly());
  EXPECT_EQ(again.rows.stored, 0U);
  // Three lists of products, and one page for each series.
  const std::size_t series = 1 + 2 * 6;
  EXPECT_EQ(again.requests, 3 + series);
  EXPECT_LE(again.rows.equal, series * 3);
}

TEST_F(SyncTest, GoesOnWhereTimeHasGoneOn) {
  serve();
  (void)sync("binance", hourly());
  clock_.advance(5 * kHour);
  const auto later = sync("binance", hourly());
  const auto spot = leg("binance", MarketKind::Spot);
  EXPECT_EQ(closes(spot, PriceKind::Trade, Interval::H1),
            expectedCloses(spot, PriceKind::Trade, Interval::H1, {kListed, clock_.now()}));
  EXPECT_EQ(later.pages_failed, 0U);
}

TEST_F(SyncTest, HolesOfTheVenueAreKnownToBeEmpty) {
  market_.addHole({utc(2026, 11, 1, 3 * kHour), utc(2026, 11, 1, 7 * kHour)});
  serve();
  const TimeRange november{utc(2026, 11, 1), utc(2026, 11, 10)};
  (void)sync("binance", hourly(november));
  auto opened = cache();
  const auto spot = leg("binance", MarketKind::Spot);
  EXPECT_THAT(*store::Reader(opened).holes({spot, DataKind::Bars, PriceKind::Trade, Interval::H1}),
              IsEmpty());
  const auto again = sync("binance", hourly(november));
  EXPECT_EQ(again.requests, 3U);  // lists of products alone
}

TEST_F(SyncTest, AHoleInImportedHistoryIsFilled) {
  const auto spot = leg("binance", MarketKind::Spot);
  const TimeRange day{utc(2026, 11, 2), utc(2026, 11, 3)};
  {
    auto opened = *store::Cache::open(folder_ / "cache.db", store::Access::ReadWrite, clock_);
    auto out = *store::Transaction::begin(opened);
    auto rows = market_.bars(spot, PriceKind::Trade, Interval::H1, day);
    rows.erase(rows.begin() + 4, rows.begin() + 6);
    ASSERT_TRUE(out.bars(spot, PriceKind::Trade, Interval::H1, rows, store::OnEqualKey::KeepStored));
    ASSERT_TRUE(
        out.cover({{spot, DataKind::Bars, PriceKind::Trade, Interval::H1}, day, false, "import day.csv"}));
    ASSERT_TRUE(out.commit());
  }
  serve();
  auto selection = hourly(day);
  selection.parts[0].kinds = {{DataKind::Bars, PriceKind::Trade}};
  const auto outcome = sync("binance", selection);
  EXPECT_EQ(closes(spot, PriceKind::Trade, Interval::H1),
            expectedCloses(spot, PriceKind::Trade, Interval::H1, day));
  EXPECT_EQ(outcome.requests, 3U + 1U + 2U);  // the hole, and the day of both perps
}

// What strikes, and that the cache ends as without it.
class SyncFaults : public SyncTest, public testing::WithParamInterface<const char*> {};

TEST_P(SyncFaults, EndWithTheSameRows) {
  serve({fmt::format("binance:{},rate=0.3,count=12", GetParam())});
  options_.attempts = 12;
  const auto outcome = sync("binance", hourly());
  EXPECT_FALSE(outcome.failed) << outcome.failed->message;
  EXPECT_THAT(outcome.remarks, IsEmpty());
  const auto perp = leg("binance", MarketKind::Perp, Margin::Linear);
  EXPECT_EQ(closes(perp, PriceKind::Trade, Interval::H1),
            expectedCloses(perp, PriceKind::Trade, Interval::H1, {kListed, kNow}));
}

INSTANTIATE_TEST_SUITE_P(All, SyncFaults,
                         testing::Values("status=503", "reset", "close", "truncate", "garbage", "malformed"),
                         [](const auto& info) {
                           std::string name = info.param;
                           std::erase(name, '=');
                           return name;
                         });

TEST_F(SyncTest, ABlockedVenueIsSaidToBeBlocked) {
  serve({"binance.usdm_rest:status=451"});
  const auto outcome = sync("binance", hourly());
  ASSERT_TRUE(outcome.failed);
  EXPECT_THAT(outcome.failed->message, HasSubstr("Binance does not serve this address or country"));
}

TEST_F(SyncTest, AVenueThatIsNotThereDoesNotStopTheOthers) {
  serve({"binance:refuse"});
  options_.attempts = 2;
  const auto outcomes = syncVenues({"binance", "hyperliquid"}, hourly({kNow - 3 * kDay, kNow}));
  ASSERT_EQ(outcomes.size(), 2U);
  ASSERT_TRUE(outcomes[0].failed);
  EXPECT_FALSE(outcomes[1].failed);
  EXPECT_GT(outcomes[1].rows.stored, 0U);
}

TEST_F(SyncTest, AWrongCertificateIsRefusedAndSaid) {
  serve({"binance:cert=unknown-ca"});
  const auto outcome = sync("binance", hourly());
  ASSERT_TRUE(outcome.failed);
  EXPECT_THAT(outcome.failed->message, HasSubstr("certificate"));
  EXPECT_EQ(outcome.rows.stored, 0U);
}

TEST_F(SyncTest, AnAddressThatMovedIsAskedForAtItsOtherPlace) {
  serve({"kraken:path=/derivatives/api/v3/historical-funding-rates,status=404"});
  const TimeRange day{kNow - kDay, Time::max()};
  const auto outcome = sync("kraken", {{"BTC"}, {Part{{Interval::H1}, day, {Kind{DataKind::Funding}}}}});
  EXPECT_FALSE(outcome.failed);
  EXPECT_EQ(outcome.pages_failed, 0U);
  const auto perp = leg("kraken", MarketKind::Perp, Margin::Linear);
  auto opened = cache();
  EXPECT_EQ(store::Reader(opened).settledFunding(perp, {})->time.size(), 24U);
}

TEST_F(SyncTest, WaitsAsLongAsTheVenueSays) {
  serve({"binance.spot_rest:status=429,retry-after=1,count=1"});
  const auto outcome = sync("binance", hourly({kNow - kDay, kNow}));
  EXPECT_FALSE(outcome.failed);
  EXPECT_EQ(outcome.retries, 1U);
  EXPECT_GE(server_->statistics().front().requests, 4U);
}

TEST_F(SyncTest, ABanThatIsTooLongIsSaid) {
  serve({"binance:status=418,retry-after=7200"});
  const auto outcome = sync("binance", hourly());
  ASSERT_TRUE(outcome.failed);
  EXPECT_THAT(outcome.failed->message, HasSubstr("Binance has us wait for 7200 s"));
}

TEST_F(SyncTest, AProductThatIsNotListedIsSaidAndTheOthersGoOn) {
  serve();
  auto selection = hourly({kNow - kDay, kNow});
  selection.assets = {"BTC", "NOSUCH"};
  const auto outcome = sync("binance", selection);
  EXPECT_FALSE(outcome.failed);
  EXPECT_GT(outcome.rows.stored, 0U);
  EXPECT_THAT(outcome.remarks, testing::Contains(HasSubstr("NOSUCHUSDT is not listed")));
}

}  // namespace
}  // namespace perpscope::feed
