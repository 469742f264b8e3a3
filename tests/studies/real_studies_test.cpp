// Studies on recorded daily history against plain computations that share nothing with the operators. The
// flow dashboard, the intraday premium and the spreads have theirs beside their other tests.
#include <gmock/gmock.h>

#include "studies/real_days.h"
#include "studies/study_bench.h"

namespace perpscope::studies {
namespace {

using Values = std::vector<double>;
constexpr auto kLeg = "binance:BTCUSDT";

Grid days() { return Grid::covering({utc(2020, 1, 1), utc(2024, 8, 9)}, Interval::D1); }

double meanOf(const Values& x, std::size_t n) {
  double sum = 0;
  for (std::size_t i = x.size() - n; i < x.size(); ++i) sum += x[i];
  return sum / static_cast<double>(n);
}

// Recursive averages begin with the plain mean of their first values.
double recursive(double before, const Values& x, std::size_t n, double share) {
  if (x.size() < n) return kMissing;
  return x.size() == n ? meanOf(x, n) : before + share * (x.back() - before);
}

TEST(PerpSpotPremiumOnRealDays, EqualsAPlainComputation) {
  PERPSCOPE_NEEDS(test::historyFolder());
  const Grid grid = days();
  StudyBench bench("perp_spot_premium", grid, {{"spot_legs", "binance"}, {"perp_legs", "binance"}});
  const auto spot = real::dailyColumn(real::kSpotFile, 6, grid);
  const auto perp = real::dailyColumn(real::kPerpFile, 6, grid);
  bench.spot(kLeg, spot);
  bench.perp(kLeg, perp);
  bench.run();
  Values premium;
  double ema = kMissing;
  double ma = kMissing;
  int crosses = 0;
  for (std::size_t bar = 0; bar < grid.size; ++bar) {
    const double value = (perp[bar] / spot[bar] - 1) * 100;
    if (isMissing(value)) continue;
    const bool was_above = ema > ma;
    const bool had_both = !isMissing(ma);
    premium.push_back(value);
    ema = recursive(ema, premium, 20, 2.0 / 21);
    ma = premium.size() < 50 ? kMissing : meanOf(premium, 50);
    ASSERT_NEAR(bench.column("premium")[bar], value, 1e-10) << isoDate(grid.open(bar));
    if (isMissing(ma)) continue;
    ASSERT_NEAR(bench.column("ema")[bar], ema, 1e-10) << isoDate(grid.open(bar));
    ASSERT_NEAR(bench.column("ma")[bar], ma, 1e-10);
    ASSERT_EQ(bench.column("cross_up")[bar], had_both && !was_above && ema > ma ? 1 : 0);
    ASSERT_EQ(bench.column("cross_down")[bar], had_both && was_above && ema < ma ? 1 : 0);
    crosses += static_cast<int>(bench.column("cross_up")[bar]);
  }
  EXPECT_GT(crosses, 20);
}

TEST(PriceOnRealDays, EqualsAPlainComputation) {
  PERPSCOPE_NEEDS(test::historyFolder());
  const Grid grid = days();
  StudyBench bench("price", grid, {});
  std::array<Values, 5> candle;
  for (std::size_t cell = 0; cell < 5; ++cell) {
    candle[cell] = real::dailyColumn(real::kSpotFile, cell + 3, grid);
    bench.fill(kLeg, MarketKind::Spot, InputKind::Candles, cell, candle[cell]);
  }
  bench.run();
  Values ups;
  Values downs;
  double up = kMissing;
  double down = kMissing;
  double last = kMissing;
  double ha_open = kMissing;
  double ha_close = kMissing;
  for (std::size_t bar = 0; bar < grid.size; ++bar) {
    const double close = candle[3][bar];
    if (isMissing(close)) continue;
    ha_open = isMissing(ha_open) ? (candle[0][bar] + close) / 2 : (ha_open + ha_close) / 2;
    ha_close = (candle[0][bar] + candle[1][bar] + candle[2][bar] + close) / 4;
    ASSERT_NEAR(bench.column("ha_open")[bar], ha_open, 1e-6) << isoDate(grid.open(bar));
    ASSERT_NEAR(bench.column("ha_close")[bar], ha_close, 1e-6);
    if (!isMissing(last)) {
      ups.push_back(std::max(close - last, 0.0));
      downs.push_back(std::max(last - close, 0.0));
      up = recursive(up, ups, 14, 1.0 / 14);
      down = recursive(down, downs, 14, 1.0 / 14);
      if (!isMissing(up)) {
        ASSERT_NEAR(bench.column("rsi")[bar], 100 * up / (up + down), 1e-7) << isoDate(grid.open(bar));
      }
    }
    last = close;
  }
  EXPECT_GT(ups.size(), 1600U);
}

// Settlements with open < settlement <= end, in per cent.
double meanRate(const FundingColumns& settled, Time open, Time end) {
  double sum = 0;
  double count = 0;
  for (std::size_t i = 0; i < settled.time.size(); ++i)
    if (settled.time[i] > open && settled.time[i] <= end) {
      sum += settled.fraction[i] * 100;
      ++count;
    }
  return sum / count;
}

TEST(FundingOiOnRealDays, EqualsAPlainComputation) {
  PERPSCOPE_NEEDS(test::historyFolder());
  const Grid grid = Grid::covering({utc(2021, 3, 20), utc(2024, 8, 1)}, Interval::D1);
  const auto settled = real::settledFunding();
  const auto samples = real::dailyOpenInterest();
  StudyBench bench("funding_oi", grid, {{"oi_unit", "usd"}});
  const auto rates = alignFunding(settled, grid, FundingWindow::EndIncluded);
  bench.fill(kLeg, MarketKind::Perp, InputKind::Funding, 0, rates.rate_8h);
  bench.fill(kLeg, MarketKind::Perp, InputKind::Funding, 1, rates.interval_min);
  const auto oi = alignOpenInterest(samples, grid, kDay, Milliseconds{0}, kLongAfter).usd;
  bench.fill(kLeg, MarketKind::Perp, InputKind::OpenInterest, 1, oi);
  bench.run();
  Values funding;
  Values positions;
  int trapped = 0;
  for (std::size_t bar = 0; bar < grid.size; ++bar) {
    const double rate = meanRate(settled, grid.open(bar), grid.end(bar));
    ASSERT_NEAR(bench.column("funding")[bar], rate, 1e-12) << isoDate(grid.open(bar));
    funding.push_back(rate);
    if (!isMissing(oi[bar])) positions.push_back(oi[bar]);
    if (isMissing(oi[bar]) || positions.size() < 100 || funding.size() < 500) continue;
    const auto [low, high] = std::ranges::minmax(Values(positions.end() - 100, positions.end()));
    const double norm = (oi[bar] - low) / (high - low);
    ASSERT_NEAR(bench.column("oi_norm")[bar], norm, 1e-9) << isoDate(grid.open(bar));
    Values sorted(funding.end() - 500, funding.end());
    std::ranges::sort(sorted);
    // Rank 500 * 0.9 + 0.5 = 450.5, from 1.
    const double p90 = (sorted[449] + sorted[450]) / 2;
    ASSERT_NEAR(bench.column("p90")[bar], p90, 1e-12);
    const bool beyond = rate - p90 > 1e-9 * std::abs(rate) && rate > 0.01 * (1 + 1e-9);
    ASSERT_EQ(bench.column("longs_trapped_adaptive")[bar], beyond && norm > 0.8 ? 1 : 0)
        << isoDate(grid.open(bar));
    trapped += beyond && norm > 0.8 ? 1 : 0;
  }
  EXPECT_GT(trapped, 5);
}

}  // namespace
}  // namespace perpscope::studies
