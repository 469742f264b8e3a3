// What every study owes its readers: a bar's final values do not depend on how it came in. Computed at once,
// or bar by bar with every bar seen several times while it ran, the closed values are the same to the last
// bit.
#include <bit>
#include <random>

#include "random_cells.h"
#include "studies/study_bench.h"

namespace perpscope::studies {
namespace {

using Columns = test::RandomCells::Columns;

constexpr std::size_t kBars = 1500;
constexpr int kPreviews = 3;

// Settings other than the defaults, made from the declaration.
enum class Chosen : std::uint8_t {
  Defaults,
  Second,   // each choice the second, each toggle the other way, windows a quarter as long
  LastOne,  // each choice the last, windows an eighth as long, one leg only
};

std::string other(const ParamDecl& param, Interval interval, Chosen chosen) {
  const bool second = chosen == Chosen::Second;
  const ParamValue& value = param.defaultFor(interval);
  switch (param.type) {
    case ParamType::Choice: return second ? param.choices[1] : param.choices.back();
    case ParamType::Toggle: return text(std::get<bool>(value) != second);
    case ParamType::Integer:
      return text(std::clamp(std::ceil(std::get<double>(value) / (second ? 4 : 8)), param.min, param.max));
    case ParamType::Legs: return second ? text(value) : text(value).substr(0, text(value).find(','));
    case ParamType::Leg:
    case ParamType::Text:
    case ParamType::Number: return text(value);
  }
  return {};
}

bool accepts(const Study& study, Interval interval, const Overrides& overrides) {
  const auto settings = resolve(study.declaration().params, interval, overrides);
  return settings && study.inputs({"BTC", interval, *settings, {}});
}

Overrides overridesOf(const Study& study, Interval interval, Chosen chosen) {
  Overrides overrides;
  if (chosen == Chosen::Defaults) return overrides;
  for (const auto& param : study.declaration().params) {
    overrides[param.key] = other(param, interval, chosen);
    if (!accepts(study, interval, overrides)) overrides.erase(param.key);
  }
  return overrides;
}

// Lengths from one to `longest`, as many of them short as long.
std::size_t anyLength(std::mt19937_64& random, std::size_t longest) {
  const auto octaves = static_cast<std::uint64_t>(std::bit_width(longest));
  return 1 + random() % std::min(longest, std::size_t{1} << random() % octaves);
}

// Takes stretches of bars out of some columns.
void punch(std::mt19937_64& random, std::span<std::vector<double>> columns, std::size_t longest) {
  for (std::size_t bar = random() % 200; bar < kBars; bar += 50 + anyLength(random, 500)) {
    const std::size_t end = std::min(kBars, bar + anyLength(random, longest));
    for (auto& column : columns) std::fill(&column[bar], &column[0] + end, kMissing);
    bar = end;
  }
}

// Some bars are those before them over again.
void flatten(std::mt19937_64& random, Columns& columns) {
  for (std::size_t bar = 200; bar < kBars; bar += 50 + anyLength(random, 500)) {
    const std::size_t end = std::min(kBars, bar + anyLength(random, 100));
    for (auto& column : columns) std::fill(&column[bar], &column[0] + end, column[bar - 1]);
    bar = end;
  }
}

class Streaming : public testing::TestWithParam<std::tuple<const Study*, Chosen, Interval, unsigned>> {
 protected:
  Streaming()
      : study_(*std::get<0>(GetParam())),
        interval_(std::get<2>(GetParam())),
        random_(100 * std::get<3>(GetParam()) + static_cast<unsigned>(interval_)),
        context_{"BTC",
                 interval_,
                 *resolve(study_.declaration().params, interval_,
                          overridesOf(study_, interval_, std::get<1>(GetParam()))),
                 {}},
        inputs_(*study_.inputs(context_)) {
    test::RandomCells market(inputs_, random_(), 10);
    columns_ = market.next(kBars);
    frame_ = Frame({interval_, barNumber(kDay0, interval_), kBars}, market.width());
    makeHoles();
    for (std::size_t cell = 0; cell < columns_.size(); ++cell) frame_.fill(cell, columns_[cell]);
  }

