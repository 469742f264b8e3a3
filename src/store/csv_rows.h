// Rows of cells from lines, by libcsv. A quoted cell may hold line ends. For this room only.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "store/line_source.h"

namespace perpscope::store {

// The cells of one row, side by side in one text, so that reading a row costs no allocation.
class CsvRow {
 public:
  // Of the file, where the row starts; from 1.
  [[nodiscard]] std::size_t line() const { return line_; }
  [[nodiscard]] std::size_t size() const { return ends_.size(); }
  [[nodiscard]] std::string_view operator[](std::size_t cell) const {
    const std::size_t begin = cell == 0 ? 0 : ends_[cell - 1];
    return std::string_view(text_).substr(begin, ends_[cell] - begin);
  }

 private:
  friend class CsvRows;
  std::size_t line_ = 0;
  std::string text_;
  std::vector<std::size_t> ends_;
};

class CsvRows {
 public:
  CsvRows(LineSource& lines, char delimiter);
  CsvRows(const CsvRows&) = delete;
  CsvRows& operator=(const CsvRows&) = delete;
  ~CsvRows();

  [[nodiscard]] Status skipLines(std::size_t count);
  // False at the end. Blank lines are passed over. Unquoted cells lose the blanks around them.
  [[nodiscard]] Result<bool> next(CsvRow& row);

 private:
  struct Parser;
  LineSource& lines_;
  std::unique_ptr<Parser> parser_;
  std::size_t line_ = 0;
};

}  // namespace perpscope::store
