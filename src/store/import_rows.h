// Cells to values: what one row of a file says, checked. For this room only.
#pragma once

#include "store/csv_rows.h"
#include "store/import_spec.h"

namespace perpscope::store {

// A row of any kind of data: what is not of its kind is NaN.
struct ImportRow {
  Time time;       // as it will be stored
  Time file_time;  // as the file's time column says
  std::size_t line = 0;
  std::array<double, kFields> values;
  std::chrono::minutes settlement{0};
  bool odd_ohlc = false;

  [[nodiscard]] double operator[](Field field) const { return values[static_cast<std::size_t>(field)]; }
};

// Why a row does not fit.
struct Misfit {
  std::string column;
  std::string reason;
};

class RowReader {
 public:
  // Finds the mapped columns. Without a header `header` is empty.
  [[nodiscard]] static Result<RowReader> over(const ImportSpec& spec, const std::vector<std::string>& header,
                                              Time now);

  // Nothing for a row without any value.
  [[nodiscard]] std::expected<std::optional<ImportRow>, Misfit> read(const CsvRow& row) const;

 private:
  struct Column {
    Field field;
    std::size_t index;
    std::string name;
  };
  RowReader(const ImportSpec& spec, Time now) : spec_(&spec), now_(now) {}
  [[nodiscard]] std::expected<void, Misfit> readCell(const Column& column, std::string_view cell,
                                                     ImportRow& row) const;
  [[nodiscard]] std::expected<void, Misfit> placeInTime(ImportRow& row) const;
  [[nodiscard]] std::expected<void, Misfit> check(ImportRow& row) const;
  [[nodiscard]] std::expected<void, Misfit> checkBar(ImportRow& row) const;
  [[nodiscard]] std::string nameOf(Field field) const;

  const ImportSpec* spec_;
  Time now_;
  std::vector<Column> columns_;
};

// A number as files write it: NaN for empty, NULL and nan; a trailing % divides by 100; nothing for anything
// else.
[[nodiscard]] std::optional<double> parseCell(std::string_view cell);

}  // namespace perpscope::store
