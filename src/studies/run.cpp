#include "studies/run.h"

namespace perpscope::studies {
namespace {

// How many bars of the grid have ended.
std::size_t closedBars(const Grid& grid, Time now) {
  const auto bars = std::views::iota(std::size_t{0}, grid.size);
  return static_cast<std::size_t>(
      std::ranges::partition_point(bars, [&](std::size_t bar) { return grid.end(bar) <= now; }) -
      bars.begin());
}

// 1 where a condition holds that did not hold on the last bar on which it was evaluated.
constexpr auto kOnset = [](double now, double before) { return now == 1.0 && before != 1.0 ? 1.0 : 0.0; };

}  // namespace

std::size_t Input::cells() const {
  switch (kind) {
    case InputKind::Candles: return fields.count();
    case InputKind::OpenInterest: return 3;
    case InputKind::Funding: return 4;
    case InputKind::PremiumWindow: return 5;
  }
  return 0;
}

std::vector<double> Frame::row(std::size_t bar) const {
  std::vector<double> row;
  for (std::size_t cell = 0; cell < width(); ++cell) row.push_back(cells()[cell][bar]);
  return row;
}

void Frame::fill(std::size_t cell, std::span<const double> column) { copy(column, cells_[cell]); }

Runner::Onsets::Onsets(const Declaration& declaration)
    : first_condition_(declaration.outputs.size()),
      first_onset_(first_condition_ + declaration.conditions.size()) {
  for (std::size_t i = 0; i < declaration.conditions.size(); ++i)
    if (declaration.conditions[i].state) states_.push_back(i);
  last_.assign(states_.size(), 0.0);
}

void Runner::Onsets::write(const Columns& out) {
  if (states_.empty()) return;
  // Conditions are missing together: on the holes of the study.
  eachStretch(out[first_condition_], [&](std::size_t first, std::size_t bars, bool hole) {
    const auto part = out.part(first, bars);
    if (hole) return fillMissing(part, first_onset_);
    for (std::size_t s = 0; s < states_.size(); ++s) {
      const Column onsets = part[first_onset_ + s];
      const Values now = part[first_condition_ + states_[s]];
      onsets[0] = kOnset(now[0], last_[s]);
      each(onsets.subspan(1), kOnset, now.subspan(1), now.first(bars - 1));
      last_[s] = now.back();
    }
  });
}

Runner::Runner(const Study& study, const Context& context, const Inputs& inputs)
    : outputs_(study.declaration().outputs.size()),
      pushed_(outputs_ + study.declaration().conditions.size()),
      width_(study.declaration().columns().size()),
      state_(study.begin(context, inputs)),
      onsets_(study.declaration()) {}

void Runner::commit(const CellColumns& bars, const Columns& out) {
  state_->push({bars, true}, out.first(pushed_));
  onsets_.write(out);
}

void Runner::preview(const CellColumns& bar, const Columns& out) const {
  state_->clone()->push({bar, false}, out.first(pushed_));
  fillMissing(out, outputs_);
}

Table Runner::run(const Frame& frame, Time now) {
  Table table;
  run(frame, now, table);
  return table;
}

void Runner::run(const Frame& frame, Time now, Table& table) {
  const Grid& grid = frame.grid();
  table.grid = grid;
  table.closed = closedBars(grid, now);
  table.columns.resize(width_, grid.size);
  for (std::size_t first = 0; first < grid.size;) {
    const bool closed = first < table.closed;
    const std::size_t bars = closed ? std::min(kMostBars, table.closed - first) : 1;
    const auto cells = frame.cells().part(first, bars);
    const auto out = table.columns.all().part(first, bars);
    closed ? commit(cells, out) : preview(cells, out);
    first += bars;
  }
}

}  // namespace perpscope::studies
