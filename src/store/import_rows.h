// Cells to values: what one row of a file says, checked. For this room only.
#pragma once

#include "store/csv_rows.h"
#include "store/import_spec.h"

namespace perpscope::store {

// A row of any kind of data: what is not of its kind is NaN.
struct ImportRow {
  Time time;       // as it will be stored
  Time file_time;  // as the file's time column says
  std::array<double, kNumberFields> numbers;
  std::chrono::minutes settlement{0};
  bool odd_ohlc = false;  // open or close outside low…high

  [[nodiscard]] double operator[](Field field) const { return numbers[indexOf(field)]; }
};

// Why a row does not fit.
struct Misfit {
  std::string column;
  std::string reason;
};
using Fits = std::expected<void, Misfit>;

class RowReader {
 public:
  // Finds the mapped columns. Without a header `header` is null. Refuses names that are not there or there
  // twice.
  [[nodiscard]] static Result<RowReader> over(const ImportSpec& spec, const CsvRow* header, Time now);

  // Nothing for a row without any value (see carries()), whatever its time says. Of a row outside the range
  // of
  // --from and --to only the file's time is read.
  [[nodiscard]] std::expected<std::optional<ImportRow>, Misfit> read(const CsvRow& cells) const;

 private:
  struct Column {
    Field field;
    std::size_t index;
    std::string name;
  };
  RowReader(const ImportSpec& spec, Time now) : spec_(&spec), now_(now) {}
  [[nodiscard]] std::expected<std::string_view, Misfit> cellOf(const Column& column,
                                                               const CsvRow& cells) const;
  [[nodiscard]] std::expected<bool, Misfit> readNumbers(const CsvRow& cells, ImportRow& row) const;
  [[nodiscard]] Fits readTime(const CsvRow& cells, ImportRow& row) const;
  [[nodiscard]] Fits checkTime(const ImportRow& row) const;
  [[nodiscard]] Fits readSettlement(const CsvRow& cells, ImportRow& row) const;
  [[nodiscard]] Fits check(ImportRow& row) const;
  [[nodiscard]] Fits checkBar(ImportRow& row) const;
  [[nodiscard]] Fits notNegative(const ImportRow& row, std::span<const Field> fields) const;
  [[nodiscard]] Fits placeInTime(ImportRow& row) const;
  [[nodiscard]] Fits placeBar(ImportRow& row) const;
  [[nodiscard]] std::string nameOf(Field field) const;

  const ImportSpec* spec_;
  Time now_;
  std::vector<Column> numbers_;
  Column time_{};
  std::optional<Column> settlement_;
};

}  // namespace perpscope::store
