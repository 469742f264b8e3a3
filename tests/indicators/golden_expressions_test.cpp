// Values that TradingView exported, named by the expression that made them: a small reader of such
// expressions on top of the operators.
#include <cctype>
#include <functional>
#include <map>
#include <regex>

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

using test::Column;
using test::GoldenTable;

using Columns = std::map<std::string, Column>;
using Call = std::vector<Column>;
// Arguments and the field behind the call, "" where there is none.
using Function = std::function<Column(const Call&, const std::string& field)>;

std::size_t count(const Call& call, std::size_t i) { return static_cast<std::size_t>(call.at(i).at(0)); }

template <class F>
Column eachBar(std::size_t size, F f) {
  Column out;
  for (std::size_t i = 0; i < size; ++i) out.push_back(static_cast<double>(f(i)));
  return out;
}

template <class Operator>
Column run(Operator op, const Column& x) {
  return eachBar(x.size(), [&](std::size_t i) { return op.push(x[i]); });
}

template <class Operator>
Column run(Operator op, const Column& x, const Column& y) {
  return eachBar(x.size(), [&](std::size_t i) { return op.push(x[i], y[i]); });
}

template <class Operator>
Function windowed() {
  return [](const Call& a, const std::string&) { return run(Operator(count(a, 1)), a[0]); };
}

template <class Operator>
Function withNumber() {
  return [](const Call& a, const std::string&) { return run(Operator(count(a, 1), a.at(2)[0]), a[0]); };
}

template <class Operator>
Function ofTwo() {
  return [](const Call& a, const std::string&) { return run(Operator(), a.at(0), a.at(1)); };
}

Column bollinger(const Call& a, const std::string& field) {
  Bollinger op(count(a, 1), a.at(2)[0]);
  return eachBar(a[0].size(), [&](std::size_t i) {
    const auto value = op.push(a[0][i]);
    return field == "mid" ? value.mid : field == "upper" ? value.upper : value.lower;
  });
}

Column macd(const Call& a, const std::string& field) {
  Macd op(count(a, 1), count(a, 2), count(a, 3));
  return eachBar(a[0].size(), [&](std::size_t i) {
    const auto value = op.push(a[0][i]);
    return field == "macd" ? value.line : field == "signal" ? value.signal : value.hist;
  });
}

Column range(const Call& a, const std::string&) {
  const auto high = run(Highest(count(a, 1)), a[0]);
  const auto low = run(Lowest(count(a, 1)), a[0]);
  return eachBar(high.size(), [&](std::size_t i) { return high[i] - low[i]; });
}

Column cci(const Call& a, const std::string&) {
  const auto mean = run(Sma(count(a, 1)), a[0]);
  const auto dev = run(Dev(count(a, 1)), a[0]);
  return eachBar(mean.size(), [&](std::size_t i) { return (a[0][i] - mean[i]) / (0.015 * dev[i]); });
}

const std::map<std::string, Function>& functions() {
  static const std::map<std::string, Function> kFunctions{
      {"ta.sma", windowed<Sma>()},
      {"math.sum", windowed<Sum>()},
      {"ta.ema", windowed<Ema>()},
      {"ta.rma", windowed<Rma>()},
      {"ta.wma", windowed<Wma>()},
      {"ta.rsi", windowed<Rsi>()},
      {"ta.variance", windowed<Variance>()},
      {"ta.stdev", windowed<Stdev>()},
      {"ta.dev", windowed<Dev>()},
      {"ta.highest", windowed<Highest>()},
      {"ta.lowest", windowed<Lowest>()},
      {"ta.median", windowed<Median>()},
      {"ta.percentrank", windowed<PercentRank>()},
      {"ta.percentile_linear_interpolation", withNumber<PercentileLinear>()},
      {"ta.percentile_nearest_rank", withNumber<PercentileNearest>()},
      {"ta.linreg", withNumber<Linreg>()},
      {"ta.crossover", ofTwo<Crossover>()},
      {"ta.crossunder", ofTwo<Crossunder>()},
      {"ta.correlation",
       [](const Call& a, const std::string&) { return run(Correlation(count(a, 2)), a[0], a[1]); }},
      {"ta.vwma", [](const Call& a, const std::string&) { return run(Vwma(count(a, 2)), a[0], a[1]); }},
      {"ta.bb", bollinger},
      {"ta.macd", macd},
      {"ta.range", range},
      {"ta.cci", cci},
  };
  return kFunctions;
}

