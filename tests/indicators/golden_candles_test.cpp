// Candles and average premiums against the golden vectors.
#include <array>

#include "golden_files.h"
#include "indicators/candles.h"
#include "market/funding_windows.h"
#include "market/resample.h"

namespace perpscope::indicators {
namespace {

using test::GoldenTable;

constexpr std::array kColumns{"open", "high", "low", "close", "volume"};
constexpr test::Tolerance kTolerance{1e-9, 1e-9};

Time timeOf(double ms) { return timeFromMs(static_cast<std::int64_t>(ms)); }

GridCandles daysOf(const GoldenTable& table) {
  const auto times = table.column("time");
  const auto grid = Grid::covering({timeOf(times.front()), timeOf(times.back() + 1)}, Interval::D1);
  GridCandles days(grid, CandleFields::all());
  for (std::size_t f = 0; f < kCandleFields; ++f) {
    const auto values = table.column(kColumns[f]);
    for (std::size_t i = 0; i < values.size(); ++i)
      days.values[f][static_cast<std::size_t>(grid.indexOf(timeOf(times[i])))] = values[i];
  }
  for (const double time : times) days.present[static_cast<std::size_t>(grid.indexOf(timeOf(time)))] = 1;
  return days;
}

// A bar whose last day is absent has no close of ours (see resample.h), where the vectors show the last day
// there is.
bool lastDayIsAbsent(const GridCandles& days, const Grid& large, std::size_t bar) {
  const auto last = days.grid.indexOf(large.end(bar) - Milliseconds(1));
  return days.grid.holds(last) && days.present[static_cast<std::size_t>(last)] == 0;
}

void compareResampled(const std::filesystem::path& folder, const char* file, Interval interval) {
  SCOPED_TRACE(file);
  const auto days = daysOf(GoldenTable(folder / "daily.1D.csv"));
  const GoldenTable expected(folder / file);
  const auto large = Grid::covering(days.grid.range(), interval);
  const auto bars = resample(days, large, days.grid.range().to);
  const auto times = expected.column("time");
  std::size_t row = 0;
  for (std::size_t bar = 0; bar < large.size; ++bar) {
    if (bars.present[bar] == 0) continue;
    ASSERT_LT(row, times.size());
    ASSERT_EQ(large.open(bar), timeOf(times[row])) << "row " << row;
    for (std::size_t f = 0; f < kCandleFields; ++f) {
      const double actual = bars.values[f][bar];
      if (f == 3 && lastDayIsAbsent(days, large, bar))
        EXPECT_TRUE(na(actual)) << "row " << row;
      else
        EXPECT_TRUE(test::fits(actual, expected.cell(row, f + 1), kTolerance))
            << kColumns[f] << " row " << row << ": " << actual;
    }
    ++row;
  }
  EXPECT_EQ(row, expected.size());
}

TEST(GoldenCandles, DaysBecomeThreeDaysWeeksAndMonths) {
  const auto folder = test::goldenFolder();
  PERPSCOPE_NEEDS(folder / "daily.1D.csv");
  compareResampled(folder, "daily.3D.csv", Interval::D3);
  compareResampled(folder, "daily.1W.csv", Interval::W1);
  compareResampled(folder, "daily.1M.csv", Interval::Mo1);
}

TEST(GoldenCandles, HeikinAshi) {
  const auto folder = test::goldenFolder();
  PERPSCOPE_NEEDS(folder / "daily.heikinashi.csv");
  const GoldenTable days(folder / "daily.1D.csv");
  const GoldenTable expected(folder / "daily.heikinashi.csv");
  std::array<test::Column, 4> in;
  for (std::size_t c = 0; c < 4; ++c) in[c] = days.column(kColumns[c]);
  std::array<test::Column, 4> actual;
  HeikinAshi ha;
  for (std::size_t i = 0; i < days.size(); ++i) {
    const auto bar = ha.push({in[0][i], in[1][i], in[2][i], in[3][i]});
    const std::array values{bar.open, bar.high, bar.low, bar.close};
    for (std::size_t c = 0; c < 4; ++c) actual[c].push_back(values[c]);
  }
  for (std::size_t c = 0; c < 4; ++c) test::compare(expected, c + 1, actual[c], kTolerance);
}

// The rate while it forms, minute by minute, in windows of eight hours.
TEST(GoldenFunding, RateOfTheRunningWindow) {
  const auto folder = test::goldenFolder();
  PERPSCOPE_NEEDS(folder / "funding.expected.csv");
  const GoldenTable expected(folder / "funding.expected.csv");
  const auto premium = GoldenTable(folder / "funding.input.csv").column("premium");
  const PremiumSamples samples{{Interval::M1, 0, premium.size()}, premium};
  const auto windows = fundingWindows({}, samples.grid.range());
  const auto by = [&](SampleWeights weights) {
    return alignPremium(samples, windows, samples.grid, weights, {}, Time::max());
  };
  const auto linear = by(SampleWeights::Linear);
  const auto equal = by(SampleWeights::Equal);
  std::array<test::Column, 5> actual;
  for (const double minute : expected.column("minute")) {
    const auto at = static_cast<std::size_t>(minute);
    const std::array values{linear.mean[at], equal.mean[at], linear.rate_8h[at], equal.rate_8h[at],
                            linear.until_min[at] == 480 ? 1.0 : 0.0};
    for (std::size_t c = 0; c < values.size(); ++c) actual[c].push_back(values[c]);
  }
  for (std::size_t c = 0; c < actual.size(); ++c) test::compare(expected, c + 1, actual[c], {1e-15, 1e-9});
}

}  // namespace
}  // namespace perpscope::indicators
