// The dates that the flow dashboard flags on real data (studies, section 1.5).
#include <gmock/gmock.h>

#include "studies/real_days.h"
#include "studies/study_bench.h"

namespace perpscope::studies {
namespace {

using testing::ElementsAre;
using testing::IsSupersetOf;

class FlowDashboardFacts : public testing::Test {
 protected:
  void SetUp() override {
    PERPSCOPE_NEEDS(test::historyFolder());
    const auto& study = **named("flow_dashboard");
    const Context context{"BTC",
                          Interval::D1,
                          *resolve(study.declaration().params, Interval::D1,
                                   {{"spot_legs", "binance"}, {"perp_legs", "binance"}}),
                          {}};
    const auto inputs = *study.inputs(context);
    const Grid grid = Grid::covering({utc(2020, 1, 1), utc(2024, 8, 9)}, Interval::D1);
    std::size_t width = 0;
    for (const auto& input : inputs.list) width += input.cells();
    Frame frame(grid, width);
    std::size_t cell = 0;
    for (const auto& input : inputs.list) {
      fill(frame, input, cell);
      cell += input.cells();
    }
    table_ = Runner(study, context, inputs).run(frame, kLongAfter);
    keys_ = study.declaration().columns();
  }

  static void fill(Frame& frame, const Input& input, std::size_t cell) {
    const Grid& grid = frame.grid();
    switch (input.kind) {
      case InputKind::Candles:
        frame.fill(
            cell, real::dailyColumn(input.leg.kind == MarketKind::Spot ? real::kSpotFile : real::kPerpFile, 6,
                                    grid));
        break;
      case InputKind::Funding:
        frame.fill(cell, alignFunding(real::settledFunding(), grid, input.window).rate_8h);
        break;
      case InputKind::OpenInterest:
        frame.fill(
            cell + 1,
            alignOpenInterest(real::dailyOpenInterest(), grid, input.max_age, input.lag, kLongAfter).usd);
        break;
      case InputKind::PremiumWindow: break;
    }
  }

  [[nodiscard]] std::vector<double> column(std::string_view key) const {
    const auto values =
        table_.columns[static_cast<std::size_t>(std::ranges::find(keys_, key) - keys_.begin())];
    return {values.begin(), values.end()};
  }

  // First days of runs; runs closer than 14 days count once.
  [[nodiscard]] std::vector<std::string> starts(std::string_view key) const {
    std::vector<std::string> dates;
    Time last = Time::min();
    for (std::size_t bar = 0; bar < table_.grid.size; ++bar) {
      if (column(key)[bar] != 1) continue;
      const Time day = table_.grid.open(bar);
      if (last == Time::min() || day - last >= 14 * kDay) dates.push_back(isoDate(day));
      last = day;
    }
    return dates;
  }

  Table table_;
  std::vector<std::string> keys_;
};

TEST_F(FlowDashboardFacts, Bottoms) {
  EXPECT_THAT(starts("cycle_bottom"), ElementsAre("2020-03-12", "2020-09-15", "2021-05-19", "2021-12-04",
                                                  "2022-11-09", "2023-03-12", "2023-08-19", "2024-04-14"));
}

TEST_F(FlowDashboardFacts, Tops) {
  const auto tops = starts("cycle_top");
  EXPECT_EQ(tops.size(), 16U);
  EXPECT_THAT(tops, IsSupersetOf({"2021-01-03", "2021-02-09", "2021-11-08"}));
}

struct Expected {
  Time day;
  double premium, funding, premium_z, funding_z, oi_z, extreme;
};

// Numbers of a second implementation, in plain Python from the same files: exactly summed windows, London
// times by the zone database.
TEST_F(FlowDashboardFacts, NumbersOfAnIndependentComputation) {
  const std::vector<Expected> expected{
      {utc(2020, 3, 12), -0.736458333333341, 0.008702333333333334, -7.024935418859, -1.2074645518721525,
       kMissing, -4.116199985365577},
      {utc(2021, 5, 19), -0.0025892550277120873, 0.020063666666666667, -1.2863461446512177,
       -0.8239354244620545, -3.998050081614688, -2.0361105502426535},
      {utc(2022, 11, 9), -0.11185211655480089, 0.00038122222222222176, -4.482022066367872,
       -1.7546871719134023, -1.874631938323558, -2.7037803922016104},
      {utc(2024, 8, 8), -0.04245696632249082, 0.0008585555555555557, -0.48396433186382687,
       -2.3957620903618677, -1.1750511716038388, -1.3515925312765111}};
  for (const auto& row : expected) {
    const auto bar = static_cast<std::size_t>(table_.grid.indexOf(row.day));
    for (const auto& [key, value] : {std::pair{"premium", row.premium},
                                     {"funding", row.funding},
                                     {"premium_z", row.premium_z},
                                     {"funding_z", row.funding_z},
                                     {"oi_z", row.oi_z},
                                     {"extreme", row.extreme}})
      if (isMissing(value))
        EXPECT_TRUE(isMissing(column(key)[bar])) << key;
      else
        EXPECT_NEAR(column(key)[bar], value, 1e-9) << key << ' ' << isoDate(row.day);
  }
}

// A plain second computation of one day, from the columns the study prints.
TEST_F(FlowDashboardFacts, ScoresOfOneDayByHand) {
  const auto bar = static_cast<std::size_t>(table_.grid.indexOf(utc(2022, 11, 9)));
  for (const auto& [series, score] :
       {std::pair{"premium", "premium_z"}, {"oi", "oi_z"}, {"funding", "funding_z"}}) {
    long double sum = 0;
    std::vector<double> window;
    for (std::size_t i = bar + 1; window.size() < 60; --i)
      if (const double x = column(series)[i - 1]; !isMissing(column("premium")[i - 1])) {
        window.push_back(x);
        sum += x;
      }
    const long double mean = sum / 60;
    long double squares = 0;
    for (const double x : window) squares += (x - mean) * (x - mean);
    EXPECT_NEAR(column(score)[bar], static_cast<double>((window.front() - mean) / std::sqrt(squares / 60)),
                1e-9)
        << series;
  }
}

}  // namespace
}  // namespace perpscope::studies
