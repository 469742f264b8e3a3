// A study: what it declares, which inputs it wants, and one way to compute, bar after bar.
#pragma once

#include <memory>
#include <span>

#include "market/funding_windows.h"
#include "market/instrument.h"
#include "studies/bars.h"
#include "studies/declaration.h"

namespace perpscope::studies {

struct Context {
  std::string asset = "BTC";
  Interval interval = Interval::D1;
  Settings settings;
  std::vector<std::string> venues;  // only these where not empty (--venues)
};

enum class InputKind : std::uint8_t {
  Candles,        // one cell per field, in the order of CandleField
  OpenInterest,   // cells: base, usd, age_ms
  Funding,        // cells: rate_8h (fraction), interval_min, age_ms, predicted_8h (of the running bar only)
  PremiumWindow,  // cells: mean, rate_8h, samples, interval_min, until_min; see GridPremium
};

struct Input {
  Instrument leg;
  InputKind kind = InputKind::Candles;
  PriceKind price = PriceKind::Trade;       // Candles
  CandleFields fields{CandleField::Close};  // Candles
  Milliseconds max_age{0};                  // OpenInterest
  Milliseconds lag{0};                      // OpenInterest, Candles: the value that long before the bar's end
  FundingWindow window = FundingWindow::OpenIncluded;
  // PremiumWindow: of `price` PremiumIndex, or of Mid against the index. Its samples' interval and weights.
  Interval sub_interval = Interval::M1;
  SampleWeights weights = SampleWeights::Linear;
  FundingFormula formula = {};
  bool optional = false;        // nobody is told where it is not stored
  bool counts_for_grid = true;  // its earliest and latest rows stretch the study's grid

  [[nodiscard]] std::size_t cells() const;
};

// Consecutive bars of all inputs: the columns of their cells, in the order the study asked for them. At most
// kMostBars.
struct Bars {
  CellColumns cells;
  bool closed = true;  // false: one bar that is still running, a preview

  [[nodiscard]] std::size_t size() const { return cells.bars(); }
  [[nodiscard]] Bars part(std::size_t first, std::size_t bars) const {
    return {cells.part(first, bars), closed};
  }
};

// The running state of a computation. Copying it, pushing the open bar into the copy and throwing the copy
// away is how an open bar is previewed.
class State {
 public:
  State() = default;
  State& operator=(const State&) = delete;
  State& operator=(State&&) = delete;
  virtual ~State() = default;

  [[nodiscard]] virtual std::unique_ptr<State> clone() const = 0;
  // Computes the next bars, and writes all of `out`: outputs, then conditions (1, 0, NaN on a hole), as
  // declared. Onsets are the runner's. What comes out does not depend on how many bars come at once.
  virtual void push(const Bars& bars, const Columns& out) = 0;

 protected:
  State(const State&) = default;
  State(State&&) = default;
};

// clone() for a state that can be copied.
template <class Derived>
class CopyableState : public State {
 public:
  [[nodiscard]] std::unique_ptr<State> clone() const final {
    return std::make_unique<Derived>(static_cast<const Derived&>(*this));
  }
};

// Why a leg is not part of a study's inputs (a venue without that market).
struct LeftOut {
  std::string leg;
  std::string why;
};

struct Inputs {
  std::vector<Input> list;
  std::vector<LeftOut> left_out;
  std::vector<std::string> notes;  // what a reader must know (mixed quote currencies)
};

class Study {
 public:
  Study() = default;
  Study(const Study&) = delete;
  Study& operator=(const Study&) = delete;
  virtual ~Study() = default;

  [[nodiscard]] virtual const Declaration& declaration() const = 0;
  // Fails where no leg is left to compute from, or a leg's name means nothing.
  [[nodiscard]] virtual Result<Inputs> inputs(const Context& context) const = 0;
  // A fresh state for bars whose cells are laid out as `inputs` says.
  [[nodiscard]] virtual std::unique_ptr<State> begin(const Context& context, const Inputs& inputs) const = 0;
};

}  // namespace perpscope::studies
