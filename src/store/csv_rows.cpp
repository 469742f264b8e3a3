#include "store/csv_rows.h"

#include <csv.h>
#include <fmt/format.h>

#include "base/text.h"

namespace perpscope::store {

struct CsvRows::Parser {
  csv_parser state{};
  std::vector<std::string>* cells = nullptr;
  bool complete = false;

  explicit Parser(char delimiter) {
    csv_init(&state, CSV_STRICT | CSV_STRICT_FINI);
    csv_set_delim(&state, static_cast<unsigned char>(delimiter));
  }
  Parser(const Parser&) = delete;
  Parser& operator=(const Parser&) = delete;
  ~Parser() { csv_free(&state); }

  [[nodiscard]] bool feed(const std::string& line) {
    const auto on_cell = [](void* bytes, std::size_t size, void* self) {
      static_cast<Parser*>(self)->cells->emplace_back(static_cast<const char*>(bytes), size);
    };
    const auto on_row = [](int, void* self) { static_cast<Parser*>(self)->complete = true; };
    return csv_parse(&state, line.data(), line.size(), on_cell, on_row, this) == line.size();
  }
};

CsvRows::CsvRows(LineSource& lines, char delimiter)
    : lines_(lines), parser_(std::make_unique<Parser>(delimiter)) {}
CsvRows::~CsvRows() = default;

Status CsvRows::skipLines(std::size_t count) {
  std::string ignored;
  for (; count > 0; --count, ++line_) {
    const auto more = lines_.next(ignored);
    if (!more) return std::unexpected(more.error());
    if (!*more) break;
  }
  return {};
}

Result<bool> CsvRows::next(CsvRow& row) {
  row.cells.clear();
  row.line = 0;
  parser_->cells = &row.cells;
  parser_->complete = false;
  std::string line;
  while (!parser_->complete) {
    const auto more = lines_.next(line);
    if (!more) return std::unexpected(more.error());
    if (!*more) {
      if (row.line != 0)
        return fail(ErrorKind::BadInput, fmt::format("line {}: a quoted cell does not end", row.line));
      return false;
    }
    ++line_;
    if (row.line == 0 && trimmed(line).empty()) continue;
    if (row.line == 0) row.line = line_;
    if (!parser_->feed(line + '\n'))
      return fail(ErrorKind::BadInput, fmt::format("line {}: quotes are not as CSV has them", line_));
  }
  return true;
}

}  // namespace perpscope::store
