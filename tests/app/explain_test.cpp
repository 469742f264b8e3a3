#include "app/explain.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/cache_fixture.h"
#include "app/engine.h"

namespace perpscope::app {
namespace {

using testing::HasSubstr;

const Instrument kSpot = *standardInstrument("binance", MarketKind::Spot, "BTC");
const Instrument kPerp = *standardInstrument("binance", MarketKind::Perp, "BTC");
constexpr Time kDay0 = utc(2024, 8, 5);
const studies::Overrides kBinance{{"spot_legs", "binance"}, {"perp_legs", "binance"}};

class ExplainTest : public CacheTest {
 protected:
  Result<Explanation> explain(const std::string& study, Interval interval, Time at,
                              const studies::Overrides& overrides = kBinance) {
    const store::Reader reader(cache_);
    const auto snapshot = computeStudy(reader, {study, "BTC", interval, overrides, {}}, clock_);
    if (!snapshot) return std::unexpected(snapshot.error());
    return explainBar(reader, **snapshot, at, clock_);
  }
  static const LegExplanation& leg(const Explanation& bar, const std::string& role) {
    const auto found = std::ranges::find(bar.legs, role, &LegExplanation::role);
    if (found == bar.legs.end()) throw std::out_of_range(role);
    return *found;
  }
  static double output(const Explanation& bar, const std::string& key) {
    return std::ranges::find(bar.outputs, key, &Step::key)->value;
  }
};

TEST_F(ExplainTest, NamesEachLegsNumberItsTimeAndWhereItIsFrom) {
  bars(kSpot, Interval::D1, kDay0, {100, 200});
  bars(kPerp, Interval::H1, kDay0 + kDay, std::vector<double>(24, 201));
  const auto bar = explain("perp_spot_premium", Interval::D1, kDay0 + kDay + 5 * kHour);
  ASSERT_TRUE(bar) << bar.error().message;
  EXPECT_EQ(bar->open, kDay0 + kDay);
  EXPECT_EQ(bar->end, kDay0 + 2 * kDay);
  EXPECT_TRUE(bar->closed);
  const auto& spot = leg(*bar, "spot");
  ASSERT_EQ(spot.numbers.size(), 1U);
  EXPECT_EQ(spot.numbers[0].name, "close");
  EXPECT_EQ(spot.numbers[0].value, 200);
  EXPECT_EQ(spot.numbers[0].time, kDay0 + kDay);
  EXPECT_EQ(spot.numbers[0].origin, "stored 1d bar");
  EXPECT_EQ(leg(*bar, "perp").numbers[0].origin, "built from 24 1h bars");
  EXPECT_DOUBLE_EQ(output(*bar, "premium"), 0.5);
  EXPECT_THAT(std::ranges::find(bar->outputs, "premium", &Step::key)->formula,
              HasSubstr("perp_avg - spot_avg"));
  EXPECT_THAT(bar->settings, testing::Contains(testing::Pair("ema_length", "20")));
}

TEST_F(ExplainTest, ALegThatCountsWithAnOldCloseSaysSo) {
  bars(kSpot, Interval::H1, kDay0, {100, 101, 102});
  bars(kPerp, Interval::H1, kDay0, {100, 103});
  write([](store::Transaction&) { return true; });
  auto both = kBinance;
  both["perp_legs"] = "binance,kraken";
  bars(*standardInstrument("kraken", MarketKind::Perp, "BTC"), Interval::H1, kDay0, {100, 101, 104});
  const auto bar = explain("perp_spot_premium", Interval::H1, kDay0 + 2 * kHour, both);
  ASSERT_TRUE(bar);
  const auto& perp = leg(*bar, "perp");
  EXPECT_EQ(perp.numbers.at(0).value, 103);
  EXPECT_EQ(perp.numbers[0].time, kDay0 + kHour);
  EXPECT_THAT(perp.note, HasSubstr("one bar old"));
  EXPECT_DOUBLE_EQ(output(*bar, "perp_avg"), 103.5);
}

TEST_F(ExplainTest, SettlementsAndSamplesAreTheRawOnes) {
  bars(kSpot, Interval::D1, kDay0, {100});
  bars(kPerp, Interval::D1, kDay0, {101});
  write([](store::Transaction& out) {
    const std::vector<OpenInterest> oi{{kDay0 + 20 * kHour, BaseQuantity{5}, {}, {}}};
    std::vector<Funding> funding;
    for (const int hour : {0, 8, 16})
      funding.push_back(
          {kDay0 + hour * kHour, {0.0001 * (hour + 1), std::chrono::hours{8}, FundingKind::Settled}, {}});
    return out.openInterest(kPerp, oi, store::OnEqualKey::KeepStored) &&
           out.funding(kPerp, funding, store::OnEqualKey::KeepStored);
  });
  const auto bar = explain("flow_dashboard", Interval::D1, kDay0);
  ASSERT_TRUE(bar);
  const auto& funding = leg(*bar, "funding");
  ASSERT_EQ(funding.numbers.size(), 3U);
  EXPECT_DOUBLE_EQ(funding.numbers[1].value, 0.0009);
  EXPECT_EQ(funding.numbers[1].time, kDay0 + 8 * kHour);
  const auto& oi = leg(*bar, "open interest");
  ASSERT_EQ(oi.numbers.size(), 1U) << "no USD was stored";
  EXPECT_EQ(oi.numbers[0].name, "oi_base");
  EXPECT_EQ(oi.numbers[0].value, 5);
  EXPECT_EQ(oi.numbers[0].time, kDay0 + 20 * kHour);
  EXPECT_EQ(leg(*bar, "perp 24 h earlier").note, "nothing stored for this bar");
}

TEST_F(ExplainTest, AnEarlierValueOfAWeekIsADaysClose) {
  std::vector<double> closes;
  for (int day = 0; day < 7; ++day) closes.push_back(100 + day);
  bars(kSpot, Interval::D1, kDay0, closes);
  bars(kPerp, Interval::D1, kDay0, closes);
  const auto bar = explain("flow_dashboard", Interval::W1, kDay0);
  ASSERT_TRUE(bar);
  const auto& earlier = leg(*bar, "perp 24 h earlier");
  ASSERT_EQ(earlier.numbers.size(), 1U);
  EXPECT_EQ(earlier.numbers[0].value, 105) << "Saturday's";
  EXPECT_EQ(earlier.numbers[0].time, kDay0 + 5 * kDay);
  EXPECT_EQ(earlier.numbers[0].origin, "stored 1d bar");
}

TEST_F(ExplainTest, SettlementsBelongToTheBarTheyEnd) {
  bars(kPerp, Interval::D1, kDay0, {101, 102});
  write([](store::Transaction& out) {
    std::vector<Funding> funding;
    for (int i = 0; i <= 6; ++i)
      funding.push_back(
          {kDay0 + i * 8 * kHour, {0.0001 * i, std::chrono::hours{8}, FundingKind::Settled}, {}});
    return out.funding(kPerp, funding, store::OnEqualKey::KeepStored).has_value();
  });
  const auto bar = explain("funding_oi", Interval::D1, kDay0 + kDay, {});
  ASSERT_TRUE(bar);
  const auto& funding = leg(*bar, "funding");
  ASSERT_EQ(funding.numbers.size(), 3U) << "(open, end]";
  EXPECT_EQ(funding.numbers.front().time, kDay0 + 32 * kHour);
  EXPECT_NEAR(output(*bar, "funding"), 0.05, 1e-12) << "the mean of the three, in per cent";
}

TEST_F(ExplainTest, ARunningBarsConditionsAreTheLastClosedOnes) {
  bars(kSpot, Interval::D1, kDay0, {100, 100});
  bars(kPerp, Interval::D1, kDay0, {101, 102});
  clock_.set(kDay0 + kDay + 6 * kHour);
  const auto snapshot = computeStudy(
      store::Reader(cache_), {"spot_premium_roc", "BTC", Interval::D1, {{"spot_a", "binance"}}, {}}, clock_);
  ASSERT_TRUE(snapshot);
  const auto meaning = [&](std::size_t bar) {
    for (const auto& line : (*snapshot)->table(bar))
      if (line.label == "Meaning") return line.text;
    return std::string();
  };
  EXPECT_EQ((*snapshot)->closed, 1U);
  EXPECT_THAT(meaning(0), HasSubstr("Arbitrage"));
  EXPECT_THAT(meaning(1), HasSubstr("(last closed bar)"));
}

TEST_F(ExplainTest, ABarThatIsNotThereIsRefused) {
  bars(kSpot, Interval::D1, kDay0, {100});
  bars(kPerp, Interval::D1, kDay0, {101});
  const auto bar = explain("perp_spot_premium", Interval::D1, kDay0 + 5 * kDay);
  ASSERT_FALSE(bar);
  EXPECT_EQ(bar.error().kind, ErrorKind::NotFound);
  EXPECT_THAT(bar.error().message, HasSubstr("2024-08-10"));
}

}  // namespace
}  // namespace perpscope::app
