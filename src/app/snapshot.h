// What a pane draws and a command prints: a computed study that never changes, safe to hold from any thread.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "market/blocks.h"
#include "studies/registry.h"

namespace perpscope::app {

struct StudyRequest {
  std::string study;
  std::string asset = "BTC";
  Interval interval = Interval::D1;
  studies::Overrides overrides;
  std::vector<std::string> venues;  // only these where not empty
  friend bool operator==(const StudyRequest&, const StudyRequest&) = default;
};

// One leg of a study and what there is of it.
struct LegStatus {
  std::string leg;   // binance:BTCUSDT
  std::string role;  // "spot", "perp", "open interest", "funding"
  Time first = Time::max();
  Time newest =
      Time::min();   // end of the newest bar or stamp of the newest sample; min() where there is none
  std::string note;  // why it is missing or thin, in words; empty where all is well
};

// What changed since the snapshot before, from least to most.
enum class Change : std::uint8_t { Nothing, Cursor, Tail, Full };

struct TableLine {
  std::string label;
  std::string text;
};

struct Snapshot {
  StudyRequest request;
  const studies::Declaration* declaration = nullptr;
  studies::Settings settings;
  Grid grid;                         // empty where there is no data at all
  std::vector<BlockSeries> columns;  // as Declaration::columns() names them, one value per bar
  std::size_t closed = 0;            // bars before this one are final
  Time as_of = Time::max();          // when it was computed
  std::vector<LegStatus> legs;
  std::vector<std::string>
      notes;  // what a reader must know: mixed quotes, left-out legs, why there is nothing
  Change change = Change::Full;
  bool simulated = false;  // "simulated market"

  [[nodiscard]] const BlockSeries* series(std::string_view key) const;
  // NaN outside the grid and for unknown keys.
  [[nodiscard]] double value(std::string_view key, std::size_t bar) const;
  // The study's table as of a bar.
  [[nodiscard]] std::vector<TableLine> table(std::size_t bar) const;
  // The last bar that is no hole, or the last bar of all.
  [[nodiscard]] std::size_t newestBar() const;
  // From the first to the last bar that is no hole; empty where all are.
  [[nodiscard]] TimeRange valueRange() const;
};

using SnapshotPtr = std::shared_ptr<const Snapshot>;

}  // namespace perpscope::app
