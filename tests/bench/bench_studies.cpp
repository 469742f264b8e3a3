// What studies cost: ten years of minutes at once, and one new bar after few and after many bars. Budget: a
// second for the five studies together; the price pane is measured beside them, and what is left when nothing
// is computed. With --export=FOLDER [--bars=N] it writes down what the five studies were given and what they
// computed, for pandas_studies.py.
#include <charconv>
#include <cstdio>
#include <optional>

#include <benchmark/benchmark.h>

#include "export_study.h"
#include "study_market.h"

namespace perpscope::bench {
namespace {

using studies::Study;

// Without the price pane, which comes last.
std::span<const Study* const> five() { return studies::all().first(5); }

const auto kUse = [](const studies::Frame&, studies::Table& table) {
  benchmark::DoNotOptimize(table.columns[0].data());
};

void tenYears(benchmark::State& state, std::span<const Study* const> studies) {
  for ([[maybe_unused]] auto _ : state) {
    double seconds = 0;
    for (const auto* study : studies) seconds += StudyMarket(*study).run(kTenYears, kUse);
    state.SetIterationTime(seconds);
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kTenYears * studies.size()));
}

// Reads all cells and writes all columns, as many bars at once as a study does, and computes nothing: no
// study can be faster.
void moveData(const studies::Frame& frame, std::size_t width, studies::Table& table) {
  const auto bars = frame.grid().size;
  table.columns.resize(width, bars);
  for (std::size_t first = 0; first < bars; first += studies::kMostBars) {
    const auto count = std::min(studies::kMostBars, bars - first);
    const auto cells = frame.cells().part(first, count);
    const auto out = table.columns.all().part(first, count);
    for (std::size_t cell = 0; cell < cells.width(); ++cell)
      benchmark::DoNotOptimize(studies::mayMiss(cells[cell]));
    for (std::size_t column = 0; column < width; ++column)
      studies::copy(cells[column % cells.width()], out[column]);
  }
}

void dataAlone(benchmark::State& state) {
  for ([[maybe_unused]] auto _ : state) {
    double seconds = 0;
    for (const auto* study : five()) {
      const auto width = study->declaration().columns().size();
      seconds += StudyMarket(*study).time(
          kTenYears, [width](const auto& frame, auto& table) { moveData(frame, width, table); }, kUse);
    }
    state.SetIterationTime(seconds);
  }
}

// A study after so many bars, and the running bar that comes next.
void newBar(benchmark::State& state, const Study* study) {
  StudyMarket market(*study);
  studies::Runner runner(*study, market.context, market.inputs);
  studies::Table table;
  const auto bars = static_cast<std::size_t>(state.range(0));
  for (std::size_t first = 0; first < bars; first += kStretch)
    runner.run(market.frame(std::min(kStretch, bars - first)), kLongAfter, table);
  const auto next = market.frame(1);
  studies::Table row;
  for ([[maybe_unused]] auto _ : state) {
    runner.run(next, kStart, row);
    benchmark::DoNotOptimize(row.columns[0].data());
  }
}

void registerTenYears(const std::string& name, std::span<const Study* const> studies) {
  benchmark::RegisterBenchmark(("tenYears/" + name).c_str(), tenYears, studies)
      ->UseManualTime()
      ->Iterations(1)
      ->Unit(benchmark::kMillisecond);
}

void registerAll() {
  for (std::size_t i = 0; i < studies::all().size(); ++i) {
    const auto* study = studies::all()[i];
    const auto& id = study->declaration().id;
    registerTenYears(id, studies::all().subspan(i, 1));
    benchmark::RegisterBenchmark(("newBar/" + id).c_str(), newBar, study)
        ->Arg(1'000)
        ->Arg(5'000'000)
        ->Iterations(10'000)
        ->Unit(benchmark::kMicrosecond);
  }
  registerTenYears("five", five());
  benchmark::RegisterBenchmark("tenYears/five_without_computing", dataAlone)
      ->UseManualTime()
      ->Iterations(1)
      ->Unit(benchmark::kMillisecond);
}

// What follows `name` in one of the arguments.
std::optional<std::string_view> option(std::span<char*> arguments, std::string_view name) {
  for (const std::string_view argument : arguments)
    if (argument.starts_with(name)) return argument.substr(name.size());
  return std::nullopt;
}

int exportFive(std::string_view folder, std::string_view bars_text) {
  std::size_t bars = 0;
  const auto read = std::from_chars(bars_text.data(), bars_text.data() + bars_text.size(), bars);
  if (read.ec != std::errc{} || bars == 0) {
    std::fputs("--bars wants a number of bars\n", stderr);
    return 2;
  }
  for (const auto* study : five())
    if (!exportStudy(*study, bars, folder)) {
      std::fputs("cannot write into the folder of --export\n", stderr);
      return 1;
    }
  return 0;
}

}  // namespace
}  // namespace perpscope::bench

int main(int argc, char** argv) {
  const std::span arguments(argv, static_cast<std::size_t>(argc));
  if (const auto folder = perpscope::bench::option(arguments, "--export="))
    return perpscope::bench::exportFive(*folder,
                                        perpscope::bench::option(arguments, "--bars=").value_or("525600"));
  perpscope::bench::registerAll();
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
}
