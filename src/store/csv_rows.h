// Rows of cells from lines, by libcsv. A quoted cell may hold line ends.
#pragma once

#include <optional>
#include <vector>

#include "store/line_source.h"

namespace perpscope::store {

struct CsvRow {
  std::size_t line = 0;  // where it starts, from 1
  std::vector<std::string> cells;
};

class CsvRows {
 public:
  CsvRows(LineSource& lines, char delimiter);
  CsvRows(const CsvRows&) = delete;
  CsvRows& operator=(const CsvRows&) = delete;
  ~CsvRows();

  [[nodiscard]] Status skipLines(std::size_t count);
  // False at the end. Blank lines are passed over.
  [[nodiscard]] Result<bool> next(CsvRow& row);

 private:
  struct Parser;
  LineSource& lines_;
  std::unique_ptr<Parser> parser_;
  std::size_t line_ = 0;
};

}  // namespace perpscope::store
