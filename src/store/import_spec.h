// The options of an import, understood. For this room only.
#pragma once

#include <array>
#include <memory>
#include <set>

#include "store/import_csv.h"
#include "store/import_time.h"

namespace perpscope::store {

// What a cell can be. The first seven are the values of a bar.
enum class Field : std::uint8_t {
  Open,
  High,
  Low,
  Close,
  Volume,
  VolumeQuote,
  VolumeContracts,
  Time,
  Rate,
  FundingInterval,
  OiBase,
  OiUsd,
  OiContracts,
};
inline constexpr std::size_t kFields = 13;
inline constexpr std::size_t kBarValues = 7;

[[nodiscard]] std::string_view label(Field field);

struct ColumnChoice {
  Field field;
  std::string column;  // header name, or number from 1 where there is no header
};

struct ImportSpec {
  SeriesKey key;
  std::optional<Interval> interval;                         // bars: theirs; open interest: of its periods
  std::optional<std::chrono::minutes> settlement_interval;  // funding without an interval column
  bool stamp_is_close = false;
  bool zero_is_missing = false;  // open interest of 0 in archives
  std::vector<ColumnChoice> columns;
  std::array<double, kFields> scale{};  // factors, 1 where none was given
  StampReader stamps;
  char delimiter = ',';
  std::size_t skip_lines = 0;
  bool header = true;
  TimeRange range;
  OnEqualKey on_equal = OnEqualKey::KeepStored;
  bool skip_bad = false;
};

// Refuses unknown, missing and contradictory options by name.
[[nodiscard]] Result<ImportSpec> parseImportSpec(const ImportOptions& options);

// "8h", "8", "PT8H", or BitMEX's 2000-01-01T08:00:00Z.
[[nodiscard]] std::optional<std::chrono::minutes> parseSettlementInterval(std::string_view text);

}  // namespace perpscope::store
