#include "sim/model_dataset.h"

#include <algorithm>
#include <set>
#include <thread>

#include <gtest/gtest.h>

#include "demo_market.h"

namespace perpscope::sim {
namespace {

Instrument product(std::string_view venue, MarketKind kind, std::string_view base,
                   Margin margin = Margin::None) {
  return *standardInstrument(venue, kind, base, margin);
}

class ModelDatasetTest : public testing::Test {
 protected:
  ManualClock clock_{kNow};
  ModelDataset market_{{7, {"BTC", "ETH", "SOL"}}, clock_};
  Instrument btc_ = product("binance", MarketKind::Perp, "BTC");
};

TEST_F(ModelDatasetTest, ListsTheVenuesProductsOfEachAsset) {
  std::set<std::string> names;
  for (const auto& instrument : market_.instruments())
    names.insert(std::string(label(instrument.kind)) + ' ' + instrument.name());
  EXPECT_EQ(names.size(), market_.instruments().size()) << "no product twice";
  for (const auto* name : {"spot binance:BTCUSDT", "perp binance:ETHUSDT", "perp bybit:BTCUSD",
                           "perp okx:SOL-USD-SWAP", "perp kraken:PI_XBTUSD", "perp bitstamp:BTC/USD-PERP",
                           "perp deribit:BTC_USDC-PERPETUAL", "spot deribit:BTC_USDC"})
    EXPECT_TRUE(names.contains(name)) << name;
}

TEST_F(ModelDatasetTest, SaysTheSameAsTheModel) {
  const MarketModel& model = demoMarket();
  const TimeRange months{utc(2024, 1, 7, kHour), utc(2024, 4, 3)};
  for (const auto interval : {Interval::M15, Interval::H1, Interval::D1, Interval::W1})
    for (const auto price : {PriceKind::Trade, PriceKind::PremiumIndex})
      EXPECT_EQ(Digest::of(market_.bars(btc_, price, interval, months)),
                Digest::of(model.bars(btc_, price, interval, months)))
          << label(interval);
  const auto funding = market_.settledFunding(btc_, months);
  ASSERT_EQ(funding.size(), model.settledFunding(btc_, months).size());
  EXPECT_EQ(funding.back().rate.fraction, model.settledFunding(btc_, months).back().rate.fraction);
  const auto samples = market_.openInterest(btc_, kHour, months);
  const auto expected = model.openInterest(btc_, kHour, months);
  ASSERT_EQ(samples.size(), expected.size());
  for (std::size_t i = 0; i < samples.size(); ++i) ASSERT_EQ(samples[i].base, expected[i].base) << i;
}

TEST_F(ModelDatasetTest, ARangeIsHalfOpenAcrossStretches) {
  const Time from = utc(2025, 3, 1);
  const auto all = market_.bars(btc_, PriceKind::Trade, Interval::M1, {from, from + 5'000 * kMinute});
  ASSERT_EQ(all.size(), 5'000U);
  for (const int cut : {1, 17, 1'023, 1'024, 1'025, 4'999}) {
    const Time border = from + cut * kMinute;
    const auto before = market_.bars(btc_, PriceKind::Trade, Interval::M1, {from, border});
    const auto after = market_.bars(btc_, PriceKind::Trade, Interval::M1, {border, from + 5'000 * kMinute});
    EXPECT_EQ(before.size(), static_cast<std::size_t>(cut));
    EXPECT_EQ(after.size(), 5'000U - static_cast<std::size_t>(cut));
    EXPECT_EQ(after.front().time, border);
  }
  EXPECT_TRUE(market_.bars(btc_, PriceKind::Trade, Interval::M1, {from, from}).empty());
  EXPECT_TRUE(market_.openInterest(btc_, Milliseconds{0}, {from, from + kDay}).empty());
}

TEST_F(ModelDatasetTest, ABarRunsUntilItsEndAndIsThenAsIfItHadNeverRun) {
  const auto last = [&] {
    return market_.bars(btc_, PriceKind::Trade, Interval::H1, {kNow - kDay, kNow + kDay});
  };
  const auto running = last().back();
  EXPECT_EQ(running.time, utc(2026, 6, 20, std::chrono::hours{10}));
  clock_.advance(kHour);
  const auto later = last();
  EXPECT_EQ(later.back().time, utc(2026, 6, 20, std::chrono::hours{11}));
  const auto& ended = later[later.size() - 2];
  EXPECT_EQ(ended.time, running.time);
  EXPECT_EQ(ended.open, running.open);
  EXPECT_GT(ended.volume.value(), running.volume.value());
  const MarketModel fresh({7, "BTC", clock_.now()});
  EXPECT_EQ(Digest::of(later),
            Digest::of(fresh.bars(btc_, PriceKind::Trade, Interval::H1, {kNow - kDay, kNow + kDay})));
}

TEST_F(ModelDatasetTest, TheOutageStaysWhereItWas) {
  const auto kraken = product("kraken", MarketKind::Spot, "BTC");
  const TimeRange days{kNow - 5 * kDay, kNow - kDay};
  const auto before = market_.bars(kraken, PriceKind::Trade, Interval::M1, days);
  EXPECT_LT(before.size(), 4U * 1'440);
  clock_.advance(2 * kDay);
  EXPECT_EQ(Digest::of(market_.bars(kraken, PriceKind::Trade, Interval::M1, days)), Digest::of(before));
}

TEST_F(ModelDatasetTest, NothingBeforeListingAndNothingOfStrangers) {
  const auto listed = market_.listed(btc_);
  EXPECT_EQ(listed, utc(2019, 9, 8, std::chrono::hours{17}));
  EXPECT_TRUE(market_.bars(btc_, PriceKind::Trade, Interval::D1, {Time::min(), utc(2019, 9, 8)}).empty());
  const auto doge = product("binance", MarketKind::Perp, "DOGE");
  EXPECT_FALSE(market_.listed(doge));
  EXPECT_TRUE(market_.bars(doge, PriceKind::Trade, Interval::D1, {}).empty());
  EXPECT_FALSE(market_.predictedFunding(doge, kNow));
  Instrument other = btc_;
  other.symbol = "BTCEUR";
  EXPECT_FALSE(market_.listed(other));
}

TEST_F(ModelDatasetTest, AnEndlessRangeIsTheWholeHistory) {
  const auto days = market_.bars(btc_, PriceKind::Trade, Interval::D1, {});
  EXPECT_EQ(days.front().time, utc(2019, 9, 8));
  EXPECT_EQ(days.back().time, utc(2026, 6, 20));
  EXPECT_EQ(market_.openInterest(btc_, kDay, {}).back().time, utc(2026, 6, 20));
}

TEST_F(ModelDatasetTest, PredictsTheSettlementThatComesNext) {
  const auto forming = market_.predictedFunding(btc_, kNow);
  ASSERT_TRUE(forming);
  EXPECT_EQ(forming->next_time, utc(2026, 6, 20, std::chrono::hours{16}));
  EXPECT_EQ(forming->rate.kind, FundingKind::Predicted);
  EXPECT_FALSE(market_.predictedFunding(product("binance", MarketKind::Spot, "BTC"), kNow));
}

TEST_F(ModelDatasetTest, ThreadsGetTheSameAnswers) {
  const TimeRange days{utc(2025, 1, 1), utc(2025, 1, 11)};
  std::array<std::uint64_t, 4> digests{};
  std::vector<std::thread> threads;
  for (auto& digest : digests)
    threads.emplace_back([&] {
      for (const auto* asset : {"SOL", "BTC", "ETH"})
        digest ^= Digest::of(
            market_.bars(product("okx", MarketKind::Spot, asset), PriceKind::Trade, Interval::M5, days));
    });
  for (auto& thread : threads) thread.join();
  EXPECT_NE(digests[0], 0U);
  for (const auto digest : digests) EXPECT_EQ(digest, digests[0]);
}

}  // namespace
}  // namespace perpscope::sim
