// Runs a study over bars written down in a test.
#pragma once

#include <map>

#include <gtest/gtest.h>

#include "studies/registry.h"
#include "studies/run.h"

namespace perpscope::studies {

inline constexpr Time kDay0 = utc(2024, 1, 1);
inline constexpr Time kLongAfter = utc(2030, 1, 1);

// The last values of a column.
inline std::vector<double> tail(const std::vector<double>& values, std::size_t count) {
  return {values.end() - static_cast<std::ptrdiff_t>(count), values.end()};
}

// One study with its settings; cells are filled by input and cell, then run.
class StudyBench {
 public:
  StudyBench(std::string_view id, Interval interval, const Overrides& overrides, std::size_t bars)
      : StudyBench(id, {interval, barNumber(kDay0, interval), bars}, overrides) {}
  StudyBench(std::string_view id, const Grid& grid, const Overrides& overrides)
      : study_(**named(id)),
        context_{"BTC", grid.interval, *resolve(study_.declaration().params, grid.interval, overrides), {}},
        grid_(grid) {
    inputs_ = *study_.inputs(context_);
    std::size_t width = 0;
    for (const auto& input : inputs_.list) {
      first_cell_.push_back(width);
      width += input.cells();
    }
    frame_ = Frame(grid_, width);
  }

  [[nodiscard]] const Inputs& inputs() const { return inputs_; }

  // The n-th cell of the input that asks for this leg, kind and lag.
  void fill(const std::string& leg, MarketKind market, InputKind kind, std::size_t cell,
            const std::vector<double>& values, Milliseconds lag = Milliseconds{0}) {
    for (std::size_t i = 0; i < inputs_.list.size(); ++i) {
      const auto& input = inputs_.list[i];
      if (input.leg.name() == leg && input.leg.kind == market && input.kind == kind && input.lag == lag) {
        frame_.fill(first_cell_[i] + cell, values);
        return;
      }
    }
    FAIL() << "no input " << leg;
  }
  void spot(const std::string& leg, const std::vector<double>& closes) {
    fill(leg, MarketKind::Spot, InputKind::Candles, 0, closes);
  }
  void perp(const std::string& leg, const std::vector<double>& closes) {
    fill(leg, MarketKind::Perp, InputKind::Candles, 0, closes);
  }

  void run(Time now = kLongAfter) { table_ = Runner(study_, context_, inputs_).run(frame_, now); }

  [[nodiscard]] std::vector<double> column(std::string_view key) const {
    const auto keys = study_.declaration().columns();
    const auto found = std::ranges::find(keys, key);
    EXPECT_NE(found, keys.end()) << key;
    const auto values = table_.columns[static_cast<std::size_t>(found - keys.begin())];
    return {values.begin(), values.end()};
  }
  [[nodiscard]] const Table& table() const { return table_; }

 private:
  const Study& study_;
  Context context_;
  Inputs inputs_;
  std::vector<std::size_t> first_cell_;
  Grid grid_;
  Frame frame_;
  Table table_;
};

}  // namespace perpscope::studies
