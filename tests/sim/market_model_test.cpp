#include "sim/market_model.h"

#include <gtest/gtest.h>

#include "demo_market.h"

namespace perpscope::sim {
namespace {

constexpr TimeRange kSomeDays{utc(2024, 2, 1), utc(2024, 2, 11)};

TEST(MarketModel, OffersTheStudiesLegs) {
  std::vector<std::string> names;
  for (const auto& leg : demoMarket().spotLegs()) names.push_back(leg.name());
  EXPECT_EQ(names,
            (std::vector<std::string>{"binance:BTCUSDT", "bybit:BTCUSDT", "okx:BTC-USDT", "coinbase:BTC-USD",
                                      "bitfinex:tBTCUSD", "kraken:XBT/USD", "bitstamp:BTC/USD"}));
  names.clear();
  for (const auto& leg : demoMarket().perpLegs()) names.push_back(leg.name());
  EXPECT_EQ(names,
            (std::vector<std::string>{"binance:BTCUSDT", "bybit:BTCUSDT", "okx:BTC-USDT-SWAP",
                                      "coinbase:BTC-PERP", "bitfinex:tBTCF0:USTF0", "kraken:PF_XBTUSD",
                                      "deribit:BTC-PERPETUAL", "hyperliquid:BTC", "binance:BTCUSD_PERP"}));
}

// These numbers are the market of seed 7: they may change only when the model is meant to change.
TEST(MarketModel, TheMarketOfASeedIsTheSameEverywhere) {
  const MarketModel& model = demoMarket();
  const auto digest = [&](const Instrument& leg, PriceKind price, Interval interval) {
    return Digest::of(model.bars(leg, price, interval, kSomeDays));
  };
  EXPECT_EQ(digest(spotLeg("binance"), PriceKind::Trade, Interval::D1), 12238175732924808603U);
  EXPECT_EQ(digest(perpLeg("kraken"), PriceKind::Trade, Interval::H1), 17715629557139535909U);
  EXPECT_EQ(digest(perpLeg("binance"), PriceKind::PremiumIndex, Interval::M1), 14311783201430017940U);
  EXPECT_EQ(model.bars(spotLeg("binance"), PriceKind::Trade, Interval::D1, kSomeDays).at(0).close.value(),
            66447.2);
}

TEST(MarketModel, TwoModelsOfASeedAgreeInAnyOrderOfQuestions) {
  const MarketModel other({7, "BTC", kNow});
  for (const auto interval : {Interval::M1, Interval::D1, Interval::H1})
    for (const auto& leg : {perpLeg("okx"), spotLeg("bitstamp")})
      EXPECT_EQ(Digest::of(other.bars(leg, PriceKind::Trade, interval, kSomeDays)),
                Digest::of(demoMarket().bars(leg, PriceKind::Trade, interval, kSomeDays)));
}

TEST(MarketModel, TimePassesWithoutChangingThePast) {
  const MarketModel later({7, "BTC", kNow + 100 * kDay});
  EXPECT_EQ(Digest::of(later.bars(perpLeg("bybit"), PriceKind::Trade, Interval::H1, kSomeDays)),
            Digest::of(demoMarket().bars(perpLeg("bybit"), PriceKind::Trade, Interval::H1, kSomeDays)));
}

TEST(MarketModel, OtherSeedsAreOtherMarkets) {
  EXPECT_NE(Digest::of(demoMarket(8).bars(spotLeg("binance"), PriceKind::Trade, Interval::D1, kSomeDays)),
            Digest::of(demoMarket().bars(spotLeg("binance"), PriceKind::Trade, Interval::D1, kSomeDays)));
}

TEST(MarketModel, EverySeedGoesFromThousandsToTensOfThousands) {
  for (const std::uint64_t seed : {1, 2, 3, 7}) {
    const auto days = demoMarket(seed).bars(spotLeg("binance"), PriceKind::Trade, Interval::D1, kAlways);
    EXPECT_NEAR(days.front().open.value(), 3'700, 20);
    EXPECT_GT(days.back().close.value(), 45'000) << seed;
    EXPECT_LT(days.back().close.value(), 170'000) << seed;
  }
}

TEST(MarketModel, OtherAssetsAreScaled) {
  for (const auto& [asset, price] : {std::pair{"ETH", 3'700.0 / 20}, std::pair{"SOL", 3'700.0 / 500}}) {
    const MarketModel model({7, asset, kNow});
    const auto& leg = model.spotLegs().front();
    EXPECT_EQ(leg.base, asset);
    const auto bars = model.bars(leg, PriceKind::Trade, Interval::D1, {utc(2019, 1, 1), utc(2019, 1, 2)});
    EXPECT_NEAR(bars.at(0).open.value(), price, price * 0.01);
    EXPECT_TRUE(demoMarket().bars(leg, PriceKind::Trade, Interval::D1, kAlways).empty());
  }
}

TEST(MarketModel, HasNothingBeforeItBegins) {
  const MarketModel model({7, "BTC", utc(2018, 6, 1)});
  EXPECT_TRUE(model.bars(spotLeg("binance"), PriceKind::Trade, Interval::D1, kAlways).empty());
  EXPECT_TRUE(model.settledFunding(perpLeg("deribit"), kAlways).empty());
  EXPECT_TRUE(model.openInterest(perpLeg("deribit"), kDay, kAlways).empty());
  EXPECT_FALSE(model.predictedFunding(perpLeg("deribit")));
}

TEST(MarketModel, HasASenseOfTheEndOfTime) {
  const MarketModel model({7, "BTC", Time::max()});
  EXPECT_EQ(
      model.bars(spotLeg("binance"), PriceKind::Trade, Interval::D1, {utc(2099, 12, 31), Time::max()}).size(),
      1U);
  EXPECT_NO_THROW((void)model.regimeAt(Time::max()));
  EXPECT_EQ(model.regimeAt(Time::min()), Regime::Accumulation);
}

}  // namespace
}  // namespace perpscope::sim
