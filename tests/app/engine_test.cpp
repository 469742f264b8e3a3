#include "app/engine.h"

#include <bit>
#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/cache_fixture.h"
#include "app/loader.h"

namespace perpscope::app {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsNan;

const Instrument kSpot = *standardInstrument("binance", MarketKind::Spot, "BTC");
const Instrument kPerp = *standardInstrument("binance", MarketKind::Perp, "BTC");
constexpr Time kDay0 = utc(2024, 8, 5);

class EngineTest : public CacheTest {
 protected:
  SnapshotPtr compute(const std::string& study, Interval interval, const studies::Overrides& overrides = {}) {
    auto snapshot = computeStudy(store::Reader(cache_), {study, "BTC", interval, overrides, {}}, clock_);
    EXPECT_TRUE(snapshot) << snapshot.error().message;
    return snapshot ? *snapshot : nullptr;
  }

  static std::vector<double> column(const Snapshot& snapshot, std::string_view key) {
    std::vector<double> values;
    for (std::size_t bar = 0; bar < snapshot.grid.size; ++bar) values.push_back(snapshot.value(key, bar));
    return values;
  }
};

TEST_F(EngineTest, PremiumOfTwoLegsOnTheirCommonGrid) {
  bars(kSpot, Interval::D1, kDay0, {100, 100, 100, 100});
  bars(kPerp, Interval::D1, kDay0 + 1 * kDay, {101, 99});
  const auto snapshot =
      compute("perp_spot_premium", Interval::D1, {{"spot_legs", "binance"}, {"perp_legs", "binance"}});
  EXPECT_EQ(snapshot->grid.open(0), kDay0);
  EXPECT_THAT(column(*snapshot, "premium"), ElementsAre(IsNan(), 1, -1, IsNan()));
  EXPECT_EQ(snapshot->closed, 4U);
  EXPECT_EQ(snapshot->newestBar(), 2U);
}

TEST_F(EngineTest, TheTableNamesTheLegWhoseDataEndsFirst) {
  bars(kSpot, Interval::D1, kDay0, {100, 100, 100});
  bars(kPerp, Interval::D1, kDay0, {101, 101});
  const auto snapshot =
      compute("perp_spot_premium", Interval::D1, {{"spot_legs", "binance"}, {"perp_legs", "binance"}});
  EXPECT_EQ(snapshot->table(1).back().text, "binance:BTCUSDT perp, up to date");
  EXPECT_EQ(snapshot->table(2).back().text, "binance:BTCUSDT perp, 1 d 0 h old");
}

TEST_F(EngineTest, ABarStillRunningIsAPreview) {
  bars(kSpot, Interval::D1, kDay0, {100, 110});
  clock_.set(kDay0 + 36 * kHour);
  const auto snapshot = compute("price", Interval::D1);
  EXPECT_EQ(snapshot->closed, 1U);
  EXPECT_EQ(snapshot->value("close", 1), 110);
}

TEST_F(EngineTest, DaysAreBuiltFromHoursAndWeeksFromDays) {
  std::vector<double> hours(48);
  for (std::size_t i = 0; i < hours.size(); ++i) hours[i] = 100.0 + static_cast<double>(i);
  bars(kSpot, Interval::H1, kDay0, hours);
  bars(kSpot, Interval::D1, kDay0 + 2 * kDay, {1, 2, 3, 4, 5});
  EXPECT_THAT(column(*compute("price", Interval::D1), "close"), ElementsAre(123, 147, 1, 2, 3, 4, 5));
  EXPECT_THAT(column(*compute("price", Interval::W1), "close"), ElementsAre(5));
  EXPECT_THAT(column(*compute("price", Interval::W1), "high"), ElementsAre(147));
}

TEST_F(EngineTest, AnEmptyCacheSaysWhatIsMissing) {
  const auto snapshot = compute("price", Interval::H4);
  EXPECT_EQ(snapshot->grid.size, 0U);
  ASSERT_FALSE(snapshot->notes.empty());
  EXPECT_THAT(snapshot->notes.back(), HasSubstr("4h"));
  EXPECT_THAT(snapshot->legs.front().note, HasSubstr("binance:BTCUSDT"));
}

TEST_F(EngineTest, IntervalsSmallerThanTheDataHaveNothing) {
  bars(kSpot, Interval::D1, kDay0, {100});
  EXPECT_EQ(compute("price", Interval::H1)->grid.size, 0U);
}

TEST_F(EngineTest, TheRunningBarTakesTheFundingThatForms) {
  bars(kSpot, Interval::D1, kDay0, {100, 100});
  bars(kPerp, Interval::D1, kDay0, {100, 100});
  clock_.set(kDay0 + 36 * kHour);
  write([](store::Transaction& out) {
    const std::chrono::hours interval{8};
    const std::vector<Funding> funding{
        {kDay0, {0.0001, interval, FundingKind::Settled}, {}},
        {kDay0 + 32 * kHour, {0.0002, interval, FundingKind::Settled}, {}},
        {kDay0 + 35 * kHour, {0.0004, interval, FundingKind::Predicted}, kDay0 + 40 * kHour}};
    return out.funding(kPerp, funding, store::OnEqualKey::KeepStored).has_value();
  });
  const studies::Overrides legs{{"spot_legs", "binance"}, {"perp_legs", "binance"}};
  EXPECT_THAT(column(*compute("flow_dashboard", Interval::D1, legs), "funding_raw"), ElementsAre(0.01, 0.04));
  clock_.set(kDay0 + 48 * kHour);
  EXPECT_THAT(column(*compute("flow_dashboard", Interval::D1, legs), "funding_raw"), ElementsAre(0.01, 0.02));
}

TEST_F(EngineTest, RefusalsAreUsageErrors) {
  const store::Reader reader(cache_);
  EXPECT_EQ(computeStudy(reader, {"astrology", "BTC", Interval::D1, {}, {}}, clock_).error().kind,
            ErrorKind::Usage);
  const auto bad = computeStudy(reader, {"price", "BTC", Interval::D1, {{"colour", "red"}}, {}}, clock_);
  EXPECT_EQ(bad.error().kind, ErrorKind::Usage);
  EXPECT_THAT(bad.error().message, HasSubstr("colour"));
}

TEST_F(EngineTest, FundingAndOpenInterestStretchTheGrid) {
  bars(kSpot, Interval::D1, kDay0, {100});
  bars(kPerp, Interval::D1, kDay0, {100});
  write([](store::Transaction& out) {
    const std::vector<OpenInterest> oi{{kDay0 + 3 * kDay + kHour, BaseQuantity{5}, QuoteQuantity{500}, {}}};
    const std::vector<Funding> funding{
        {kDay0 - 8 * kHour, {0.0001, std::chrono::hours{8}, FundingKind::Settled}, {}}};
    return out.openInterest(kPerp, oi, store::OnEqualKey::KeepStored) &&
           out.funding(kPerp, funding, store::OnEqualKey::KeepStored);
  });
  const auto flow =
      compute("flow_dashboard", Interval::D1, {{"spot_legs", "binance"}, {"perp_legs", "binance"}});
  EXPECT_EQ(flow->grid.range(), (TimeRange{kDay0 - kDay, kDay0 + 4 * kDay}));
  const auto premium =
      compute("perp_spot_premium", Interval::D1, {{"spot_legs", "binance"}, {"perp_legs", "binance"}});
  EXPECT_EQ(premium->grid.size, 1U);
}

TEST_F(EngineTest, LaggedInputsAreTheValueThatLongBefore) {
  bars(kSpot, Interval::D1, kDay0, {1, 2, 3, 4, 5, 6, 7, 8});
  const auto stored = *StoredSeries::of(store::Reader(cache_));
  studies::Inputs inputs;
  inputs.list.push_back({.leg = kSpot, .lag = kDay});
  const auto lagged = [&](Interval interval) {
    const auto grid = gridOf(stored, inputs, interval);
    const store::Reader reader(cache_);
    const auto frame = FrameLoader(reader, stored, inputs, clock_.now()).load(grid);
    std::vector<double> values;
    for (std::size_t bar = 0; bar < grid.size; ++bar) values.push_back(frame->row(bar)[0]);
    return values;
  };
  EXPECT_THAT(lagged(Interval::D1), ElementsAre(IsNan(), 1, 2, 3, 4, 5, 6, 7));
  EXPECT_THAT(lagged(Interval::W1), ElementsAre(6, IsNan())) << "Saturday's close, a day before Sunday's end";
}

// Stretches must not be seen: neither a state nor an old sample may get lost between two of them.
TEST_F(EngineTest, ALongHistoryIsWhatOneFrameWouldGive) {
  constexpr std::size_t kBars = 18'000;
  const auto wave = [](double at) { return 100 + 5 * std::sin(at * 0.01) + 0.3 * std::sin(at * 1.7); };
  std::vector<double> spot;
  std::vector<double> perp;
  for (std::size_t i = 0; i < kBars; ++i) {
    spot.push_back(wave(static_cast<double>(i)));
    perp.push_back(wave(static_cast<double>(i) + 3));
  }
  bars(kSpot, Interval::M1, kDay0, spot);
  bars(kPerp, Interval::M1, kDay0, perp);
  write([&](store::Transaction& out) {
    std::vector<OpenInterest> oi;
    std::vector<Funding> funding;
    for (int i = 0; i < 40; ++i) {
      oi.push_back({kDay0 + i * 7 * kHour, BaseQuantity{100.0 + i % 7}, {}, {}});
      funding.push_back(
          {kDay0 + i * 8 * kHour, {0.0001 * (i % 5), std::chrono::hours{8}, FundingKind::Settled}, {}});
    }
    return out.openInterest(kPerp, oi, store::OnEqualKey::KeepStored) &&
           out.funding(kPerp, funding, store::OnEqualKey::KeepStored);
  });
  const studies::Overrides legs{{"spot_legs", "binance"}, {"perp_legs", "binance"}};
  const auto flow = compute("flow_dashboard", Interval::M1, legs);

  const store::Reader reader(cache_);
  const auto& study = **studies::named("flow_dashboard");
  const studies::Context context{
      "BTC", Interval::M1, *studies::resolve(study.declaration().params, Interval::M1, legs), {}};
  const auto inputs = *study.inputs(context);
  const auto stored = *StoredSeries::of(reader);
  const auto frame = FrameLoader(reader, stored, inputs, clock_.now()).load(flow->grid);
  const auto whole = studies::Runner(study, context, inputs).run(*frame, clock_.now());
  EXPECT_EQ(flow->closed, whole.closed);
  const auto keys = study.declaration().columns();
  for (std::size_t c = 0; c < keys.size(); ++c)
    for (std::size_t bar = 0; bar < flow->grid.size; ++bar)
      ASSERT_EQ(std::bit_cast<std::uint64_t>(flow->columns[c][bar]),
                std::bit_cast<std::uint64_t>(whole.columns[c][bar]))
          << keys[c] << " of bar " << bar;
}

}  // namespace
}  // namespace perpscope::app
