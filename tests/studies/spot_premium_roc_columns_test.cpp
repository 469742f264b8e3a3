// Four and a half years of daily bars, holes cut into them, against formulas over whole columns that share
// nothing with the operators.
#include <algorithm>
#include <functional>
#include <numeric>

#include "studies/real_days.h"
#include "studies/study_bench.h"

namespace perpscope::studies {
namespace {

using Column = std::vector<double>;
using Formula = std::function<double(const Column& x, std::size_t i)>;

// f over the defined values alone, from the first-th on.
Column overDefined(const Column& x, std::size_t first, const Formula& f) {
  Column defined;
  Column out(x.size(), kMissing);
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (isMissing(x[i])) continue;
    defined.push_back(x[i]);
    if (defined.size() > first) out[i] = f(defined, defined.size() - 1);
  }
  return out;
}

Column zip(const Column& a, const Column& b, const std::function<double(double, double)>& f) {
  Column out(a.size());
  for (std::size_t i = 0; i < a.size(); ++i) out[i] = f(a[i], b[i]);
  return out;
}

Column absolute(Column x) {
  for (double& value : x) value = std::abs(value);
  return x;
}

double meanAt(const Column& x, std::size_t i, std::size_t n) {
  long double sum = 0;
  for (std::size_t k = i + 1 - n; k <= i; ++k) sum += x[k];
  return static_cast<double>(sum / static_cast<long double>(n));
}

double medianAt(const Column& x, std::size_t i, std::size_t n) {
  const auto end = x.begin() + static_cast<std::ptrdiff_t>(i) + 1;
  Column sorted(end - static_cast<std::ptrdiff_t>(n), end);
  std::ranges::sort(sorted);
  return n % 2 == 1 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
}

Column smaOf(const Column& x, std::size_t n) {
  return overDefined(x, n - 1, [n](const Column& d, std::size_t i) { return meanAt(d, i, n); });
}

Column medianOf(const Column& x, std::size_t n) {
  return overDefined(x, n - 1, [n](const Column& d, std::size_t i) { return medianAt(d, i, n); });
}

// Seeded by the mean of the first n; each step takes the share alpha of the way.
Column recursive(const Column& x, std::size_t n, double alpha) {
  double value = kMissing;
  return overDefined(x, n - 1, [=](const Column& d, std::size_t i) mutable {
    value = i == n - 1 ? meanAt(d, i, n) : alpha * d[i] + (1 - alpha) * value;
    return value;
  });
}
Column emaOf(const Column& x, std::size_t n) { return recursive(x, n, 2 / (static_cast<double>(n) + 1)); }

Column zOf(const Column& x, std::size_t n) {
  return overDefined(x, n - 1, [n](const Column& d, std::size_t i) {
    const double mean = meanAt(d, i, n);
    long double squares = 0;
    for (std::size_t k = i + 1 - n; k <= i; ++k) squares += (d[k] - mean) * (d[k] - mean);
    return (d[i] - mean) / std::sqrt(static_cast<double>(squares) / static_cast<double>(n));
  });
}

Column robustZ(const Column& x, std::size_t n) {
  const auto middle = medianOf(x, n);
  const auto distance = zip(x, middle, std::minus<>());
  return zip(distance, medianOf(absolute(distance), n),
             [](double a, double mad) { return a / (1.4826 * mad); });
}

Column changeOf(const Column& x, std::size_t k) {
  Column out(x.size(), kMissing);
  for (std::size_t i = k; i < x.size(); ++i) out[i] = x[i] - x[i - k];
  return out;
}

Column rsiOf(const Column& x, std::size_t n) {
  const auto steps = overDefined(x, 1, [](const Column& d, std::size_t i) { return d[i] - d[i - 1]; });
  Column up = steps;
  Column down = steps;
  for (std::size_t i = 0; i < x.size(); ++i) {
    up[i] = steps[i] < 0 ? 0 : steps[i];
    down[i] = steps[i] > 0 ? 0 : -steps[i];
  }
  const double alpha = 1 / static_cast<double>(n);
  return zip(recursive(up, n, alpha), recursive(down, n, alpha),
             [](double u, double d) { return 100 - 100 / (1 + u / d); });
}

Column rankOf(const Column& x, std::size_t n) {
  Column out(x.size(), kMissing);
  for (std::size_t i = n; i < x.size(); ++i) {
    double share = 0;
    for (std::size_t k = i - n; k < i; ++k) share += isMissing(x[k]) ? kMissing : (x[k] <= x[i] ? 1.0 : 0.0);
    out[i] = isMissing(x[i]) ? kMissing : share / static_cast<double>(n) * 100;
  }
  return out;
}

// 1 where the sign of the series (0 counts as `zero`) is `side` and was the other at the last defined bar.
Column turns(const Column& x, int side, int zero) {
  Column out(x.size(), 0.0);
  int last = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (isMissing(x[i])) continue;
    const int sign = x[i] > 0 ? 1 : (x[i] < 0 ? -1 : zero);
    out[i] = last != 0 && sign == side && last != side ? 1 : 0;
    last = sign;
  }
  return out;
}

