// The options of an import, understood. For this room only.
#pragma once

#include <array>
#include <chrono>
#include <optional>
#include <string>

#include "store/import_csv.h"
#include "store/import_fields.h"
#include "store/import_time.h"

namespace perpscope::store {

struct ImportSpec {
  SeriesKey key;
  bool contract_known = true;                               // the size of one contract, by the catalogue
  std::optional<Interval> interval;                         // bars: theirs; open interest: of its periods
  std::optional<std::chrono::minutes> settlement_interval;  // funding rows that do not say their own
  bool stamp_is_close = false;
  bool zero_is_missing = false;               // an open interest of 0, in archives
  FieldTexts columns;                         // header names, or numbers from 1 where there is no header
  std::array<double, kNumberFields> scale{};  // factors, 1 where none was given
  StampReader stamps;
  char delimiter = ',';
  std::size_t skip_lines = 0;
  bool header = true;
  TimeRange range;  // of the file's own time column
  OnEqualKey on_equal = OnEqualKey::KeepStored;
  bool skip_bad = false;
};

// Refuses unknown, missing and contradictory options by name (ErrorKind::Usage).
[[nodiscard]] Result<ImportSpec> parseImportSpec(const ImportOptions& options);

// A switch: "true" or "false", off where it is absent.
[[nodiscard]] Result<bool> switchedOn(const ImportOptions& options, std::string_view name);

}  // namespace perpscope::store
