#include "studies/run.h"

namespace perpscope::studies {
std::size_t Input::cells() const {
  switch (kind) {
    case InputKind::Candles: return fields.count();
    case InputKind::OpenInterest: return 3;
    case InputKind::Funding: return 4;
    case InputKind::PremiumWindow: return 5;
  }
  return 0;
}

void Frame::fill(std::size_t cell, std::span<const double> column) {
  for (std::size_t bar = 0; bar < column.size(); ++bar) cells_[bar * width_ + cell] = column[bar];
}

Runner::Onsets::Onsets(const Declaration& declaration)
    : first_condition_(declaration.outputs.size()),
      first_onset_(first_condition_ + declaration.conditions.size()) {
  for (std::size_t i = 0; i < declaration.conditions.size(); ++i)
    if (declaration.conditions[i].state) states_.push_back(i);
  last_.assign(states_.size(), 0.0);
}

void Runner::Onsets::write(std::span<double> row) {
  for (std::size_t s = 0; s < states_.size(); ++s) {
    const double now = row[first_condition_ + states_[s]];
    if (isMissing(now)) continue;
    row[first_onset_ + s] = now == 1.0 && last_[s] != 1.0 ? 1.0 : 0.0;
    last_[s] = now;
  }
}

Runner::Runner(const Study& study, const Context& context, const Inputs& inputs)
    : outputs_(study.declaration().outputs.size()),
      pushed_(outputs_ + study.declaration().conditions.size()),
      width_(study.declaration().columns().size()),
      state_(study.begin(context, inputs)),
      onsets_(study.declaration()) {}

void Runner::push(const Bar& bar, std::span<double> row) {
  std::ranges::fill(row, kMissing);
  if (bar.closed) {
    state_->push(bar, row.first(pushed_));
    onsets_.write(row);
  } else {
    state_->clone()->push(bar, row.first(pushed_));
    std::ranges::fill(row.subspan(outputs_), kMissing);
  }
}

Table Runner::run(const Frame& frame, Time now) {
  Table table;
  run(frame, now, table);
  return table;
}

void Runner::run(const Frame& frame, Time now, Table& table) {
  const Grid& grid = frame.grid();
  table.grid = grid;
  table.closed = 0;
  table.columns.resize(width_);
  for (auto& column : table.columns) column.resize(grid.size);
  rows_.resize(kRows * width_);
  Time open = grid.open(0);
  for (std::size_t bar = 0; bar < grid.size; ++bar) {
    const Time end = grid.end(bar);
    const bool closed = end <= now;
    push({open, end, closed, frame.row(bar)}, std::span(rows_).subspan(bar % kRows * width_, width_));
    open = end;
    if (closed) table.closed = bar + 1;
    if ((bar + 1) % kRows == 0 || bar + 1 == grid.size) keepRows(bar + 1, table);
  }
}

// The rows up to bar `end` that are not in the table yet.
void Runner::keepRows(std::size_t end, Table& table) const {
  const std::size_t first = (end - 1) / kRows * kRows;
  for (std::size_t c = 0; c < width_; ++c)
    for (std::size_t bar = first; bar < end; ++bar) table.columns[c][bar] = rows_[bar % kRows * width_ + c];
}

}  // namespace perpscope::studies
