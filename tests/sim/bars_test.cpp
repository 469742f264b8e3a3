// Bars of the simulated market: that all intervals of a leg tell one story, and where bars are absent.
#include <gtest/gtest.h>

#include "demo_market.h"
#include "market/resample.h"

namespace perpscope::sim {
namespace {

constexpr std::array kAllKinds{PriceKind::Trade, PriceKind::Mark, PriceKind::Index, PriceKind::PremiumIndex};

std::vector<Candle> barsOf(const Instrument& leg, Interval interval, TimeRange range,
                           PriceKind price = PriceKind::Trade) {
  return demoMarket().bars(leg, price, interval, range);
}

void expectSameBar(const GridCandles& built, std::size_t i, const Candle& bar, double volume_step) {
  EXPECT_EQ(built[CandleField::Open][i], bar.open.value()) << isoTime(bar.time);
  EXPECT_EQ(built[CandleField::High][i], bar.high.value()) << isoTime(bar.time);
  EXPECT_EQ(built[CandleField::Low][i], bar.low.value()) << isoTime(bar.time);
  EXPECT_EQ(built[CandleField::Close][i], bar.close.value()) << isoTime(bar.time);
  if (!bar.volume.missing()) {
    EXPECT_NEAR(built[CandleField::Volume][i], bar.volume.value(), volume_step);
  }
}

void expectBuiltFrom(const Instrument& leg, PriceKind price, Interval small, Interval large,
                     TimeRange range) {
  SCOPED_TRACE(leg.name() + " " + std::string(label(price)) + " " + std::string(label(large)));
  const auto parts = barsOf(leg, small, range, price);
  const auto bars = barsOf(leg, large, range, price);
  ASSERT_FALSE(bars.empty());
  const auto built = resample(onGrid(parts, small), Grid::covering(range, large), kNow);
  EXPECT_EQ(bars.size(), static_cast<std::size_t>(std::ranges::count(built.present, 1)));
  for (const Candle& bar : bars)
    expectSameBar(built, static_cast<std::size_t>(built.grid.indexOf(bar.time)), bar, 1440 * 5e-4);
}

TEST(Bars, AnHourIsWhatItsMinutesMake) {
  const TimeRange days{utc(2026, 6, 10), utc(2026, 6, 13)};
  for (const auto price : kAllKinds) {
    expectBuiltFrom(perpLeg("binance"), price, Interval::M1, Interval::H1, days);
    expectBuiltFrom(perpLeg("deribit"), price, Interval::M1, Interval::H1, days);
  }
  for (const auto& leg : demoMarket().spotLegs())
    expectBuiltFrom(leg, PriceKind::Trade, Interval::M1, Interval::H1, days);
}

TEST(Bars, ADayIsWhatItsHoursMake) {
  const TimeRange year{utc(2024, 1, 1), utc(2025, 1, 1)};
  for (const auto price : kAllKinds)
    expectBuiltFrom(perpLeg("bybit"), price, Interval::H1, Interval::D1, year);
  expectBuiltFrom(spotLeg("coinbase"), PriceKind::Trade, Interval::H1, Interval::D1, year);
}

TEST(Bars, AllOtherIntervalsAgreeToo) {
  const TimeRange fortnight{utc(2026, 6, 1), utc(2026, 6, 15)};
  for (const auto interval : {Interval::M5, Interval::M15, Interval::M30})
    expectBuiltFrom(perpLeg("okx"), PriceKind::Trade, Interval::M1, interval, fortnight);
  for (const auto interval : {Interval::H4, Interval::H8, Interval::H12, Interval::W1})
    expectBuiltFrom(perpLeg("okx"), PriceKind::Trade, Interval::H1, interval, fortnight);
  const TimeRange months{utc(2023, 1, 1), utc(2025, 1, 1)};
  for (const auto interval : {Interval::D3, Interval::Mo1})
    expectBuiltFrom(perpLeg("okx"), PriceKind::Trade, Interval::D1, interval, months);
}

TEST(Bars, AnOpenBarIsMadeOfWhatHasHappened) {
  const TimeRange today{utc(2026, 6, 20), kNow + kDay};
  for (const auto interval : {Interval::H1, Interval::D1})
    expectBuiltFrom(perpLeg("binance"), PriceKind::Trade, Interval::M1, interval, today);
}

TEST(Bars, AnOpenMinuteIsOnItsWay) {
  const MarketModel later({7, "BTC", kNow + kHour});
  const auto& leg = perpLeg("bybit");
  const TimeRange minute{kNow - kMinute, kNow};
  const Candle open = barsOf(leg, Interval::M1, minute).at(0);
  const Candle closed = later.bars(leg, PriceKind::Trade, Interval::M1, minute).at(0);
  EXPECT_EQ(open.open, closed.open);
  EXPECT_NEAR(open.close.value(), (closed.open.value() + closed.close.value()) / 2, 0.11);
  EXPECT_LT(open.high, closed.high);
  EXPECT_GT(open.low, closed.low);
  EXPECT_NEAR(open.volume.value(), closed.volume.value() / 2, 0.002);
}

TEST(Bars, StayWithinTheirExtremesAndOnTheTick) {
  const TimeRange range{utc(2025, 12, 1), utc(2026, 6, 1)};
  for (const auto& leg : demoMarket().perpLegs())
    for (const Candle& bar : barsOf(leg, Interval::H1, range)) {
      ASSERT_GE(bar.high.value(), std::max(bar.open, bar.close).value());
      ASSERT_LE(bar.low.value(), std::min(bar.open, bar.close).value());
      ASSERT_GT(bar.low.value(), 0);
      ASSERT_GT(bar.volume.value(), 0);
      ASSERT_GE(bar.volume_quote.value(), 0.99 * bar.volume.value() * bar.low.value());
      ASSERT_LE(bar.volume_quote.value(), 1.01 * bar.volume.value() * bar.high.value());
      ASSERT_EQ(bar.close.value(), std::round(bar.close.value() * 10) / 10);
    }
}

TEST(Bars, ContractsFollowFromTheInstrument) {
  const TimeRange day{utc(2026, 6, 1), utc(2026, 6, 2)};
  const Candle okx = barsOf(perpLeg("okx"), Interval::D1, day).at(0);
  EXPECT_NEAR(okx.volume_contracts.value(), okx.volume.value() / 0.01, 0.01);
  const Candle inverse = barsOf(perpLeg("binance", Margin::Inverse), Interval::D1, day).at(0);
  EXPECT_NEAR(inverse.volume_contracts.value(), inverse.volume_quote.value() / 100, 0.01);
  EXPECT_TRUE(barsOf(spotLeg("okx"), Interval::D1, day).at(0).volume_contracts.missing());
}

TEST(Bars, OnlyTradesHaveVolume) {
  const TimeRange day{utc(2026, 6, 1), utc(2026, 6, 2)};
  for (const auto price : {PriceKind::Mark, PriceKind::Index, PriceKind::PremiumIndex})
    EXPECT_TRUE(barsOf(perpLeg("binance"), Interval::D1, day, price).at(0).volume.missing());
}

TEST(Bars, PremiumIndexIsPerpOverIndex) {
  const TimeRange week{utc(2026, 6, 8), utc(2026, 6, 15)};
  for (const auto& [interval, tolerance] : {std::pair{Interval::H1, 3e-6}, std::pair{Interval::M1, 2e-4}}) {
    const auto perp = barsOf(perpLeg("binance"), interval, week);
    const auto index = barsOf(perpLeg("binance"), interval, week, PriceKind::Index);
    const auto premium = barsOf(perpLeg("binance"), interval, week, PriceKind::PremiumIndex);
    ASSERT_EQ(perp.size(), premium.size());
    for (std::size_t i = 0; i < perp.size(); ++i)
      ASSERT_NEAR(premium[i].close.value(), perp[i].close.value() / index[i].close.value() - 1, tolerance);
  }
}

TEST(Bars, VenuesAgreeToSomeBasisPoints) {
  const TimeRange month{utc(2026, 5, 1), utc(2026, 6, 1)};
  const auto reference = barsOf(spotLeg("binance"), Interval::H1, month);
  for (const auto& leg : demoMarket().spotLegs()) {
    const auto bars = barsOf(leg, Interval::H1, month);
    ASSERT_EQ(bars.size(), reference.size());
    double apart = 0;
    for (std::size_t i = 0; i < bars.size(); ++i) {
      const double distance = bars[i].close.value() / reference[i].close.value() - 1;
      ASSERT_LT(std::abs(distance), 30e-4) << leg.name();
      apart += std::abs(distance);
    }
    if (leg.venue != "binance") {
      EXPECT_GT(apart, 0) << leg.name();
    }
  }
}

TEST(Bars, ARangeIsASliceOfTheWhole) {
  for (const auto interval : {Interval::M5, Interval::H1, Interval::D1, Interval::W1}) {
    const TimeRange range{utc(2026, 5, 29, std::chrono::minutes{7}),
                          utc(2026, 6, 14, std::chrono::minutes{3})};
    const auto all = barsOf(spotLeg("kraken"), interval, {utc(2026, 5, 1), Time::max()});
    std::vector<Candle> slice;
    std::ranges::copy_if(all, std::back_inserter(slice),
                         [&](const Candle& bar) { return range.contains(bar.time); });
    const auto asked = barsOf(spotLeg("kraken"), interval, range);
    EXPECT_EQ(asked.size(), slice.size());
    EXPECT_EQ(Digest::of(asked), Digest::of(slice)) << label(interval);
  }
}

TEST(Bars, AnEmptyOrStrangeRangeHasNone) {
  const auto& leg = spotLeg("binance");
  EXPECT_TRUE(barsOf(leg, Interval::D1, {utc(2026, 1, 2), utc(2026, 1, 2)}).empty());
  EXPECT_TRUE(barsOf(leg, Interval::D1, {utc(2026, 1, 3), utc(2026, 1, 2)}).empty());
  EXPECT_TRUE(barsOf(leg, Interval::D1, {utc(2010, 1, 1), utc(2018, 1, 1)}).empty());
  EXPECT_TRUE(barsOf(leg, Interval::D1, {utc(2030, 1, 1), Time::max()}).empty());
  EXPECT_EQ(barsOf(leg, Interval::Mo1, kAlways).size(), 90U);
}

TEST(Bars, EndAtNow) {
  const auto days = barsOf(spotLeg("binance"), Interval::D1, kAlways);
  EXPECT_EQ(days.front().time, utc(2019, 1, 1));
  EXPECT_EQ(days.back().time, utc(2026, 6, 20));
  const auto minutes = barsOf(spotLeg("binance"), Interval::M1, {kNow - kHour, Time::max()});
  EXPECT_EQ(minutes.back().time, utc(2026, 6, 20, std::chrono::minutes{10 * 60 + 17}));
  EXPECT_EQ(minutes.back().close, days.back().close);
}

TEST(Bars, BeginWhenTheVenueListsTheLeg) {
  const auto first = [](const Instrument& leg, Interval interval) {
    return barsOf(leg, interval, kAlways).front().time;
  };
  EXPECT_EQ(first(spotLeg("bybit"), Interval::D1), utc(2021, 7, 5));
  EXPECT_EQ(first(perpLeg("binance"), Interval::H1), utc(2019, 9, 8, std::chrono::hours{17}));
  EXPECT_EQ(first(perpLeg("kraken"), Interval::W1), utc(2022, 3, 21));
  EXPECT_EQ(first(perpLeg("coinbase"), Interval::Mo1), utc(2023, 9, 1));
}

TEST(Bars, TheOutageIsAHole) {
  const TimeRange outage = demoMarket().outage();
  EXPECT_EQ(demoMarket().outageVenue(), "kraken");
  EXPECT_GE(outage.to - outage.from, 5 * kHour);
  EXPECT_LE(outage.to - outage.from, 9 * kHour);
  EXPECT_LT(kNow - outage.from, 14 * kDay);
  const Time day = std::chrono::floor<std::chrono::days>(outage.from);
  const TimeRange of_day{day, day + kDay};
  for (const auto& leg : {spotLeg("kraken"), perpLeg("kraken")}) {
    for (const Candle& bar : barsOf(leg, Interval::M1, of_day)) EXPECT_FALSE(outage.contains(bar.time));
    const auto missing = static_cast<std::size_t>((outage.to - outage.from) / kMinute);
    EXPECT_EQ(barsOf(leg, Interval::M1, of_day).size(), 1440 - missing);
    EXPECT_LE(barsOf(leg, Interval::H1, of_day).size(), 24U - 4U);
    EXPECT_EQ(barsOf(leg, Interval::D1, of_day).size(), 1U);
    expectBuiltFrom(leg, PriceKind::Trade, Interval::H1, Interval::D1, of_day);
  }
  EXPECT_EQ(barsOf(spotLeg("binance"), Interval::M1, of_day).size(), 1440U);
}

TEST(Bars, SpotHasNoMarkAndNobodyHasMids) {
  for (const auto price : {PriceKind::Mark, PriceKind::Index, PriceKind::PremiumIndex})
    EXPECT_TRUE(barsOf(spotLeg("binance"), Interval::D1, kAlways, price).empty());
  EXPECT_TRUE(barsOf(perpLeg("binance"), Interval::D1, kAlways, PriceKind::Mid).empty());
  EXPECT_TRUE(barsOf(*standardInstrument("bitmex", MarketKind::Perp, "BTC"), Interval::D1, kAlways).empty());
}

}  // namespace
}  // namespace perpscope::sim
