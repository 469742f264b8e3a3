// The operators against the golden vectors: a column's name says the operator and its arguments. A name that
// no operator answers to is a failure.
#include <functional>
#include <map>
#include <regex>
#include <set>
#include <sstream>

#include "golden_files.h"
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

namespace fs = std::filesystem;
using test::GoldenTable;

struct Row {
  double x = kNa;
  double y = kNa;
  double v = kNa;
};
using Push = std::function<double(const Row&)>;
using Arguments = std::vector<double>;
using Maker = std::function<Push(const Arguments&)>;

std::size_t count(const Arguments& arguments, std::size_t i) {
  return static_cast<std::size_t>(arguments.at(i));
}

template <class Operator>
Push onX(Operator made) {
  return [op = std::move(made)](const Row& row) mutable { return static_cast<double>(op.push(row.x)); };
}

template <class Operator>
Push onXY(Operator made) {
  return
      [op = std::move(made)](const Row& row) mutable { return static_cast<double>(op.push(row.x, row.y)); };
}

template <class Operator>
Maker windowed() {
  return [](const Arguments& a) { return onX(Operator(count(a, 0))); };
}

template <class Operator>
Maker spread(Spread kind) {
  return [kind](const Arguments& a) { return onX(Operator(count(a, 0), kind)); };
}

template <class Operator>
Maker withNumber() {
  return [](const Arguments& a) { return onX(Operator(count(a, 0), a.at(1))); };
}

Maker bollinger(double Bollinger::Value::* part) {
  return [part](const Arguments& a) {
    return
        [op = Bollinger(count(a, 0), a.at(1)), part](const Row& row) mutable { return op.push(row.x).*part; };
  };
}

Maker macd(double Macd::Value::* part) {
  return [part](const Arguments& a) {
    return [op = Macd(count(a, 0), count(a, 1), count(a, 2)), part](const Row& row) mutable {
      return op.push(row.x).*part;
    };
  };
}

const std::map<std::string, Maker>& makers() {
  static const std::map<std::string, Maker> kMakers{
      {"sma", windowed<Sma>()},
      {"sum", windowed<Sum>()},
      {"stdev", spread<Stdev>(Spread::Population)},
      {"stdev_sample", spread<Stdev>(Spread::Sample)},
      {"variance", spread<Variance>(Spread::Population)},
      {"variance_sample", spread<Variance>(Spread::Sample)},
      {"bb_mid", bollinger(&Bollinger::Value::mid)},
      {"bb_up", bollinger(&Bollinger::Value::upper)},
      {"bb_lo", bollinger(&Bollinger::Value::lower)},
      {"ema", windowed<Ema>()},
      {"rma", windowed<Rma>()},
      {"wma", windowed<Wma>()},
      {"vwma",
       [](const Arguments& a) {
         return [op = Vwma(count(a, 0))](const Row& row) mutable { return op.push(row.x, row.v); };
       }},
      {"rsi", windowed<Rsi>()},
      {"macd", macd(&Macd::Value::line)},
      {"macd_signal", macd(&Macd::Value::signal)},
      {"macd_hist", macd(&Macd::Value::hist)},
      {"roc", windowed<Roc>()},
      {"mom", windowed<Mom>()},
      {"change", windowed<Change>()},
      {"highest", windowed<Highest>()},
      {"lowest", windowed<Lowest>()},
      {"percentrank", windowed<PercentRank>()},
      {"percentile_lin", withNumber<PercentileLinear>()},
      {"percentile_near", withNumber<PercentileNearest>()},
      {"median", windowed<Median>()},
      {"mad", windowed<Mad>()},
      {"dev", windowed<Dev>()},
      {"linreg", withNumber<Linreg>()},
      {"cum", [](const Arguments&) { return onX(Cum()); }},
      {"fixnan", [](const Arguments&) { return onX(FixNan()); }},
      {"zscore", windowed<Zscore>()},
      {"robustz", windowed<RobustZ>()},
      {"minmax", windowed<MinMax>()},
      {"rising", windowed<Rising>()},
      {"falling", windowed<Falling>()},
      {"crossover_x_y", [](const Arguments&) { return onXY(Crossover()); }},
      {"crossunder_x_y", [](const Arguments&) { return onXY(Crossunder()); }},
      {"cross_x_y", [](const Arguments&) { return onXY(Cross()); }},
      {"correlation_x_y", [](const Arguments& a) { return onXY(Correlation(count(a, 0))); }},
  };
  return kMakers;
}

