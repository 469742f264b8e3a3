// Cost of one push per operator and window. The values are a random walk near 60,000.
#include <random>
#include <vector>

#include <benchmark/benchmark.h>

#include "indicators/candles.h"
#include "indicators/change.h"
#include "indicators/crossing.h"
#include "indicators/deviation.h"
#include "indicators/extremes.h"
#include "indicators/moving_average.h"
#include "indicators/order_statistics.h"
#include "indicators/oscillator.h"
#include "indicators/regression.h"

namespace perpscope::indicators {
namespace {

constexpr std::size_t kValues = 1U << 16U;

const std::vector<double>& walk() {
  static const auto kWalk = [] {
    std::mt19937_64 random(1);
    std::normal_distribution<double> step(0, 20);
    std::vector<double> values{60'000};
    while (values.size() < kValues) values.push_back(values.back() + step(random));
    return values;
  }();
  return kWalk;
}

template <class Push>
void eachValue(benchmark::State& state, Push push) {
  const auto& values = walk();
  std::size_t i = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(push(values[i], values[(i + 7) % kValues]));
    i = (i + 1) % kValues;
  }
}

std::size_t length(const benchmark::State& state) { return static_cast<std::size_t>(state.range(0)); }

template <class Operator>
void windowed(benchmark::State& state) {
  eachValue(state, [op = Operator(length(state))](double x, double) mutable { return op.push(x); });
}

template <class Operator>
void windowedPair(benchmark::State& state) {
  eachValue(state, [op = Operator(length(state))](double x, double y) mutable { return op.push(x, y); });
}

template <class Operator>
void withNumber(benchmark::State& state) {
  eachValue(state, [op = Operator(length(state), 2)](double x, double) mutable { return op.push(x); });
}

template <class Operator>
void plain(benchmark::State& state) {
  eachValue(state, [op = Operator()](double x, double) mutable { return op.push(x); });
}

template <class Operator>
void plainPair(benchmark::State& state) {
  eachValue(state, [op = Operator()](double x, double y) mutable { return op.push(x, y); });
}

void macd(benchmark::State& state) {
  eachValue(state, [op = Macd(12, 26, 9)](double x, double) mutable { return op.push(x); });
}

void heikinAshi(benchmark::State& state) {
  eachValue(state, [op = HeikinAshi()](double x, double y) mutable {
    return op.push({x, std::max(x, y), std::min(x, y), y});
  });
}

// What a preview of an open bar costs.
template <class Operator>
void copied(benchmark::State& state) {
  Operator op(length(state));
  for (const double x : walk()) op.push(x);
  for (auto _ : state) {
    Operator preview = op;
    benchmark::DoNotOptimize(preview.push(1));
  }
}

#define EACH_WINDOW ->Arg(20)->Arg(500)
BENCHMARK(windowed<Sum>) EACH_WINDOW;
BENCHMARK(windowed<Sma>) EACH_WINDOW;
BENCHMARK(windowed<Variance>) EACH_WINDOW;
BENCHMARK(windowed<Stdev>) EACH_WINDOW;
BENCHMARK(withNumber<Bollinger>) EACH_WINDOW;
BENCHMARK(windowed<Zscore>) EACH_WINDOW;
BENCHMARK(windowed<Ema>) EACH_WINDOW;
BENCHMARK(windowed<Rma>) EACH_WINDOW;
BENCHMARK(windowed<Wma>) EACH_WINDOW;
BENCHMARK(windowedPair<Vwma>) EACH_WINDOW;
BENCHMARK(windowed<Rsi>) EACH_WINDOW;
BENCHMARK(windowed<Change>) EACH_WINDOW;
BENCHMARK(windowed<Roc>) EACH_WINDOW;
BENCHMARK(windowed<Rising>) EACH_WINDOW;
BENCHMARK(windowed<Falling>) EACH_WINDOW;
BENCHMARK(windowed<Highest>) EACH_WINDOW;
BENCHMARK(windowed<Lowest>) EACH_WINDOW;
BENCHMARK(windowed<MinMax>) EACH_WINDOW;
BENCHMARK(windowed<PercentRank>) EACH_WINDOW->Arg(100'000);
BENCHMARK(withNumber<PercentileLinear>) EACH_WINDOW;
BENCHMARK(withNumber<PercentileNearest>) EACH_WINDOW;
BENCHMARK(windowed<Median>) EACH_WINDOW->Arg(100'000);
BENCHMARK(windowed<Mad>) EACH_WINDOW;
BENCHMARK(windowed<RobustZ>) EACH_WINDOW;
BENCHMARK(windowed<Dev>) EACH_WINDOW->Arg(100'000);
BENCHMARK(windowed<Linreg>) EACH_WINDOW;
BENCHMARK(windowedPair<Correlation>) EACH_WINDOW;
BENCHMARK(plain<Cum>);
BENCHMARK(plain<FixNan>);
BENCHMARK(plainPair<Crossover>);
BENCHMARK(plainPair<Crossunder>);
BENCHMARK(plainPair<Cross>);
BENCHMARK(macd);
BENCHMARK(heikinAshi);
BENCHMARK(copied<Zscore>) EACH_WINDOW;
BENCHMARK(copied<RobustZ>) EACH_WINDOW;

}  // namespace
}  // namespace perpscope::indicators

BENCHMARK_MAIN();
