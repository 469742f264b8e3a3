// Every venue over the network: its history is synced from its simulated exchange into an empty cache, and is
// there.
#include <fmt/format.h>

#include "feed/plan.h"
#include "feed/sync_fixture.h"

namespace perpscope::feed {
namespace {

using testing::IsEmpty;

constexpr TimeRange kDays{utc(2026, 11, 5), kNow};

class EveryVenue : public SyncTest, public testing::WithParamInterface<const sim::Exchange*> {
 protected:
  [[nodiscard]] std::size_t storedSamples(const Instrument& instrument) const {
    auto opened = cache();
    return store::Reader(opened).openInterest(instrument, kDays)->time.size();
  }
  [[nodiscard]] std::vector<Time> storedSettlements(const Instrument& instrument) const {
    auto opened = cache();
    return store::Reader(opened).settledFunding(instrument, kDays)->time;
  }

  void expectStored(const Need& need, const Instrument& instrument) {
    const auto& offer = *need.offer;
    const Time oldest =
        std::max(kDays.from, offer.reach.oldest(nominalLength(need.step), kNow + kReachMargin));
    if (offer.data == DataKind::Bars) {
      EXPECT_EQ(closes(instrument, offer.price, need.step),
                expectedCloses(instrument, offer.price, need.step, {oldest, kDays.to}))
          << instrument.name() << ' ' << label(offer.price);
    } else if (offer.data == DataKind::OpenInterest) {
      const auto expected =
          market_.openInterest(instrument, nominalLength(need.step), {oldest, kNow + Milliseconds{1}});
      EXPECT_GE(storedSamples(instrument), expected.size()) << instrument.name();
    } else {
      std::vector<Time> expected;
      for (const auto& settled : market_.settledFunding(instrument, {oldest, kNow}))
        expected.push_back(settled.time);
      EXPECT_EQ(storedSettlements(instrument), expected) << instrument.name();
    }
  }
};

TEST_P(EveryVenue, IsSyncedWhole) {
  const auto id = std::string(GetParam()->venue());
  market_.addHole({utc(2026, 11, 8, 3 * kHour), utc(2026, 11, 8, 6 * kHour)});
  serve();
  const auto outcome = sync(id, hourly(kDays));
  ASSERT_FALSE(outcome.failed) << outcome.failed->message;
  EXPECT_THAT(outcome.remarks, IsEmpty());
  EXPECT_EQ(outcome.pages_failed, 0U);
  EXPECT_EQ(outcome.retries, 0U);
  const auto& venue = *venues::find(id);
  const auto selection = hourly(kDays);
  for (const auto& instrument : instrumentsOf(venue, selection))
    for (const auto& need : needsOf(venue, instrument, selection.parts[0])) expectStored(need, instrument);
}

INSTANTIATE_TEST_SUITE_P(All, EveryVenue,
                         testing::ValuesIn(sim::allExchanges().begin(), sim::allExchanges().end()),
                         [](const auto& info) { return std::string(info.param->venue()); });

}  // namespace
}  // namespace perpscope::feed
