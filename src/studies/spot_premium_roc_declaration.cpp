#include <fmt/format.h>

#include "studies/params.h"
#include "studies/spot_premium_roc.h"
#include "studies/table_text.h"

namespace perpscope::studies {
namespace {

const NumberFormat kSpread{3, false};
const NumberFormat kScore{2, false};

ParamDecl manualParam(const std::string& key, const std::string& label, const std::string& fallback) {
  auto param = legsParam("manual_" + key, label + " (typed)",
                         "The market in manual mode, venue:SYMBOL as the venue or a charting site writes it.",
                         ParamType::Text, fallback);
  return param;
}

std::vector<ParamDecl> legParams() {
  return {
      choiceParam("mode", "Mode", "auto takes the chart's asset on chosen venues, manual the typed symbols.",
                  {"auto", "manual"}),
      legsParam("spot_a", "Spot A", "The spot market whose lead is watched.", ParamType::Leg, "coinbase"),
      legsParam("spot_b", "Spot B", "The spot market it is compared with.", ParamType::Leg, "binance"),
      legsParam("perp_b", "Perp B", "The perpetual of the second venue.", ParamType::Leg, "binance"),
      manualParam("spot_a", "Spot A", "coinbase:BTC-USD"),
      manualParam("spot_b", "Spot B", "binance:BTCUSDT"),
      manualParam("perp_b", "Perp B", "binance:BTCUSDT.P"),
      choiceParam("unit", "Unit", "Spreads in the price's currency, per cent or basis points of spot B.",
                  {"price", "percent", "bps"}),
      quoteAdjustParam()};
}

std::vector<ParamDecl> shownParams() {
  return {
      toggleParam("show_spot_spot", "Spot - spot", "Shows the spread between the spot markets.", true),
      toggleParam("show_spot_perp", "Spot - perp", "Shows the spread between spot A and the perp.", false),
      toggleParam("show_tri", "Tri-calc", "Shows what is left: the perp above spot B.", true),
      choiceParam("tri_style", "Tri-calc style", "How the tri-calc is drawn.", {"line", "histogram"}),
      numberParam("tri_scale", "Tri-calc scale", "The tri-calc is drawn so many times as large.", 1,
                  {0.01, 1000}),
      toggleParam("simple_view", "Simple view",
                  "Only the spread between spot A and the perp, green while spot is higher.", false),
      integerParam("offset", "EMA offset",
                   "-1 draws the tri-calc's EMA one bar back; no condition reads that.", 0, {-1, 0}, "bars"),
      integerParam("tri_ema_length", "EMA length", "Length of the EMA of the tri-calc.", 9, {1, 5000},
                   "bars")};
}

std::vector<ParamDecl> volumeParams() {
  return {
      choiceParam("mapping", "Opacity by", "How the volume's standing makes a bar more or less opaque.",
                  {"percentile", "sma_ratio", "off"}),
      choiceParam("volume_source", "Volume of", "Whose volume: spot A's, the perp's, or the mean of both.",
                  {"spot", "deriv", "average"}),
      integerParam("volume_length", "Volume length", "Against how many bars the volume is ranked.", 30,
                   {1, 5000}, "bars")};
}

std::vector<ParamDecl> momentumParams() {
  return {integerParam("roc_length", "ROC length",
                       "Over how many bars the first shown series' change is taken.", 5, {1, 5000}, "bars"),
          integerParam("roc_norm_length", "ROC norm",
                       "Window of the usual step that the change is divided by.", 50, {1, 5000}, "bars"),
          integerParam("ribbon_short_length", "Ribbon short", "Length of the ribbon's fast average of steps.",
                       5, {1, 5000}, "bars"),
          integerParam("ribbon_long_length", "Ribbon long", "Length of the ribbon's slow average of steps.",
                       20, {1, 5000}, "bars")};
}

std::vector<ParamDecl> overlayParams(const ParamDecl& look_back) {
  return {
      toggleParam("show_z", "z-score", "Lays the z-score over the tri-calc.", true),
      look_back,
      toggleParam("show_robust_z", "Robust z", "Lays the median-based z-score over it.", false),
      integerParam("robust_length", "Robust length", "Window of the robust z-score.", 50, {1, 5000}, "bars"),
      toggleParam("show_ema_roc", "EMA ROC", "Lays the EMA's change against its usual size over it.", false),
      integerParam("ema_roc_length", "EMA ROC length", "Over how many bars the EMA's change is taken.", 5,
                   {1, 5000}, "bars"),
      integerParam("ema_roc_norm_length", "EMA ROC norm", "Window of the EMA's usual change.", 50, {1, 5000},
                   "bars"),
      toggleParam("show_rsi", "RSI", "Lays the RSI of the tri-calc over it, less 50 and scaled.", false),
      integerParam("rsi_length", "RSI length", "Look-back of the RSI.", 14, {1, 5000}, "bars"),
      numberParam("rsi_high", "RSI high", "Above this the RSI is high.", 69, {50, 100}),
      numberParam("rsi_low", "RSI low", "Below this the RSI is low.", 31, {0, 50}),
      numberParam("rsi_scale", "RSI scale", "The RSI less 50 is drawn so many times as large.", 0.75,
                  {0.001, 1000}),
      toggleParam("show_macd", "MACD", "Lays the MACD of the tri-calc over it, scaled.", false),
      integerParam("macd_fast", "MACD fast", "Length of the MACD's fast average.", 8, {1, 5000}, "bars"),
      integerParam("macd_slow", "MACD slow", "Length of the MACD's slow average.", 21, {1, 5000}, "bars"),
      integerParam("macd_signal_length", "MACD signal", "Length of the average of the MACD line.", 9,
                   {1, 5000}, "bars"),
      numberParam("macd_scale", "MACD scale", "The MACD is drawn so many times as large.", 1.5,
                  {0.001, 1000})};
}

std::vector<ParamDecl> params() {
  const auto look_back = integerParam("z_length", "z length", "Window of the z-score; the study's look-back.",
                                      50, {2, 5000}, "bars");
  std::vector<ParamDecl> all;
  for (auto part : {legParams(), shownParams(), volumeParams(), momentumParams(), overlayParams(look_back)})
    std::ranges::move(part, std::back_inserter(all));
  all.push_back(numberParam("arb_bps", "Arbitrage", "Beyond this spot A and the perp are far apart.", 25,
                            {0.1, 10'000}, "bps"));
  all.push_back(resetAfterParam(look_back));
  return all;
}

std::vector<OutputDecl> outputs() {
  using enum ColourRole;
  const NumberFormat money{2, false};
  return {
      {"spot_a", "Spot A", "USD", money, Spot, "close of spot A"},
      {"spot_b", "Spot B", "USD", money, Spot, "close of spot B"},
      {"perp_b", "Perp B", "USD", money, Perp, "close of perp B"},
      {"spot_spot", "Spot - spot", "", kSpread, Spot,
       "spot_a - spot_b; unit = percent: / spot_b * 100, bps: / spot_b * 10000"},
      {"spot_perp", "Spot - perp", "", kSpread, Perp, "spot_a - perp_b, in the same unit"},
      {"tri", "Tri-calc", "", kSpread, Accent, "spot_spot - spot_perp = perp_b - spot_b, in the same unit"},
      {"tri_ema", "Tri EMA", "", kSpread, Teal, "ema(tri, tri_ema_length)"},
      {"opacity", "Opacity", "", kScore, Neutral,
       "0.25 + 0.75 * x; percentile: x = percentrank(volume, volume_length) / 100; sma_ratio: x = r / (1 + "
       "r), r = "
       "volume / sma(volume, volume_length); off: x = 1"},
      {"roc", "ROC", "", kSpread, Fast,
       "x - x[roc_length] of the first series shown: simple_view spot_perp, else spot_spot, spot_perp, tri"},
      {"roc_norm", "ROC norm", "", kScore, Fast, "roc / median(abs(change(x)), roc_norm_length)"},
      {"ribbon_short", "Ribbon short", "", kSpread, Fast, "sma(abs(change(x)), ribbon_short_length)"},
      {"ribbon_long", "Ribbon long", "", kSpread, Slow, "sma(abs(change(x)), ribbon_long_length)"},
      {"z", "z", "", kScore, Funding, "(tri - sma(tri, z_length)) / stdev(tri, z_length); 0 where flat"},
      {"robust_z", "Robust z", "", kScore, Premium,
       "(tri - median(tri, robust_length)) / (1.4826 * mad(tri, robust_length))"},
      {"ema_roc", "EMA ROC", "", kScore, Slow,
       "change(tri_ema, ema_roc_length) / median(abs(that), ema_roc_norm_length)"},
      {"rsi", "RSI", "", {1, false}, Extreme, "rsi(tri, rsi_length); drawn as (rsi - 50) * rsi_scale"},
      {"macd", "MACD", "", kSpread, Fast,
       "ema(tri, macd_fast) - ema(tri, macd_slow); drawn times macd_scale"},
      {"macd_signal", "MACD signal", "", kSpread, Slow,
       "ema(macd, macd_signal_length); drawn times macd_scale"},
      {"macd_hist", "MACD histogram", "", kSpread, Neutral, "macd - macd_signal; drawn times macd_scale"}};
}

std::vector<ConditionDecl> leadConditions() {
  using enum ColourRole;
  return {{"spot_led_accumulation", "Spot-led accumulation",
           "Spot A bids while leverage stands back: relief is likely once perps join in.", true, Bull,
           "z(spot_spot, 50) >= 1 and z <= -0.5"},
          {"perp_led_chase", "Perp-led chase",
           "The perp runs ahead while spot's lead fades: a move on leverage, quick to be undone.", true, Bear,
           "ema_roc >= 3 and ema(spot_spot, 9) below its value on the bar before"}};
}

std::vector<ConditionDecl> scoreConditions() {
  using enum ColourRole;
  return {
      {"z_high", "z high", "The perp is far above spot B for its own habit.", true, Hot, "z > 2"},
      {"z_low", "z low", "The perp is far below spot B for its own habit.", true, Cold, "z < -2"},
      {"robust_z_high", "Robust z high", "An outlier upwards, whatever other outliers there were.", true, Hot,
       "robust_z > 3"},
      {"robust_z_low", "Robust z low", "An outlier downwards, whatever other outliers there were.", true,
       Cold, "robust_z < -3"},
      {"roc_impulse_up", "Impulse up", "The tri-calc's EMA rises far faster than usual.", true, Bull,
       "ema_roc > 3"},
      {"roc_impulse_down", "Impulse down", "The tri-calc's EMA falls far faster than usual.", true, Bear,
       "ema_roc < -3"},
      {"roc_confirm_up", "Confirmed rise", "The first series is positive and rises far faster than usual.",
       true, Bull, "roc_norm > 4 and x > 0"},
      {"roc_confirm_down", "Confirmed fall", "The first series is negative and falls far faster than usual.",
       true, Bear, "roc_norm < -4 and x < 0"}};
}

std::vector<ConditionDecl> crossConditions() {
  using enum ColourRole;
  return {
      {"ribbon_up", "Ribbon opens", "Steps become larger than they were.", false, Bull,
       "crossover(ribbon_short, ribbon_long)"},
      {"ribbon_down", "Ribbon closes", "Steps become smaller than they were.", false, Bear,
       "crossunder(ribbon_short, ribbon_long)"},
      {"spot_flip_up", "Spot turns above perp", "Spot A moves from below the perp to it or above.", false,
       Bull, "spot_perp >= 0, and < 0 on the bar before"},
      {"spot_flip_down", "Spot turns below perp", "Spot A moves below the perp.", false, Bear,
       "spot_perp < 0, and >= 0 on the bar before"},
      {"tri_flip_up", "Tri-calc turns up", "The perp's average moves above spot B.", false, Teal,
       "tri_ema >= 0, and < 0 on the bar before"},
      {"tri_flip_down", "Tri-calc turns down", "The perp's average moves below spot B.", false, Magenta,
       "tri_ema < 0, and >= 0 on the bar before"},
      {"rsi_high", "RSI high", "The tri-calc has risen nearly without a break.", true, Hot, "rsi > rsi_high"},
      {"rsi_low", "RSI low", "The tri-calc has fallen nearly without a break.", true, Cold, "rsi < rsi_low"},
      {"macd_cross_up", "MACD crosses up", "The tri-calc gains speed upwards.", false, Bull,
       "crossover(macd, macd_signal)"},
      {"macd_cross_down", "MACD crosses down", "The tri-calc gains speed downwards.", false, Bear,
       "crossunder(macd, macd_signal)"},
      {"arbitrage", "Arbitrage", "Spot A and the perp are so far apart that the gap pays its fees.", true,
       Extreme, "abs(spot_a - perp_b) / spot_b * 10000 > arb_bps"}};
}

std::vector<ConditionDecl> conditions() {
  auto all = leadConditions();
  for (auto part : {scoreConditions(), crossConditions()}) std::ranges::move(part, std::back_inserter(all));
  return all;
}

const std::vector<ColourRole> kBySign{ColourRole::Up, ColourRole::Down};

DrawingDecl bars(const char* key, std::string toggle) {
  DrawingDecl drawing{DrawingKind::Histogram, {key}, kBySign, {}, {}, std::move(toggle)};
  drawing.opacity = "opacity";
  return drawing;
}

DrawingDecl line(const char* key, ColourRole role, std::string toggle, AxisSide axis = AxisSide::Main) {
  return {DrawingKind::Line, {key}, {role}, axis, {}, std::move(toggle)};
}

DrawingDecl scaled(DrawingDecl drawing, const char* factor, double origin = 0) {
  drawing.factor = factor;
  drawing.origin = origin;
  return drawing;
}

DrawingDecl shade(const char* condition, ColourRole role, std::string toggle) {
  return {DrawingKind::Shade, {condition}, {role}, {}, {}, std::move(toggle)};
}

std::vector<DrawingDecl> spreadDrawings() {
  DrawingDecl ema{DrawingKind::Line, {"tri_ema"}, {ColourRole::Teal, ColourRole::Magenta}, {}, {},
                  "!simple_view"};
  ema.shift = "offset";
  return {bars("spot_perp", "simple_view"),
          bars("spot_spot", "show_spot_spot&!simple_view"),
          bars("spot_perp", "show_spot_perp&!simple_view"),
          scaled(bars("tri", "show_tri&tri_style=histogram&!simple_view"), "tri_scale"),
          scaled(line("tri", ColourRole::Accent, "show_tri&tri_style=line&!simple_view"), "tri_scale"),
          ema};
}

std::string overlay(const std::string& toggle) { return toggle + "&!simple_view"; }

std::vector<DrawingDecl> overlayShades() {
  using enum ColourRole;
  DrawingDecl beyond{DrawingKind::ShadeBeyond, {"ema_roc"}, {Slow}, {}, {}, overlay("show_ema_roc")};
  beyond.beyond = 1.25;
  return {shade("z_high", Hot, overlay("show_z")), shade("z_low", Cold, overlay("show_z")), beyond,
          shade("rsi_high", Hot, overlay("show_rsi")), shade("rsi_low", Cold, overlay("show_rsi"))};
}

std::vector<DrawingDecl> overlayLines() {
  using enum ColourRole;
  return {
      line("z", Funding, overlay("show_z"), AxisSide::Second),
      line("robust_z", Premium, overlay("show_robust_z"), AxisSide::Second),
      line("ema_roc", Slow, overlay("show_ema_roc"), AxisSide::Second),
      scaled(line("rsi", Extreme, overlay("show_rsi")), "rsi_scale", 50),
      scaled({DrawingKind::Histogram, {"macd_hist"}, kBySign, {}, {}, overlay("show_macd")}, "macd_scale"),
      scaled(line("macd", Fast, overlay("show_macd")), "macd_scale"),
      scaled(line("macd_signal", Slow, overlay("show_macd")), "macd_scale")};
}

DrawingDecl labels() {
  DrawingDecl drawing{DrawingKind::Labels, {}, {}, {}, {}, "!simple_view"};
  drawing.labels = {{"perp_led_chase_onset", "Perp-led chase", ColourRole::Bear},
                    {"arbitrage_onset", "Arbitrage", ColourRole::Extreme},
                    {"spot_led_accumulation_onset", "Spot-led accumulation", ColourRole::Bull, true}};
  return drawing;
}

std::vector<PaneDecl> panes() {
  PaneDecl spreads{"spreads", "Spreads and tri-calc", 1.8, {}, {{.value = 0}}, {}};
  for (auto part : {overlayShades(), spreadDrawings(), overlayLines()})
    std::ranges::move(part, std::back_inserter(spreads.drawings));
  spreads.drawings.push_back(labels());
  for (const double level : {2.0, -2.0})
    spreads.levels.push_back({.value = level,
                              .colour = level > 0 ? ColourRole::Hot : ColourRole::Cold,
                              .axis = AxisSide::Second,
                              .toggle = "show_z&!simple_view"});
  for (const auto* band : {"rsi_high", "rsi_low"})
    spreads.levels.push_back({.param = band,
                              .origin = 50,
                              .factor_param = "rsi_scale",
                              .colour = ColourRole::Extreme,
                              .toggle = "show_rsi&!simple_view"});
  PaneDecl momentum{"momentum",
                    "Momentum",
                    0.9,
                    {{DrawingKind::Histogram, {"roc"}, kBySign, {}, {}, {}},
                     {DrawingKind::Band,
                      {"ribbon_short", "ribbon_long"},
                      {ColourRole::Bull, ColourRole::Bear},
                      {},
                      {},
                      "!simple_view"},
                     line("ribbon_short", ColourRole::Fast, "!simple_view"),
                     line("ribbon_long", ColourRole::Slow, "!simple_view")},
                    {{.value = 0}},
                    {}};
  return {spreads, momentum};
}

std::string spreadText(const RowView& row, std::string_view key) {
  const auto& unit = row.settings().text("unit");
  return signedText(row[key], kSpread, unit == "percent" ? "%" : unit == "bps" ? "bps" : "");
}

// The conditions come in the order of their weight: one sentence is enough.
std::string meaningText(const RowView& row) {
  static const auto kConditions = conditions();
  for (const auto& condition : kConditions)
    if (row[condition.key] == 1)
      return activeConditions(row, {condition}, {},
                              [](const ConditionDecl& c) { return c.label + ": " + c.sentence; });
  return activeConditions(row, kConditions, "nothing out of the ordinary",
                          [](const ConditionDecl& c) { return c.label; });
}

std::vector<TableRow> table() {
  const auto spread = [](std::string label, std::string key) {
    return TableRow{std::move(label),
                    [key = std::move(key)](const RowView& row) { return spreadText(row, key); }};
  };
  return {numberRow("Spot A", "spot_a", 2, "USD"),
          numberRow("Spot B", "spot_b", 2, "USD"),
          numberRow("Perp B", "perp_b", 2, "USD"),
          spread("Spot - spot", "spot_spot"),
          spread("Spot - perp", "spot_perp"),
          spread("Tri-calc", "tri"),
          {"z", [](const RowView& row) { return signedText(row["z"], kScore); }},
          {"ROC",
           [](const RowView& row) {
             return fmt::format("{}  norm {}", spreadText(row, "roc"), signedText(row["roc_norm"], kScore));
           }},
          {"Meaning", meaningText}};
}

}  // namespace

std::string firstShown(const Settings& settings) {
  if (settings.on("simple_view")) return "spot_perp";
  if (settings.on("show_spot_spot")) return "spot_spot";
  return settings.on("show_spot_perp") ? "spot_perp" : "tri";
}

Declaration spotPremiumRocDeclaration() {
  Declaration d;
  d.id = "spot_premium_roc";
  d.title = "Spreads and momentum";
  d.summary =
      "Two spot markets and a perpetual against one another: who leads, how fast the gaps move, and when "
      "that is "
      "out of the ordinary.";
  d.main = "spot_spot";
  d.main_by = firstShown;
  d.params = params();
  d.outputs = outputs();
  d.conditions = conditions();
  d.panes = panes();
  d.table = table();
  return d;
}

}  // namespace perpscope::studies