// "macd_signal_12_26_9" -> macd_signal(12, 26, 9). Throws where no operator has that name or an argument is
// missing.
Push operatorOf(const std::string& column) {
  static const std::regex kNumbers("^(.*?)((_-?[0-9]+(\\.[0-9]+)?)*)$");
  std::smatch parts;
  std::regex_match(column, parts, kNumbers);
  Arguments arguments;
  std::istringstream numbers(parts[2]);
  for (std::string number; std::getline(numbers, number, '_');)
    if (!number.empty()) arguments.push_back(std::stod(number));
  return makers().at(parts[1])(arguments);
}

std::vector<Row> rowsOf(const GoldenTable& input) {
  const auto x = input.column("x");
  const auto y = input.column("y");
  const auto v = input.column("v");
  std::vector<Row> rows;
  for (std::size_t i = 0; i < input.size(); ++i) rows.push_back({x[i], y[i], v[i]});
  return rows;
}

void compareColumn(const GoldenTable& expected, std::size_t column, const std::vector<Row>& rows,
                   test::Tolerance tolerance) {
  Push push;
  try {
    push = operatorOf(expected.header()[column]);
  } catch (const std::exception&) {
    FAIL() << "no operator for the column " << expected.header()[column];
  }
  test::Column actual;
  for (const auto& row : rows) actual.push_back(push(row));
  test::compare(expected, column, actual, tolerance);
}

// Files `<stem>.<anything>.csv` beside a `<stem>.input.csv` that has a column x.
std::vector<fs::path> outputFiles(const fs::path& folder) {
  std::set<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder)) {
    const auto name = entry.path().filename().string();
    const auto input = folder / (name.substr(0, name.find('.')) + ".input.csv");
    if (entry.path().extension() != ".csv" || entry.path() == input || !fs::exists(input)) continue;
    if (GoldenTable(input).has("x")) files.insert(entry.path());
  }
  return {files.begin(), files.end()};
}

TEST(Golden, EveryColumnOfEveryOutputFile) {
  const auto folder = test::goldenFolder();
  PERPSCOPE_NEEDS(folder);
  nlohmann::json tolerances;
  if (fs::exists(folder / "tolerances.json"))
    tolerances = nlohmann::json::parse(std::ifstream(folder / "tolerances.json"));
  std::size_t compared = 0;
  for (const auto& file : outputFiles(folder)) {
    SCOPED_TRACE(file.filename());
    const auto name = file.filename().string();
    const auto stem = name.substr(0, name.find('.'));
    const auto rows = rowsOf(GoldenTable(folder / (stem + ".input.csv")));
    const GoldenTable expected(file);
    ASSERT_EQ(expected.size(), rows.size());
    for (std::size_t c = 0; c < expected.header().size(); ++c) {
      const auto& column = expected.header()[c];
      if (column == "i" || column == "time") continue;
      compareColumn(expected, c, rows, test::toleranceOf(tolerances, stem, column));
      ++compared;
    }
  }
  EXPECT_GT(compared, 0U) << "columns compared";
  RecordProperty("columns", static_cast<int>(compared));
}

TEST(Golden, AColumnThatNothingComputesIsAnError) {
  EXPECT_THROW(operatorOf("hull_20"), std::out_of_range);
  EXPECT_THROW(operatorOf("bb_up_20"), std::out_of_range) << "its multiplier is missing";
  EXPECT_NO_THROW(operatorOf("percentile_lin_200_97.5"));
}

}  // namespace
}  // namespace perpscope::indicators
