// What studies cost: ten years of minutes at once, and one new bar after few and after many bars. Budget: a
// second for all studies together. Processor time of this thread, so that it also holds on a busy machine;
// filling the frames is not counted.
#include <algorithm>
#include <ctime>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "market/blocks.h"
#include "random_cells.h"
#include "studies/registry.h"

namespace perpscope::studies {
namespace {

constexpr std::size_t kMinutes = 5'256'000;
constexpr std::size_t kStretch = SeriesBlock::kSize;  // as the engine computes them
constexpr Time kStart = utc(2016, 1, 1);
constexpr Time kLongAfter = utc(2100, 1, 1);

double processorSeconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

// A study with its defaults, and a market of minutes for it.
struct Setup {
  explicit Setup(const Study& of)
      : study(of),
        context{"BTC", Interval::M1, *resolve(of.declaration().params, Interval::M1, {}), {}},
        inputs(*of.inputs(context)),
        market(inputs, 1, 0.1) {}

  // The next bars of the market.
  Frame frame(std::size_t bars) {
    Frame filled({Interval::M1, barNumber(kStart, Interval::M1) + made, bars}, market.width());
    const auto columns = market.next(bars);
    for (std::size_t cell = 0; cell < columns.size(); ++cell) filled.fill(cell, columns[cell]);
    made += static_cast<std::int64_t>(bars);
    return filled;
  }

  const Study& study;
  Context context;
  Inputs inputs;
  test::RandomCells market;
  std::int64_t made = 0;
};

double secondsOfAllMinutes(const Study& study) {
  Setup setup(study);
  Runner runner(study, setup.context, setup.inputs);
  Table table;
  double seconds = 0;
  for (std::size_t first = 0; first < kMinutes; first += kStretch) {
    const auto frame = setup.frame(std::min(kStretch, kMinutes - first));
    const double begin = processorSeconds();
    runner.run(frame, kLongAfter, table);
    benchmark::DoNotOptimize(table.columns.data());
    seconds += processorSeconds() - begin;
  }
  return seconds;
}

void tenYears(benchmark::State& state, std::span<const Study* const> studies) {
  for ([[maybe_unused]] auto _ : state) {
    double seconds = 0;
    for (const auto* study : studies) seconds += secondsOfAllMinutes(*study);
    state.SetIterationTime(seconds);
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kMinutes * studies.size()));
}

// The state of a study after so many bars, and the bar that comes next.
void newBar(benchmark::State& state, const Study* study) {
  Setup setup(*study);
  const auto running = study->begin(setup.context, setup.inputs);
  std::vector<double> row(study->declaration().columns().size());
  const auto bars = static_cast<std::size_t>(state.range(0));
  const auto push = [&](State& to, const Frame& frame, std::size_t bar, bool closed) {
    std::ranges::fill(row, kMissing);
    to.push({frame.grid().open(bar), frame.grid().end(bar), closed, frame.row(bar)}, row);
  };
  for (std::size_t first = 0; first < bars; first += kStretch) {
    const auto frame = setup.frame(std::min(kStretch, bars - first));
    for (std::size_t bar = 0; bar < frame.grid().size; ++bar) push(*running, frame, bar, true);
  }
  const auto next = setup.frame(1);
  for ([[maybe_unused]] auto _ : state) {
    push(*running->clone(), next, 0, false);
    benchmark::DoNotOptimize(row.data());
  }
}

void registerAll() {
  for (std::size_t i = 0; i < all().size(); ++i) {
    const auto* study = all()[i];
    const auto& id = study->declaration().id;
    benchmark::RegisterBenchmark(("tenYears/" + id).c_str(), tenYears, all().subspan(i, 1))
        ->UseManualTime()
        ->Iterations(1)
        ->Unit(benchmark::kMillisecond);
    benchmark::RegisterBenchmark(("newBar/" + id).c_str(), newBar, study)
        ->Arg(1'000)
        ->Arg(5'000'000)
        ->Iterations(10'000)
        ->Unit(benchmark::kMicrosecond);
  }
  benchmark::RegisterBenchmark("tenYears/all", tenYears, all())
      ->UseManualTime()
      ->Iterations(1)
      ->Unit(benchmark::kMillisecond);
}

}  // namespace
}  // namespace perpscope::studies

int main(int argc, char** argv) {
  perpscope::studies::registerAll();
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
}
