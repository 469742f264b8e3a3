#include "studies/run.h"

namespace perpscope::studies {
namespace {

// Onsets of state conditions: true now, not true on the last evaluated bar.
class OnsetColumns {
 public:
  explicit OnsetColumns(const Declaration& declaration) : first_condition_(declaration.outputs.size()) {
    for (std::size_t i = 0; i < declaration.conditions.size(); ++i)
      if (declaration.conditions[i].state) states_.push_back(i);
    last_.assign(states_.size(), 0.0);
  }

  // `row` holds outputs, conditions and room for the onsets.
  void write(std::span<double> row, std::size_t first_onset) {
    for (std::size_t s = 0; s < states_.size(); ++s) {
      const double now = row[first_condition_ + states_[s]];
      if (isMissing(now)) continue;
      row[first_onset + s] = now == 1.0 && last_[s] != 1.0 ? 1.0 : 0.0;
      last_[s] = now;
    }
  }

 private:
  std::size_t first_condition_;
  std::vector<std::size_t> states_;
  std::vector<double> last_;
};

}  // namespace

std::size_t Input::cells() const {
  switch (kind) {
    case InputKind::Candles: return fields.count();
    case InputKind::OpenInterest: return 3;
    case InputKind::Funding: return 4;
  }
  return 0;
}

void Frame::fill(std::size_t cell, std::span<const double> column) {
  for (std::size_t bar = 0; bar < column.size(); ++bar) cells_[bar * width_ + cell] = column[bar];
}

Runner::Runner(const Study& study, const Context& context, const Inputs& inputs)
    : declaration_(study.declaration()), state_(study.begin(context, inputs)) {}

Table Runner::run(const Frame& frame, Time now) {
  const Grid& grid = frame.grid();
  const std::size_t outputs = declaration_.outputs.size();
  const std::size_t pushed = outputs + declaration_.conditions.size();
  const std::size_t width = declaration_.columns().size();
  Table table{grid, std::vector<std::vector<double>>(width, std::vector<double>(grid.size)), 0};
  OnsetColumns onsets(declaration_);
  std::vector<double> row(width);
  Time open = grid.open(0);
  for (std::size_t bar = 0; bar < grid.size; ++bar) {
    const Time end = grid.end(bar);
    const Bar input{open, end, end <= now, frame.row(bar)};
    open = end;
    std::ranges::fill(row, kMissing);
    const std::span<double> out(row.data(), pushed);
    if (input.closed) {
      state_->push(input, out);
      onsets.write(row, pushed);
      table.closed = bar + 1;
    } else {
      state_->clone()->push(input, out);
      std::fill(row.begin() + static_cast<std::ptrdiff_t>(outputs), row.end(), kMissing);
    }
    for (std::size_t c = 0; c < width; ++c) table.columns[c][bar] = row[c];
  }
  return table;
}

}  // namespace perpscope::studies
