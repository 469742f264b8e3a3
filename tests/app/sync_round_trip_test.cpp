// A cache is served by the simulated exchanges, synced into an empty one, and comes back.
#include <algorithm>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/simulation.h"
#include "app/syncing.h"
#include "sim/exchanges.h"
#include "sim/made_market.h"
#include "store/reader.h"
#include "store/writer.h"
#include "temp_folder.h"

namespace perpscope::app {
namespace {

using store::Access;
using store::Cache;

class SyncRoundTrip : public testing::Test {
 protected:
  SyncRoundTrip() {
    for (const auto* exchange : sim::allExchanges())
      for (const auto& [kind, margin] : {std::pair{MarketKind::Spot, Margin::None},
                                         {MarketKind::Perp, Margin::Linear},
                                         {MarketKind::Perp, Margin::Inverse}})
        if (const auto known = standardInstrument(exchange->venue(), kind, "BTC", margin))
          legs_.push_back(*known);
  }

  // What the exchanges will know: ten days of hours, with a hole.
  void fillServed() {
    auto cache = *Cache::open(folder_ / "served.db", Access::ReadWrite, clock_);
    test::MadeMarket market(legs_, {from_, clock_.now()});
    market.addHole({from_ + 30 * kHour, from_ + 33 * kHour});
    auto out = *store::Transaction::begin(cache);
    const TimeRange all{from_, clock_.now()};
    for (const auto& leg : legs_) {
      const auto replace = store::OnEqualKey::Replace;
      ASSERT_TRUE(out.bars(leg, PriceKind::Trade, Interval::H1,
                           market.bars(leg, PriceKind::Trade, Interval::H1, all), replace));
      if (leg.kind == MarketKind::Spot) continue;
      ASSERT_TRUE(out.funding(leg, market.settledFunding(leg, all), replace));
      ASSERT_TRUE(out.openInterest(leg, market.openInterest(leg, kHour, all), replace));
    }
    ASSERT_TRUE(out.commit());
  }

  [[nodiscard]] std::vector<SyncReport> sync() {
    SimulationOptions options;
    options.dataset = folder_ / "served.db";
    options.ca_file = folder_ / "ca.pem";
    options.limited = false;
    const auto simulation = Simulation::start(options, clock_);
    EXPECT_TRUE(simulation) << simulation.error().message;
    SyncRequest request;
    request.cache = folder_ / "synced.db";
    request.parts = {{{Interval::H1}, {from_, Time::max()}, {"candles", "funding", "open-interest"}}};
    request.endpoints = simulation->endpoints();
    request.limited = false;
    const auto reports = syncHistory(request, clock_, {});
    EXPECT_TRUE(reports) << reports.error().message;
    return reports.value_or(std::vector<SyncReport>{});
  }

  // Bars that have ended, as text, so that a difference can be read.
  [[nodiscard]] std::vector<std::string> bars(const char* file, const Instrument& leg) const {
    auto cache = *Cache::open(folder_ / file, Access::ReadOnly, clock_);
    const auto columns =
        *store::Reader(cache).bars(leg, PriceKind::Trade, Interval::H1, {from_, ended_}, CandleFields::all());
    std::vector<std::string> rows;
    for (std::size_t i = 0; i < columns.size(); ++i)
      rows.push_back(fmt::format("{} {} {} {} {}", isoTime(columns.time[i]), columns[CandleField::Open][i],
                                 columns[CandleField::High][i], columns[CandleField::Low][i],
                                 columns[CandleField::Close][i]));
    return rows;
  }

  [[nodiscard]] std::vector<Time> settlements(const char* file, const Instrument& leg) const {
    auto cache = *Cache::open(folder_ / file, Access::ReadOnly, clock_);
    return store::Reader(cache).settledFunding(leg, {from_, ended_})->time;
  }

  [[nodiscard]] std::size_t samples(const char* file, const Instrument& leg) const {
    auto cache = *Cache::open(folder_ / file, Access::ReadOnly, clock_);
    return store::Reader(cache).openInterest(leg, {from_, ended_})->time.size();
  }

  test::TempFolder folder_;
  SystemClock clock_;  // certificates are checked against the real one
  Time ended_ = std::chrono::floor<std::chrono::hours>(clock_.now());
  Time from_ = std::chrono::floor<std::chrono::days>(clock_.now()) - 10 * kDay;
  std::vector<Instrument> legs_;
};

TEST_F(SyncRoundTrip, ACacheComesBack) {
  fillServed();
  for (const auto& report : sync()) {
    EXPECT_FALSE(report.problem) << report.name << ": " << *report.problem;
    EXPECT_THAT(report.remarks, testing::IsEmpty()) << report.name;
    EXPECT_GT(report.rows_new, 200U) << report.name;
  }
  for (const auto& leg : legs_) {
    const auto served = bars("served.db", leg);
    EXPECT_GT(served.size(), 200U);
    EXPECT_EQ(bars("synced.db", leg), served) << leg.name() << ' ' << label(leg.kind);
    if (leg.kind == MarketKind::Perp) {
      EXPECT_EQ(settlements("synced.db", leg), settlements("served.db", leg)) << leg.name();
    }
  }
  const auto bybit = *standardInstrument("bybit", MarketKind::Perp, "BTC", Margin::Linear);
  EXPECT_EQ(samples("synced.db", bybit), samples("served.db", bybit));
}

}  // namespace
}  // namespace perpscope::app