  // Of single cells, of one input after another, and of everything at once.
  void makeHoles() {
    flatten(random_, columns_);
    std::size_t first = 0;
    for (const auto& input : inputs_.list) {
      punch(random_, std::span(columns_).subspan(first, input.cells()), 100);
      first += input.cells();
    }
    punch(random_, columns_, 250);
    for (auto& column : columns_)
      for (auto& value : column)
        if (random_() % 100 == 0) value = kMissing;
  }

  [[nodiscard]] Frame oneBar(std::size_t bar, std::span<const double> cells) const {
    Frame frame({interval_, frame_.grid().first + static_cast<std::int64_t>(bar), 1}, cells.size());
    for (std::size_t cell = 0; cell < cells.size(); ++cell) frame.fill(cell, cells.subspan(cell, 1));
    return frame;
  }

  // The bar while it runs: other values, some not there yet, some there that are gone at the end.
  [[nodiscard]] Frame running(std::size_t bar) {
    std::vector<double> cells;
    for (const auto& column : columns_) {
      const auto what = random_() % 8;
      const double true_value = what == 0 ? kMissing : column[bar];
      const double value = what == 1 ? column[random_() % kBars] : true_value;
      cells.push_back(value * (0.98 + 0.01 * static_cast<double>(random_() % 5)));
    }
    return oneBar(bar, cells);
  }

  const Study& study_;
  Interval interval_;
  std::mt19937_64 random_;
  Context context_;
  Inputs inputs_;
  Columns columns_;
  Frame frame_;
};

TEST_P(Streaming, ClosedBarsAreTheSameHoweverTheyCameIn) {
  const auto batch = Runner(study_, context_, inputs_).run(frame_, kLongAfter);
  ASSERT_EQ(batch.closed, kBars);
  const auto keys = study_.declaration().columns();
  Runner runner(study_, context_, inputs_);
  for (std::size_t bar = 0; bar < kBars; ++bar) {
    for (int preview = 0; preview < kPreviews; ++preview)
      ASSERT_EQ(runner.run(running(bar), frame_.grid().end(bar) - Milliseconds{1}).closed, 0U);
    const auto row = runner.run(oneBar(bar, frame_.row(bar)), frame_.grid().end(bar));
    for (std::size_t c = 0; c < keys.size(); ++c)
      ASSERT_EQ(std::bit_cast<std::uint64_t>(row.columns[c][0]),
                std::bit_cast<std::uint64_t>(batch.columns[c][bar]))
          << keys[c] << " of bar " << bar << ": " << row.columns[c][0] << ", " << batch.columns[c][bar];
  }
}

// Else the test above would compare nothing.
TEST_P(Streaming, SeesHolesAndValues) {
  const auto batch = Runner(study_, context_, inputs_).run(frame_, kLongAfter);
  const auto& d = study_.declaration();
  const auto main = static_cast<std::size_t>(d.output(d.main) - d.outputs.data());
  const auto holes = static_cast<std::size_t>(std::ranges::count_if(batch.columns[main], isMissing));
  EXPECT_GT(holes, kBars / 20);
  EXPECT_LT(holes, kBars * 3 / 4);
}

std::string nameOf(const testing::TestParamInfo<Streaming::ParamType>& info) {
  static constexpr std::array kChosen{"Defaults", "Second", "LastOne"};
  const auto& [study, chosen, interval, seed] = info.param;
  return study->declaration().id + "_" + kChosen[static_cast<std::size_t>(chosen)] + "_" +
         std::string(label(interval)) + "_" + std::to_string(seed);
}

INSTANTIATE_TEST_SUITE_P(AllStudies, Streaming,
                         testing::Combine(testing::ValuesIn(all().begin(), all().end()),
                                          testing::Values(Chosen::Defaults, Chosen::Second, Chosen::LastOne),
                                          testing::Values(Interval::M1, Interval::D1),
                                          testing::Values(1U, 2U)),
                         nameOf);

}  // namespace
}  // namespace perpscope::studies