// term := [number '*'] (number | name | name '(' term {',' term} ')' ['.' field])
class Expression {
 public:
  Expression(std::string text, const Columns& columns) : text_(std::move(text)), columns_(columns) {}

  // Throws std::out_of_range where it knows a name not.
  Column value() {
    auto result = term();
    if (at_ != text_.size()) throw std::out_of_range("not understood: " + text_.substr(at_));
    return result;
  }

 private:
  [[nodiscard]] bool next(char c) const { return at_ < text_.size() && text_[at_] == c; }
  std::string word() {
    const auto from = at_;
    while (at_ < text_.size() && (std::isalnum(static_cast<unsigned char>(text_[at_])) != 0 ||
                                  text_[at_] == '.' || text_[at_] == '_'))
      ++at_;
    return text_.substr(from, at_ - from);
  }
  Column term() {
    const auto name = word();
    if (next('(')) return call(name);
    if (name.empty() || std::isdigit(static_cast<unsigned char>(name[0])) == 0) return columns_.at(name);
    const double number = std::stod(name);
    if (!next('*')) return Column(columns_.begin()->second.size(), number);
    ++at_;
    auto product = term();
    for (double& x : product) x *= number;
    return product;
  }
  Column call(const std::string& name) {
    Call arguments;
    do {
      ++at_;
      if (next(' ')) ++at_;
      arguments.push_back(term());
    } while (next(','));
    if (!next(')')) throw std::out_of_range("no ) in " + text_);
    ++at_;
    if (name == "ta.vwma") arguments.insert(arguments.begin() + 1, columns_.at("volume"));
    const std::string field = next('.') ? word().substr(1) : "";
    return functions().at(name)(arguments, field);
  }

  std::string text_;
  const Columns& columns_;
  std::size_t at_ = 0;
};

Column mixOf(const Columns& columns, const std::string& letters) {
  const std::map<char, std::string> names{{'h', "high"}, {'l', "low"}, {'c', "close"}, {'o', "open"}};
  return eachBar(columns.at("close").size(), [&](std::size_t i) {
    double sum = 0;
    for (const char letter : letters) sum += columns.at(names.at(letter))[i];
    return sum / static_cast<double>(letters.size());
  });
}

// What the expressions call the parts of a chart, and the studies of a chart that take no window.
Columns chartOf(const GoldenTable& table) {
  Columns chart;
  for (const auto* name : {"open", "high", "low", "close", "volume"}) chart[name] = table.column(name);
  chart["hl2"] = mixOf(chart, "hl");
  chart["hlc3"] = mixOf(chart, "hlc");
  chart["ohlc4"] = mixOf(chart, "ohlc");
  chart["hlcc4"] = mixOf(chart, "hlcc");
  const auto& close = chart["close"];
  const auto change = run(Change(), close);
  const auto& volume = chart["volume"];
  const auto flow = [&](auto weight) {
    return run(Cum(), eachBar(close.size(), [&](std::size_t i) { return weight(i) * volume[i]; }));
  };
  chart["ta.pvt"] = flow([&](std::size_t i) { return i == 0 ? kNa : change[i] / close[i - 1]; });
  chart["ta.obv"] =
      flow([&](std::size_t i) { return na(change[i]) ? kNa : (change[i] > 0) - (change[i] < 0); });
  chart["ta.tr"] = eachBar(close.size(), [&](std::size_t i) {
    const double before = i == 0 ? chart["high"][i] : close[i - 1];
    const double low = chart["low"][i];
    return i == 0 ? before - low : std::max(chart["high"][i], before) - std::min(low, before);
  });
  return chart;
}

