#include "feed/plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "venues/registry.h"

namespace perpscope::feed {
namespace {

using Ranges = std::vector<TimeRange>;

constexpr Time kNow = utc(2024, 3, 10, 12 * kHour + 30 * kMinute);
constexpr Time kFrom = utc(2024, 3, 1);

constexpr Time hours(int n) { return kFrom + n * kHour; }

venues::Offer offerOf(DataKind data, std::size_t page) {
  venues::Offer offer;
  offer.data = data;
  offer.steps = {Interval::M5, Interval::H1, Interval::D1};
  offer.page = page;
  return offer;
}

const venues::Offer kBars = offerOf(DataKind::Bars, 24);
const venues::Offer kFunding = offerOf(DataKind::Funding, 100);
const venues::Offer kSamples = offerOf(DataKind::OpenInterest, 24);

TEST(Plan, AsksForAllThatHasEnded) {
  const Need need{&kBars, Interval::H1};
  EXPECT_EQ(missing(need, {{kFrom, Time::max()}, {}, kNow}, {}),
            (Ranges{{kFrom, utc(2024, 3, 10, 12 * kHour)}}));
  EXPECT_EQ(closedBefore(need, kNow), utc(2024, 3, 10, 12 * kHour));
  // A bar that ends this instant has ended; a sample stamped now is there.
  EXPECT_EQ(closedBefore(need, utc(2024, 3, 10, 12 * kHour)), utc(2024, 3, 10, 12 * kHour));
  EXPECT_EQ(closedBefore({&kSamples, Interval::H1}, utc(2024, 3, 10, 12 * kHour)),
            utc(2024, 3, 10, 13 * kHour));
}

TEST(Plan, AsksForNothingTwiceButTheLastTwo) {
  const Need need{&kBars, Interval::H1};
  const Known all{{{kFrom, kNow}}, {}};
  EXPECT_EQ(missing(need, {{kFrom, Time::max()}, {}, kNow}, all),
            (Ranges{{utc(2024, 3, 10, 10 * kHour), utc(2024, 3, 10, 12 * kHour)}}));
  const Bounds past{{kFrom, utc(2024, 3, 5)}, {}, kNow};
  EXPECT_TRUE(missing(need, past, all).empty());
}

TEST(Plan, AsksForHolesOnceMore) {
  const Need need{&kBars, Interval::H1};
  const Known known{{{kFrom, kNow}}, {{hours(5), hours(6)}, {hours(50), hours(52)}}};
  EXPECT_EQ(missing(need, {{kFrom, hours(100)}, {}, kNow}, known),
            (Ranges{{hours(5), hours(6)}, {hours(50), hours(52)}}));
}

TEST(Plan, KeepsTheGridOfTheStep) {
  const Need need{&kBars, Interval::H1};
  const Bounds odd{{kFrom + kMinute, hours(3) + kMinute}, {}, kNow};
  EXPECT_EQ(missing(need, odd, {}), (Ranges{{hours(1), hours(4)}}));
}

TEST(Plan, StaysWithinWhatTheVenueReaches) {
  auto offer = kBars;
  offer.reach.age = 2 * kDay;
  const Need need{&offer, Interval::H1};
  // Two minutes of margin: 12:30 two days ago is about to go.
  EXPECT_EQ(missing(need, {{}, {}, kNow}, {}),
            (Ranges{{utc(2024, 3, 8, 13 * kHour), utc(2024, 3, 10, 12 * kHour)}}));
  const Bounds listed{{}, utc(2024, 3, 9, 5 * kHour + kMinute), kNow};
  EXPECT_EQ(missing(need, listed, {}).front().from, utc(2024, 3, 9, 5 * kHour));
}

TEST(Plan, NothingIsAskedForTheFuture) {
  const Need need{&kBars, Interval::H1};
  EXPECT_TRUE(missing(need, {{kNow + kDay, Time::max()}, {}, kNow}, {}).empty());
}

TEST(Plan, CutsPages) {
  const Need need{&kBars, Interval::H1};
  const Ranges todo{{hours(0), hours(30)}};
  EXPECT_EQ(pagesFor(need, todo), (Ranges{{hours(0), hours(24)}, {hours(24), hours(30)}}));
}

TEST(Plan, SmallHolesShareAPage) {
  const Need need{&kBars, Interval::H1};
  const Ranges todo{
      {hours(1), hours(2)}, {hours(10), hours(11)}, {hours(23), hours(27)}, {hours(60), hours(61)}};
  EXPECT_EQ(pagesFor(need, todo),
            (Ranges{{hours(1), hours(25)}, {hours(25), hours(27)}, {hours(60), hours(61)}}));
}

TEST(Plan, FundingGoesByTheHour) {
  const Need need{&kFunding, Interval::H1};
  const auto todo = missing(need, {{kFrom, Time::max()}, {}, kNow}, {});
  EXPECT_EQ(todo, (Ranges{{kFrom, utc(2024, 3, 10, 13 * kHour)}}));
  const Known all{{{kFrom, kNow}}, {}};
  EXPECT_EQ(missing(need, {{kFrom, Time::max()}, {}, kNow}, all).front().from, utc(2024, 3, 9, 21 * kHour));
  EXPECT_EQ(pagesFor(need, todo).size(), 3U);
}

TEST(Plan, SeesWhatIsEmpty) {
  const std::vector stamps{hours(2), hours(3), hours(6)};
  EXPECT_EQ(emptyIn({hours(0), hours(10)}, stamps, kHour),
            (Ranges{{hours(0), hours(2)}, {hours(4), hours(6)}, {hours(7), hours(10)}}));
  EXPECT_EQ(emptyIn({hours(0), hours(10)}, {}, kHour), (Ranges{{hours(0), hours(10)}}));
  const std::vector settlements{hours(0), hours(8), hours(16)};
  EXPECT_TRUE(emptyIn({hours(0), hours(20)}, settlements, 8 * kHour).empty());
}

TEST(Selection, TakesTheLargestStepThatBuildsAnInterval) {
  const auto& venue = *venues::find("binance");
  const auto perp = *standardInstrument("binance", MarketKind::Perp, "BTC", Margin::Linear);
  Part part;
  part.intervals = {Interval::W1, Interval::H8, Interval::M1, Interval::D3};
  part.kinds = {*parseKind("candles"), *parseKind("open-interest"), *parseKind("funding")};
  std::vector<std::string> steps;
  for (const auto& need : needsOf(venue, perp, part))
    steps.push_back(std::string(label(Kind{need.offer->data, PriceKind::Trade})) + ' ' +
                    std::string(perpscope::label(need.step)));
  // Open interest has no 8h and nothing below 5m; weeks and three days come from days, once.
  EXPECT_THAT(steps,
              testing::UnorderedElementsAre("candles 1d", "candles 8h", "candles 1m", "funding 1h",
                                            "open-interest 1d", "open-interest 4h", "open-interest 5m"));
}

TEST(Selection, MeansTheUsualProducts) {
  Selection selection;
  selection.assets = {"BTC", "ETH"};
  std::vector<std::string> names;
  for (const auto& instrument : instrumentsOf(*venues::find("binance"), selection))
    names.push_back(instrument.symbol);
  EXPECT_THAT(names,
              testing::ElementsAre("BTCUSDT", "BTCUSDT", "BTCUSD_PERP", "ETHUSDT", "ETHUSDT", "ETHUSD_PERP"));
}

TEST(Selection, KindsHaveTheNamesOfTheCommandLine) {
  for (const auto kind : allKinds()) EXPECT_EQ(*parseKind(label(kind)), kind);
  EXPECT_EQ(parseKind("open-interest")->data, DataKind::OpenInterest);
  EXPECT_EQ(parseKind("oi").error().kind, ErrorKind::Usage);
}

}  // namespace
}  // namespace perpscope::feed
