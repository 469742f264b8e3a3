// What a study says about itself. Panes, settings dialogs, tables, alerts, CSV headers and docs are generated
// from these values: nobody writes a dialog or a pane for one study.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "market/interval.h"
#include "studies/settings.h"

namespace perpscope::studies {

// A colour by its meaning. The window's theme gives it a colour on each background.
enum class ColourRole : std::uint8_t {
  Up,
  Down,  // price and sign of premium in red/green contexts
  Positive,
  Negative,  // blue above zero, red below (perp_spot_premium)
  Spot,
  Perp,
  Premium,  // the legs
  OpenInterest,
  Funding,
  Fast,
  Slow,  // averages
  Bull,
  Bear,
  Extreme,
  Neutral,  // states
  Hot,
  Cold,  // shading of overheated and washed-out zones
  Teal,
  Magenta,  // fixed by a study's source
  Accent,
};

// How numbers of an output are written.
struct NumberFormat {
  int precision = 2;
  bool compact = false;  // 1.23 B instead of 1230000000
};

struct OutputDecl {
  std::string key;    // the command line's, CSV's and alerts' name
  std::string label;  // what a reader sees
  std::string unit;   // "%", "USD", "" …; "legs" counts the legs in use: panes mark where it changes
  NumberFormat format;
  ColourRole colour = ColourRole::Accent;
  std::string formula = {};  // in words a reader can check: "(perp - spot) / spot * 100"
};

struct ConditionDecl {
  std::string key;
  std::string label;
  std::string sentence;  // what it means, for tables and alerts
  bool state = false;    // * in studies.md: also has KEY_onset
  ColourRole colour = ColourRole::Accent;
  std::string formula = {};  // as of an output: "oi_z >= 2 and funding_z >= 1"
};

enum class DrawingKind : std::uint8_t {
  Histogram,  // series[0] from zero; colour by sign: roles[0] at or above, roles[1] below; or `coloured_by`
  Line,       // series[0]; two roles: colour by sign
  Band,       // filled between series[0] and series[1]; two roles: roles[0] while series[0] is above, else
              // roles[1]
  Candles,    // series open high low close; roles up, down
  Columns,  // series[0] as volume at the pane's foot; roles by candle direction of series[1] open, series[2]
            // close
  Shade,    // background where condition series[0] holds
  ShadeBeyond,  // background where output series[0] is farther than `beyond` from zero
  MarkersAt,    // a circle on output series[1] where condition series[0] holds
  MarkersTop,   // a small arrow at the pane's upper edge where condition series[0] holds, with `text`
  MarkersFoot,  // the same at its lower edge
  Strip,   // each of series is a lane, filled with roles[0] where > 0 and roles[1] where < 0, or `colours`
  Labels,  // `labels` at the pane's edges, left out where they would touch another
};

enum class AxisSide : std::uint8_t { Main, Second };

// The colour of a bar on which another output has this value.
struct ValueColour {
  double value = 0;
  ColourRole role = ColourRole::Accent;
  double strength = 1;  // 0 … 1: how opaque
};

// A text where a condition holds.
struct LabelDecl {
  std::string condition;
  std::string text;
  ColourRole role = ColourRole::Accent;
  bool at_foot = false;
};

struct DrawingDecl {
  DrawingKind kind = DrawingKind::Line;
  std::vector<std::string> series;  // keys of outputs or conditions
  std::vector<ColourRole> roles;
  AxisSide axis = AxisSide::Main;
  std::string text;                       // of markers
  std::string toggle;                     // drawn while toggledOn(); empty: always
  std::string coloured_by = {};           // Histogram: an output of whole numbers …
  std::vector<ValueColour> colours = {};  // … and the colour each of them gives
  std::string opacity = {};               // Histogram: an output of 0 … 1
  std::string shift = {};   // an integer parameter: drawn so many bars to the right (left where negative)
  std::string factor = {};  // a number parameter: drawn so many times as large, after …
  double origin = 0;        // … this was taken off
  double beyond = 0;        // of ShadeBeyond
  std::vector<LabelDecl> labels = {};
};

struct LevelDecl {
  double value = 0;
  std::string param =
      {};  // where not empty the level is this parameter's value, less `origin`, times `factor`
  double origin = 0;
  double factor = 1;
  std::string factor_param = {};  // a number parameter that multiplies it
  std::string times = {};         // an output whose newest value multiplies it
  ColourRole colour = ColourRole::Neutral;
  bool shade_beyond = false;  // the pane is tinted on the far side of the level, seen from zero
  AxisSide axis = AxisSide::Main;
  std::string toggle = {};  // as of a drawing
};

struct AxisRange {
  AxisSide axis = AxisSide::Main;
  double low = 0;
  double high = 1;
};

// One plot of a study; a study may have several, stacked.
struct PaneDecl {
  std::string key;
  std::string title;
  double weight = 1.0;  // share of the height
  std::vector<DrawingDecl> drawings;
  std::vector<LevelDecl> levels;       // horizontal lines
  std::string toggle;                  // shown while toggledOn(); empty: always
  std::vector<AxisRange> ranges = {};  // of axes that do not follow their values
};

// Reads the values of one bar by key.
class RowView {
 public:
  using Lookup = std::function<double(std::string_view)>;
  // `running`: the bar has not ended, and conditions are those of the last closed one.
  RowView(Lookup value, const Settings& settings, bool running = false)
      : value_(std::move(value)), settings_(&settings), running_(running) {}

  [[nodiscard]] double operator[](std::string_view key) const { return value_(key); }
  [[nodiscard]] const Settings& settings() const { return *settings_; }
  [[nodiscard]] bool running() const { return running_; }

 private:
  Lookup value_;
  const Settings* settings_;
  bool running_;
};

// Labels or sentences of the conditions that hold, as a table says them: `nothing` where none does, an en
// dash where none was evaluated; those of a running bar are its predecessor's and said to be so.
[[nodiscard]] std::string activeConditions(const RowView& row, const std::vector<ConditionDecl>& conditions,
                                           std::string_view nothing,
                                           std::string (*text)(const ConditionDecl&));

// A row of a corner table. Text of a missing value is an en dash.
struct TableRow {
  std::string label;
  std::function<std::string(const RowView&)> text;
};

// Settings that go together. `intervals` are those it is made for; a chart on none of them goes to the first.
struct PresetDecl {
  std::string key;
  std::string label;
  std::string sentence;
  std::vector<Interval> intervals;
  Overrides overrides;
};

struct Declaration {
  std::string id;
  std::string title;
  std::string summary;  // what it shows and for whom, two sentences
  std::string main;     // key of the output whose absence makes a bar a hole …
  std::function<std::string(const Settings&)> main_by = {};  // … where settings decide that
  std::vector<ParamDecl> params;
  std::vector<OutputDecl> outputs;
  std::vector<ConditionDecl> conditions;
  std::vector<PaneDecl> panes;
  std::vector<TableRow> table;
  std::vector<PresetDecl> presets;
  std::string caution;  // said on screen where a study needs it ("experimental, in-sample")

  [[nodiscard]] const OutputDecl* output(std::string_view key) const;
  [[nodiscard]] const ConditionDecl* condition(std::string_view key) const;
  [[nodiscard]] const ParamDecl* param(std::string_view key) const;
  [[nodiscard]] std::string mainOf(const Settings& settings) const {
    return main_by ? main_by(settings) : main;
  }
  // Outputs, then conditions, then onsets: the columns of a computed study, in this order.
  [[nodiscard]] std::vector<std::string> columns() const;
};

}  // namespace perpscope::studies
