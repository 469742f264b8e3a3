#include "store/csv_rows.h"

#include <csv.h>
#include <fmt/format.h>

#include "base/text.h"

namespace perpscope::store {

struct CsvRows::Parser {
  csv_parser state{};
  CsvRow* row = nullptr;
  bool complete = false;

  explicit Parser(char delimiter) {
    csv_init(&state, CSV_STRICT | CSV_STRICT_FINI);
    csv_set_delim(&state, static_cast<unsigned char>(delimiter));
  }
  Parser(const Parser&) = delete;
  Parser& operator=(const Parser&) = delete;
  ~Parser() { csv_free(&state); }

  void begin(CsvRow& into) {
    row = &into;
    row->line_ = 0;
    row->text_.clear();
    row->ends_.clear();
    complete = false;
  }

  [[nodiscard]] bool feed(std::string_view text) {
    const auto on_cell = [](void* bytes, std::size_t size, void* self) {
      CsvRow& into = *static_cast<Parser*>(self)->row;
      into.text_.append(static_cast<const char*>(bytes), size);
      into.ends_.push_back(into.text_.size());
    };
    const auto on_row = [](int, void* self) { static_cast<Parser*>(self)->complete = true; };
    return csv_parse(&state, text.data(), text.size(), on_cell, on_row, this) == text.size();
  }
};

CsvRows::CsvRows(LineSource& lines, char delimiter)
    : lines_(lines), parser_(std::make_unique<Parser>(delimiter)) {}
CsvRows::~CsvRows() = default;

Status CsvRows::skipLines(std::size_t count) {
  std::string_view ignored;
  for (; count > 0; --count, ++line_) {
    const auto more = lines_.next(ignored);
    if (!more) return std::unexpected(more.error());
    if (!*more) break;
  }
  return {};
}

Result<bool> CsvRows::next(CsvRow& row) {
  parser_->begin(row);
  std::string_view line;
  std::size_t fed = 0;
  while (!parser_->complete) {
    const auto more = lines_.next(line);
    if (!more) return std::unexpected(more.error());
    if (!*more && row.line_ == 0) return false;
    if (!*more || fed > kLongestLine)
      return fail(ErrorKind::BadInput, fmt::format("line {}: a quoted cell does not end", row.line_));
    ++line_;
    if (row.line_ == 0 && trimmed(line).empty()) continue;
    if (row.line_ == 0) row.line_ = line_;
    fed += line.size() + 1;
    if (!parser_->feed(line) || !parser_->feed("\n"))
      return fail(ErrorKind::BadInput, fmt::format("line {}: quotes are not as CSV has them", line_));
  }
  return true;
}

}  // namespace perpscope::store
