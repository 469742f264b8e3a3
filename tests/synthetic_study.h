// A declared study that draws every kind of drawing, and snapshots of it made from formulas: for tests of
// what is generated from declarations.
#pragma once

#include <cmath>
#include <memory>
#include <numbers>

#include "app/snapshot.h"

namespace perpscope::test {

inline studies::ParamDecl param(std::string key, std::string label, studies::ParamType type,
                                studies::ParamValue fallback, double min = 0, double max = 0) {
  studies::ParamDecl param;
  param.key = std::move(key);
  param.label = std::move(label);
  param.tooltip = "Says what " + param.label + " does.";
  param.type = type;
  param.fallback = std::move(fallback);
  param.min = min;
  param.max = max;
  return param;
}

// Columns: open high low close volume wave band_up band_down flag, flag_onset.
inline studies::Declaration everyKindDeclaration() {
  using enum studies::DrawingKind;
  using studies::ColourRole;
  const std::vector<ColourRole> two{ColourRole::Up, ColourRole::Down};
  studies::Declaration d;
  d.id = "every_kind";
  d.title = "Every kind";
  d.summary = "All drawings there are.";
  d.main = "close";
  d.caution = "a caution";
  d.params = {param("show_second", "Second pane", studies::ParamType::Toggle, true),
              param("level", "Level", studies::ParamType::Number, 0.5, 0, 10)};
  for (const auto* key : {"open", "high", "low", "close"})
    d.outputs.push_back({key, key, "USD", {2, false}, ColourRole::Accent});
  d.outputs.push_back({"volume", "Volume", "base", {1, true}, ColourRole::Neutral});
  for (const auto* key : {"wave", "band_up", "band_down"})
    d.outputs.push_back({key, key, "%", {3, false}, ColourRole::Premium});
  d.outputs.push_back({"legs", "Legs", "legs", {0, false}, ColourRole::Neutral});
  d.conditions = {{"flag", "Flag", "The wave is high.", true, ColourRole::Bull}};
  d.panes = {{"prices",
              "Prices",
              2.0,
              {{Columns, {"volume", "open", "close"}, two, {}, {}, {}},
               {Candles, {"open", "high", "low", "close"}, two, {}, {}, {}},
               {Shade, {"flag"}, {ColourRole::Hot}, {}, {}, {}},
               {MarkersTop, {"flag_onset"}, {ColourRole::Bear}, {}, "top", {}},
               {MarkersFoot, {"flag_onset"}, {ColourRole::Bull}, {}, "foot", {}}},
              {},
              {}},
             {"waves",
              "Waves",
              1.0,
              {{Histogram, {"wave"}, two, {}, {}, {}},
               {Band, {"band_up", "band_down"}, {ColourRole::Neutral}, {}, {}, {}},
               {Line, {"band_up"}, {ColourRole::Fast}, {}, {}, {}},
               {Line, {"close"}, {ColourRole::Slow}, studies::AxisSide::Second, {}, {}},
               {MarkersAt, {"flag_onset", "wave"}, {ColourRole::Bull}, {}, {}, {}}},
              {{.value = 0}, {.param = "level", .factor = 2, .shade_beyond = true}},
              "show_second"},
             {"lanes", "Lanes", 0.7, {{Strip, {"wave", "band_up"}, two, {}, {}, {}}}, {}, {}}};
  d.table = {
      {"Close", [](const studies::RowView& row) { return std::to_string(std::lround(row["close"])); }}};
  return d;
}

struct SyntheticOptions {
  const studies::Declaration* declaration = nullptr;
  Interval interval = Interval::D1;
  Time from = utc(2023, 1, 1);
  std::size_t bars = 400;
  studies::Overrides overrides = {};
  std::string asset = "BTC";
  std::size_t hole_from = 0;  // bars [hole_from, hole_to) are missing
  std::size_t hole_to = 0;
};

// What a bar's columns hold, by key: close = 100 + bar, wave = sin of the bar, flag where it is above 0.9.
inline double syntheticValue(std::string_view key, std::size_t bar) {
  const auto at = static_cast<double>(bar);
  const double wave = std::sin(at * std::numbers::pi / 20);
  if (key == "open") return 99.5 + at;
  if (key == "high") return 102 + at;
  if (key == "low") return 98 + at;
  if (key == "close") return 100 + at;
  if (key == "volume") return 1000 + 500 * wave;
  if (key == "band_up") return wave + 0.5;
  if (key == "band_down") return wave - 0.5;
  if (key == "legs") return bar < 200 ? 5 : 4;
  if (key == "flag") return wave > 0.9 ? 1 : 0;
  if (key == "flag_onset") return wave > 0.9 && std::sin((at - 1) * std::numbers::pi / 20) <= 0.9 ? 1 : 0;
  return wave;
}

inline std::shared_ptr<app::Snapshot> syntheticSnapshot(const SyntheticOptions& options) {
  auto snapshot = std::make_shared<app::Snapshot>();
  snapshot->declaration = options.declaration;
  snapshot->request = {options.declaration->id, options.asset, options.interval, options.overrides, {}};
  snapshot->settings =
      studies::resolve(options.declaration->params, options.interval, options.overrides).value();
  snapshot->grid = {options.interval, barNumber(options.from, options.interval), options.bars};
  snapshot->closed = options.bars;
  if (options.bars == 0) {
    snapshot->notes = {"Nothing to draw: the cache is empty."};
    return snapshot;
  }
  for (const auto& key : options.declaration->columns()) {
    std::vector<double> values(options.bars);
    for (std::size_t bar = 0; bar < options.bars; ++bar)
      values[bar] = bar >= options.hole_from && bar < options.hole_to ? kMissing : syntheticValue(key, bar);
    snapshot->columns.push_back(BlockSeries::of(values));
  }
  return snapshot;
}

}  // namespace perpscope::test
