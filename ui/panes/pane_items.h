// From a study's drawings to plottables: generic over the kinds of drawing, blind to which study it is.
#pragma once

#include <functional>

#include "app/snapshot.h"
#include "charts/chart_plot.h"
#include "charts/plottables.h"

namespace perpscope::ui {

struct PaneItem {
  BarPlottable* plot = nullptr;  // owned by the QCustomPlot
  studies::AxisSide axis = studies::AxisSide::Main;
  std::function<void(const app::Snapshot&)> bind;  // new data
  std::function<void(const Theme&)> paint;         // new colours
};

using studies::toggledOn;

[[nodiscard]] bool isDrawn(const studies::LevelDecl& level, studies::AxisSide side,
                           const studies::Settings& settings);
// Where a level lies: its own value, or that of the parameter it follows.
[[nodiscard]] double levelValue(const studies::LevelDecl& level, const app::Snapshot& snapshot);

// Everything of a pane, bottom first. The items live in `plot`.
[[nodiscard]] std::vector<PaneItem> buildItems(ChartPlot& plot, const studies::PaneDecl& pane,
                                               const app::Snapshot& snapshot, bool marks_leg_changes);

}  // namespace perpscope::ui
