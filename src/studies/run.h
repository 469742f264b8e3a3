// Computing a study over a frame of aligned inputs.
#pragma once

#include "studies/study.h"

namespace perpscope::studies {

// Aligned inputs of a study on its grid, column by column.
class Frame {
 public:
  Frame() = default;
  Frame(const Grid& grid, std::size_t width) : grid_(grid), cells_(width, grid.size) {
    fillMissing(cells_.all(), 0);
  }

  [[nodiscard]] const Grid& grid() const { return grid_; }
  [[nodiscard]] std::size_t width() const { return cells_.size(); }
  [[nodiscard]] CellColumns cells() const { return cells_.all(); }
  // All cells of one bar.
  [[nodiscard]] std::vector<double> row(std::size_t bar) const;
  // Writes one cell column; `column` has one value per bar.
  void fill(std::size_t cell, std::span<const double> column);

 private:
  Grid grid_;
  ColumnStore cells_;
};

// The columns of Declaration::columns(), one value per bar of the grid.
struct Table {
  Grid grid;
  ColumnStore columns;
  std::size_t closed = 0;  // bars [0, closed) are final; the rest is a preview
};

// Pushes the frame's bars through a state and keeps what came out. Bars that end after `now` are previews:
// computed on a copy, never committed; their conditions and onsets are NaN, for conditions are evaluated on
// closed bars.
class Runner {
 public:
  Runner(const Study& study, const Context& context, const Inputs& inputs);

  // The frame's bars follow those of the last call.
  [[nodiscard]] Table run(const Frame& frame, Time now);
  // The same into a table that is kept, so that a long history asks for memory once.
  void run(const Frame& frame, Time now, Table& table);

 private:
  // Onsets of state conditions: true now, not true on the last evaluated bar.
  class Onsets {
   public:
    explicit Onsets(const Declaration& declaration);
    // The columns hold outputs, conditions and room for the onsets.
    void write(const Columns& out);

   private:
    std::size_t first_condition_;
    std::size_t first_onset_;
    std::vector<std::size_t> states_;
    std::vector<double> last_;
  };
  void commit(const CellColumns& bars, const Columns& out);
  void preview(const CellColumns& bar, const Columns& out) const;

  std::size_t outputs_;
  std::size_t pushed_;  // outputs and conditions
  std::size_t width_;   // and onsets
  std::unique_ptr<State> state_;
  Onsets onsets_;
};

}  // namespace perpscope::studies
