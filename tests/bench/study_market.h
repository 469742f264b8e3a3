// A study with its defaults, and a market of minutes for it: what the studies' benchmarks compute.
#pragma once

#include <ctime>
#include <numeric>

#include "market/blocks.h"
#include "random_cells.h"
#include "studies/registry.h"

namespace perpscope::bench {

constexpr std::size_t kTenYears = 5'256'000;          // minutes
constexpr std::size_t kStretch = SeriesBlock::kSize;  // as the engine computes them
constexpr Time kStart = utc(2016, 1, 1);
constexpr Time kLongAfter = utc(2100, 1, 1);

// Processor time of this thread, so that it also holds on a busy machine.
inline double processorSeconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

struct StudyMarket {
  explicit StudyMarket(const studies::Study& of)
      : study(of),
        context{"BTC", Interval::M1, *resolve(of.declaration().params, Interval::M1, {}), {}},
        inputs(*of.inputs(context)),
        market(inputs, 1, 0.1) {}

  // The next bars of the market.
  studies::Frame frame(std::size_t bars) {
    studies::Frame filled({Interval::M1, barNumber(kStart, Interval::M1) + made, bars}, market.width());
    const auto columns = market.next(bars);
    for (std::size_t cell = 0; cell < columns.size(); ++cell) filled.fill(cell, columns[cell]);
    made += static_cast<std::int64_t>(bars);
    return filled;
  }

  // Has `compute(frame, table)` take so many bars, a stretch at a time, and gives each stretch to
  // `use(frame, table)`. The seconds that computing took: filling the frames and using is not counted.
  template <class Compute, class Use>
  double time(std::size_t bars, Compute compute, Use use) {
    studies::Table table;
    double seconds = 0;
    for (std::size_t first = 0; first < bars; first += kStretch) {
      const auto cells = frame(std::min(kStretch, bars - first));
      const double begin = processorSeconds();
      compute(cells, table);
      seconds += processorSeconds() - begin;
      use(cells, table);
    }
    return seconds;
  }
  template <class Use>
  double run(std::size_t bars, Use use) {
    studies::Runner runner(study, context, inputs);
    return time(bars, [&](const auto& cells, auto& table) { runner.run(cells, kLongAfter, table); }, use);
  }

  const studies::Study& study;
  studies::Context context;
  studies::Inputs inputs;
  test::RandomCells market;
  std::int64_t made = 0;
};

}  // namespace perpscope::bench