Column holds(const Column& x, const std::function<bool(double)>& f) {
  Column out(x.size());
  for (std::size_t i = 0; i < x.size(); ++i) out[i] = f(x[i]) ? 1 : 0;
  return out;
}
Column beyond(const Column& x, double level) {
  return holds(x, [level](double v) { return level > 0 ? v > level : v < level; });
}
Column both(const Column& a, const Column& b) { return zip(a, b, std::multiplies<>()); }

using Keyed = std::map<std::string, Column>;

struct Market {
  Column spot_a, spot_b, perp_b, volume_a, volume_perp;
};

struct Choice {
  std::string name;
  Overrides overrides;
  std::string series;
  double per_spot_b;  // 0: price
};

void addMomentum(Keyed& t, const Column& series) {
  const auto steps = absolute(changeOf(series, 1));
  t["roc"] = changeOf(series, 5);
  t["roc_norm"] = zip(t["roc"], medianOf(steps, 50), std::divides<>());
  t["ribbon_short"] = smaOf(steps, 5);
  t["ribbon_long"] = smaOf(steps, 20);
  t["roc_confirm_up"] = both(beyond(t["roc_norm"], 4), holds(series, [](double x) { return x > 0; }));
  t["roc_confirm_down"] = both(beyond(t["roc_norm"], -4), holds(series, [](double x) { return x < 0; }));
  const auto open = zip(t["ribbon_short"], t["ribbon_long"], std::minus<>());
  t["ribbon_up"] = turns(open, 1, -1);
  t["ribbon_down"] = turns(open, -1, 1);
}

void addTri(Keyed& t) {
  const auto& tri = t["tri"];
  t["tri_ema"] = emaOf(tri, 9);
  const auto change = changeOf(t["tri_ema"], 5);
  t["ema_roc"] = zip(change, medianOf(absolute(change), 50), std::divides<>());
  t["z"] = zOf(tri, 50);
  t["robust_z"] = robustZ(tri, 50);
  t["rsi"] = rsiOf(tri, 14);
  t["macd"] = zip(emaOf(tri, 8), emaOf(tri, 21), std::minus<>());
  t["macd_signal"] = emaOf(t["macd"], 9);
  t["macd_hist"] = zip(t["macd"], t["macd_signal"], std::minus<>());
  for (const auto& [key, of, level] : {std::tuple{"z_high", "z", 2.0},
                                       {"z_low", "z", -2.0},
                                       {"robust_z_high", "robust_z", 3.0},
                                       {"robust_z_low", "robust_z", -3.0},
                                       {"roc_impulse_up", "ema_roc", 3.0},
                                       {"roc_impulse_down", "ema_roc", -3.0}})
    t[key] = beyond(t[of], level);
  t["rsi_high"] = holds(t["rsi"], [](double x) { return x > 69; });
  t["rsi_low"] = holds(t["rsi"], [](double x) { return x < 31; });
  t["tri_flip_up"] = turns(t["tri_ema"], 1, 1);
  t["tri_flip_down"] = turns(t["tri_ema"], -1, 1);
  t["macd_cross_up"] = turns(t["macd_hist"], 1, -1);
  t["macd_cross_down"] = turns(t["macd_hist"], -1, 1);
}

void addLeadership(Keyed& t, const Market& m) {
  t["spot_led_accumulation"] = both(holds(zOf(t["spot_spot"], 50), [](double z) { return z >= 1; }),
                                    holds(t["z"], [](double z) { return z <= -0.5; }));
  t["perp_led_chase"] = both(holds(t["ema_roc"], [](double x) { return x >= 3; }),
                             beyond(changeOf(emaOf(t["spot_spot"], 9), 1), -1e-300));
  t["spot_flip_up"] = turns(t["spot_perp"], 1, 1);
  t["spot_flip_down"] = turns(t["spot_perp"], -1, 1);
  t["arbitrage"] = zip(zip(m.spot_a, m.perp_b, std::minus<>()), m.spot_b,
                       [](double gap, double spot) { return std::abs(gap) > spot * 0.0025 ? 1.0 : 0.0; });
}

Column opacityOf(const Market& m, const Choice& choice) {
  if (choice.name != "SimpleBps") {
    auto rank = rankOf(m.volume_a, 30);
    for (double& x : rank) x = 0.25 + 0.75 * x / 100;
    return rank;
  }
  const auto volume = zip(m.volume_a, m.volume_perp, [](double a, double b) { return (a + b) / 2; });
  return zip(volume, smaOf(volume, 30), [](double v, double mean) { return 0.25 + 0.75 * v / (mean + v); });
}

// Bars without holes, one stretch that no reset interrupts.
Keyed stretch(const Market& m, const Choice& choice) {
  Keyed t;
  const auto spread = [&m, &choice](const Column& a, const Column& b) {
    auto gap = zip(a, b, std::minus<>());
    if (choice.per_spot_b == 0) return gap;
    for (std::size_t i = 0; i < gap.size(); ++i) gap[i] = gap[i] / m.spot_b[i] * choice.per_spot_b;
    return gap;
  };
  t["spot_spot"] = spread(m.spot_a, m.spot_b);
  t["spot_perp"] = spread(m.spot_a, m.perp_b);
  t["tri"] = spread(m.perp_b, m.spot_b);
  t["opacity"] = opacityOf(m, choice);
  addMomentum(t, t[choice.series]);
  addTri(t);
  addLeadership(t, m);
  return t;
}