Column expressionOf(const std::string& text, Columns& chart) {
  std::smatch parts;
  if (text == "ta.tr(true)") return chart["ta.tr"];
  if (std::regex_match(text, parts, std::regex("ta\\.atr\\(([0-9]+)\\)")))
    return run(Rma(std::stoul(parts[1])), chart["ta.tr"]);
  return Expression(text, chart).value();
}

TEST(GoldenExpressions, Exports) {
  const auto file = test::goldenFolder() / "tradingview" / "eurusd30.csv";
  PERPSCOPE_NEEDS(file);
  const GoldenTable expected(file);
  auto chart = chartOf(expected);
  // Differences of averages and quotients of them lose digits, a correlation near 0 most of all: theirs is of
  // uncentred sums.
  const std::regex loose("ta\\.(correlation|macd|cci|bb).*");
  for (std::size_t c = 6; c < expected.header().size(); ++c) {
    const auto& name = expected.header()[c];
    SCOPED_TRACE(name);
    const double rel = std::regex_match(name, loose) ? 1e-7 : 1e-9;
    const double abs = name.starts_with("ta.correlation") ? 1e-7 : 1e-12;
    test::compare(expected, c, expressionOf(name, chart), {abs, rel});
  }
}

Columns probeSeries() {
  Columns series;
  const auto make = [&](const char* name, auto f) { series[name] = eachBar(20, f); };
  make("a", [](std::size_t i) { return 100 + static_cast<double>(i % 7) / 3; });
  make("g", [](std::size_t i) { return i % 3 == 0 ? kNa : 100 + static_cast<double>(i % 7) / 3; });
  make("one", [](std::size_t i) { return i % 3 == 2 ? 1 : kNa; });
  make("c", [](std::size_t i) { return 100 + i % 4; });
  make("b", [](std::size_t i) { return i; });
  make("lo", [](std::size_t i) { return 0.000005 * static_cast<double>(i % 4); });
  make("hi", [](std::size_t i) { return 0.00001 * static_cast<double>(i % 4); });
  make("u", [](std::size_t i) { return i % 3 == 1 ? 100 + 1e-12 : 100; });
  make("uc", [](std::size_t i) { return i % 3 == 1 ? 100 + 1e-8 : 100; });
  return series;
}

// "crossover plateau: s=2@0..2,1@3..5,2@6.. vs 1": values of s from each first bar on, against a constant.
Column plateau(const std::string& text) {
  Column s(20, kNa);
  const std::regex piece("([0-9.]+)@([0-9]+)\\.\\.");
  for (std::sregex_iterator it(text.begin(), text.end(), piece); it != std::sregex_iterator(); ++it)
    for (std::size_t i = std::stoul((*it)[2]); i < s.size(); ++i) s[i] = std::stod((*it)[1]);
  const Column against(s.size(), std::stod(text.substr(text.rfind(' '))));
  return text.starts_with("crossover") ? run(Crossover(), s, against) : run(Crossunder(), s, against);
}

TEST(GoldenExpressions, Probes) {
  const auto file = test::goldenFolder() / "tradingview" / "probes.csv";
  PERPSCOPE_NEEDS(file);
  const GoldenTable probes(file);
  const auto series = probeSeries();
  for (std::size_t row = 0; row < probes.size(); ++row) {
    const auto& text = probes.cell(row, 0);
    const auto values =
        text.find("plateau") != std::string::npos ? plateau(text) : Expression(text, series).value();
    const double actual = values.at(std::stoul(probes.cell(row, 1)));
    EXPECT_TRUE(test::fits(actual, probes.cell(row, 2), {1e-12, 1e-9}))
        << text << " bar " << probes.cell(row, 1) << ": " << actual;
  }
}

}  // namespace
}  // namespace perpscope::indicators
