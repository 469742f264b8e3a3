// The operators against the golden vectors. Columns of operators that are not in the room are passed over;
// every cell of those that are is compared.
#include <functional>
#include <regex>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "golden_files.h"
#include "indicators/candles.h"
#include "indicators/crossing.h"
#include "indicators/deviation.h"
#include "indicators/moving_average.h"
#include "indicators/oscillator.h"

namespace perpscope::indicators {
namespace {

namespace fs = std::filesystem;
using Push = std::function<double(double x, double y)>;
using Arguments = std::vector<std::size_t>;

template <class Operator>
Push of(const Arguments& a) {
  return [op = Operator(a[0])](double x, double) mutable { return op.push(x); };
}

Push macd(const Arguments& a, double Macd::Value::* part) {
  return [op = Macd(a[0], a[1], a[2]), part](double x, double) mutable { return op.push(x).*part; };
}

// name -> how it is computed from the numbers behind it.
const std::map<std::string, std::function<Push(const Arguments&)>>& operators() {
  static const std::map<std::string, std::function<Push(const Arguments&)>> kOperators{
      {"sma", of<Sma>},
      {"stdev", of<Stdev>},
      {"ema", of<Ema>},
      {"rma", of<Rma>},
      {"rsi", of<Rsi>},
      {"zscore", of<Zscore>},
      {"bb_mid", of<Sma>},
      {"macd", [](const Arguments& a) { return macd(a, &Macd::Value::line); }},
      {"macd_signal", [](const Arguments& a) { return macd(a, &Macd::Value::signal); }},
      {"macd_hist", [](const Arguments& a) { return macd(a, &Macd::Value::hist); }},
      {"crossover_x_y",
       [](const Arguments&) {
         return Push([op = Crossover()](double x, double y) mutable { return op.push(x, y) ? 1.0 : 0.0; });
       }},
      {"crossunder_x_y",
       [](const Arguments&) {
         return Push([op = Crossunder()](double x, double y) mutable { return op.push(x, y) ? 1.0 : 0.0; });
       }},
  };
  return kOperators;
}

// "macd_signal_12_26_9" -> macd_signal(12, 26, 9); nothing for a column that no operator of ours makes.
std::optional<Push> operatorOf(const std::string& column) {
  static const std::regex kNumbers("^(.*?)((_[0-9]+)*)$");
  std::smatch parts;
  std::regex_match(column, parts, kNumbers);
  const auto found = operators().find(parts[1]);
  if (found == operators().end()) return std::nullopt;
  Arguments arguments;
  std::istringstream numbers(parts[2]);
  for (std::string number; std::getline(numbers, number, '_');)
    if (!number.empty()) arguments.push_back(std::stoul(number));
  return found->second(arguments);
}

struct Tolerance {
  double abs = 0;
  double rel = 1e-9;
};

void compare(const test::GoldenTable& expected, std::size_t column, const std::vector<double>& actual,
             Tolerance tolerance) {
  std::size_t wrong = 0;
  for (std::size_t row = 0; row < expected.size() && wrong < 5; ++row) {
    const auto& cell = expected.cell(row, column);
    if (cell == "*") continue;
    const bool is_na = cell.empty();
    const double value = is_na ? kNa : std::strtod(cell.c_str(), nullptr);
    const bool fits = is_na
                          ? na(actual[row])
                          : std::abs(actual[row] - value) <= tolerance.abs + tolerance.rel * std::abs(value);
    if (fits) continue;
    ++wrong;
    ADD_FAILURE() << expected.header()[column] << " row " << row << ": '" << cell << "' expected, "
                  << actual[row] << " computed";
  }
}

TEST(Golden, EveryOutputFile) {
  const auto folder = test::goldenFolder();
  PERPSCOPE_NEEDS(folder);
  const auto tolerances = nlohmann::json::parse(std::ifstream(folder / "tolerances.json"));
  std::size_t compared = 0;
  for (const auto& entry : fs::directory_iterator(folder)) {
    const auto name = entry.path().filename().string();
    const auto stem = name.substr(0, name.find('.'));
    const auto input_file = folder / (stem + ".input.csv");
    if (!std::regex_match(name, std::regex("[a-z]+\\.n[0-9]+\\.csv")) || !fs::exists(input_file)) continue;
    SCOPED_TRACE(name);
    const test::GoldenTable input(input_file);
    const auto x = input.column("x");
    const auto y = input.column("y");
    const test::GoldenTable expected(entry.path());
    ASSERT_EQ(expected.size(), x.size());
    for (std::size_t c = 1; c < expected.header().size(); ++c) {
      auto push = operatorOf(expected.header()[c]);
      if (!push) continue;
      std::vector<double> actual;
      for (std::size_t i = 0; i < x.size(); ++i) actual.push_back((*push)(x[i], y[i]));
      Tolerance tolerance;
      if (const auto& known = tolerances[stem]; known.contains(expected.header()[c]))
        tolerance = {known[expected.header()[c]]["abs"], known[expected.header()[c]]["rel"]};
      compare(expected, c, actual, tolerance);
      ++compared;
    }
  }
  EXPECT_GT(compared, 50U) << "columns compared";
}

TEST(Golden, HeikinAshi) {
  const auto folder = test::goldenFolder();
  PERPSCOPE_NEEDS(folder / "daily.heikinashi.csv");
  const test::GoldenTable days(folder / "daily.1D.csv");
  const test::GoldenTable expected(folder / "daily.heikinashi.csv");
  const auto open = days.column("open");
  const auto high = days.column("high");
  const auto low = days.column("low");
  const auto close = days.column("close");
  std::array<std::vector<double>, 4> actual;
  HeikinAshi ha;
  for (std::size_t i = 0; i < days.size(); ++i) {
    const auto bar = ha.push({open[i], high[i], low[i], close[i]});
    actual[0].push_back(bar.open);
    actual[1].push_back(bar.high);
    actual[2].push_back(bar.low);
    actual[3].push_back(bar.close);
  }
  for (std::size_t c = 0; c < 4; ++c) compare(expected, c + 1, actual[c], {});
}

}  // namespace
}  // namespace perpscope::indicators