Market pick(const Market& m, const std::vector<std::size_t>& bars) {
  Market out;
  for (const auto part :
       {&Market::spot_a, &Market::spot_b, &Market::perp_b, &Market::volume_a, &Market::volume_perp})
    for (const auto bar : bars) (out.*part).push_back((m.*part)[bar]);
  return out;
}

// Of each bar that is no hole; holes of more than 50 bars start a new stretch.
std::vector<std::vector<std::size_t>> stretches(const Column& series) {
  std::vector<std::vector<std::size_t>> all(1);
  for (std::size_t i = 0; i < series.size(); ++i) {
    if (isMissing(series[i])) continue;
    if (!all.back().empty() && i - all.back().back() > 51) all.emplace_back();
    all.back().push_back(i);
  }
  return all;
}

Keyed wholeTable(const Market& m, const Choice& choice) {
  const auto& left = choice.series == "tri" ? m.perp_b : m.spot_a;
  const auto& right = choice.series == "spot_perp" ? m.perp_b : m.spot_b;
  auto gap = zip(left, right, std::minus<>());
  // Relative to spot B there is no spread without it.
  if (choice.per_spot_b != 0) gap = zip(gap, m.spot_b, std::divides<>());
  Keyed whole;
  for (const auto& bars : stretches(gap))
    for (const auto& [key, column] : stretch(pick(m, bars), choice)) {
      auto& out = whole[key];
      out.resize(m.spot_a.size(), kMissing);
      for (std::size_t i = 0; i < bars.size(); ++i) out[bars[i]] = column[i];
    }
  return whole;
}

void cut(Market& m) {
  for (std::size_t i = 0; i < m.spot_a.size(); ++i) {
    if (i % 97 == 5 || (i > 900 && i < 960)) m.spot_a[i] = m.volume_a[i] = kMissing;
    if (i % 89 == 7) m.perp_b[i] = m.volume_perp[i] = kMissing;
    if (i % 211 == 3) m.spot_b[i] = kMissing;
  }
}

Market recordedMarket() {
  const Grid grid = Grid::covering({utc(2020, 1, 1), utc(2024, 8, 9)}, Interval::D1);
  Market m{real::coinbaseColumn(6, grid), real::dailyColumn(real::kSpotFile, 6, grid),
           real::dailyColumn(real::kPerpFile, 6, grid), real::coinbaseColumn(7, grid),
           real::dailyColumn(real::kPerpFile, 7, grid)};
  cut(m);
  return m;
}

class SpotPremiumRocColumns : public testing::TestWithParam<Choice> {};

TEST_P(SpotPremiumRocColumns, EveryColumnOfEveryBarAgrees) {
  PERPSCOPE_NEEDS(test::historyFolder());
  const auto market = recordedMarket();
  StudyBench bench("spot_premium_roc", Interval::D1, GetParam().overrides, market.spot_a.size());
  bench.spot("coinbase:BTC-USD", market.spot_a);
  bench.spot("binance:BTCUSDT", market.spot_b);
  bench.perp("binance:BTCUSDT", market.perp_b);
  bench.fill("coinbase:BTC-USD", MarketKind::Spot, InputKind::Candles, 1, market.volume_a);
  bench.fill("binance:BTCUSDT", MarketKind::Perp, InputKind::Candles, 1, market.volume_perp);
  bench.run();
  const auto expected = wholeTable(market, GetParam());
  EXPECT_EQ(expected.size(), 37U) << "all but the three prices";
  for (const auto& [key, column] : expected) {
    const auto actual = bench.column(key);
    std::size_t values = 0;
    for (std::size_t i = 0; i < column.size(); ++i) {
      // A ratio with a median of 0 is missing.
      const double wanted = std::isfinite(column[i]) ? column[i] : kMissing;
      ASSERT_EQ(isMissing(wanted), isMissing(actual[i])) << key << " bar " << i << ": " << wanted;
      if (isMissing(wanted)) continue;
      ASSERT_NEAR(actual[i], wanted, 1e-7 * std::max(1.0, std::abs(wanted))) << key << " bar " << i;
      ++values;
    }
    EXPECT_GT(values, 1000U) << key;
  }
}

INSTANTIATE_TEST_SUITE_P(
    Daily, SpotPremiumRocColumns,
    testing::Values(Choice{"Defaults", {}, "spot_spot", 0},
                    Choice{"Tri", {{"show_spot_spot", "false"}, {"unit", "percent"}}, "tri", 100},
                    Choice{"SimpleBps",
                           {{"simple_view", "true"},
                            {"unit", "bps"},
                            {"mapping", "sma_ratio"},
                            {"volume_source", "average"}},
                           "spot_perp",
                           10'000}),
    [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace perpscope::studies
