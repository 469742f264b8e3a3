#include <fmt/format.h>
#include <fmt/ranges.h>

#include "studies/funding_oi.h"
#include "studies/params.h"
#include "studies/table_text.h"

namespace perpscope::studies {
namespace {

const NumberFormat kRate{4, false};

std::vector<ParamDecl> fundingParams() {
  return {
      legsParam("perp", "Perp", "The perpetual whose funding and open interest are shown.", ParamType::Leg,
                "binance"),
      choiceParam("funding_input", "Funding from",
                  "auto takes the premium index, else mid and index prices, else what the venue says.",
                  {"auto", "premium_index", "mid_index", "venue"}),
      choiceParam("sub_interval", "Sub-interval", "The bars of the premium index that are averaged.",
                  {"1m", "5m", "15m"}),
      choiceParam("weights", "Weights",
                  "linear weighs newer samples of a funding window more, as Binance settles; equal does not.",
                  {"linear", "equal"}),
      numberParam("cap", "Cap", "The rate of eight hours is kept within plus and minus this.", 0.3,
                  {0.01, 10}, "%")};
}

std::vector<ParamDecl> oiParams(const ParamDecl& look_back) {
  return {choiceParam("oi_unit", "OI unit", "In which unit open interest is read.", {"base", "usd"}),
          oiMaxAgeParam(), look_back,
          choiceParam("method", "OI method", "How open interest is brought to 0 … 1.",
                      {"minmax", "rsi", "zscore"}),
          integerParam("rsi_length", "RSI length", "Look-back of the RSI of open interest (method rsi).", 14,
                       {1, 5000}, "bars")};
}

std::vector<ParamDecl> params() {
  const auto look_back = integerParam("lookback", "Look-back",
                                      "Window in which open interest is normalised; the study's look-back.",
                                      100, {2, 5000}, "bars");
  auto all = fundingParams();
  std::ranges::move(oiParams(look_back), std::back_inserter(all));
  all.push_back(choiceParam(
      "levels", "Levels", "Zones by the funding's own percentiles, or by the fixed levels of 0.05, 0.1, 0.5.",
      {"adaptive", "fixed"}));
  all.push_back(integerParam("adaptive_bars", "Adaptive bars",
                             "Over how many bars the funding's percentiles are taken.", 500, {10, 10'000},
                             "bars"));
  all.push_back(integerParam("divergence_gap", "Divergence gap",
                             "An OI divergence needs the earlier extreme to be this far away.", 5, {1, 100},
                             "bars"));
  all.push_back(resetAfterParam(look_back));
  return all;
}

OutputDecl percentileDecl(const char* key, double percent) {
  return {key,
          fmt::format("p{:g}", percent),
          "%",
          kRate,
          ColourRole::Neutral,
          fmt::format("percentile_linear(funding, adaptive_bars, {:g})", percent)};
}

std::vector<OutputDecl> outputs() {
  std::vector<OutputDecl> all{
      {"funding", "Funding", "%", kRate, ColourRole::Funding,
       "P + clamp(0.01 - P, -0.05, 0.05), within ±cap, times interval / 8 h; P = mean of the premium index "
       "in "
       "the funding window, weighted 1 … n; where funding_source is 0, the rate as the venue says it"},
      {"funding_apr", "APR", "%", {2, false}, ColourRole::Funding, "funding * 8760 / interval in hours"},
      {"oi",
       "OI",
       "",
       {2, true},
       ColourRole::OpenInterest,
       "last sample stamped at or before the bar's end, at most oi_max_age old, in oi_unit"},
      {"oi_z",
       "OI z",
       "",
       {2, false},
       ColourRole::OpenInterest,
       "(oi - sma(oi, lookback)) / stdev(oi, lookback)"},
      {"oi_norm",
       "OI 0…1",
       "",
       {3, false},
       ColourRole::Positive,
       "minmax: (oi - lowest(oi, lookback)) / (highest - lowest); rsi: clamp((rsi(oi, rsi_length) - 30) / "
       "40, "
       "0, 1); zscore: normal distribution at oi_z"},
      {"zone",
       "Zone",
       "",
       {0, false},
       ColourRole::Neutral,
       "±1, ±2, ±3 beyond p75/p25, p90/p10, p99/p1 (up also above 0.01, down also below 0); levels = fixed: "
       "beyond ±0.05, ±0.1, ±0.5"},
      {"funding_source",
       "Funding source",
       "",
       {0, false},
       ColourRole::Neutral,
       "2 premium index, 1 mid and index price, 0 the venue's settled or predicted rate"},
      {"settlement_in",
       "Settlement in",
       "min",
       {0, false},
       ColourRole::Neutral,
       "minutes from the bar's end to the next settlement"},
      {"interval_h",
       "Interval",
       "h",
       {0, false},
       ColourRole::Neutral,
       "hours that one rate of the venue covers"},
      {"oi_base", "OI in coins", "base", {2, true}, ColourRole::OpenInterest, "or oi_usd / close"},
      {"oi_usd", "OI in USD", "USD", {2, true}, ColourRole::OpenInterest, "or oi_base * close"},
      {"close", "Close", "USD", {2, false}, ColourRole::Perp, "of the perp"}};
  constexpr std::array kKeys{"p01", "p05", "p10", "p25", "p75", "p90", "p95", "p99"};
  for (std::size_t i = 0; i < kKeys.size(); ++i) all.push_back(percentileDecl(kKeys[i], kFundingPercents[i]));
  return all;
}

std::vector<ConditionDecl> fixedConditions() {
  using enum ColourRole;
  return {
      {"funding_spike_up", "Funding spike up", "Longs pay far more than usual.", true, Hot,
       "funding > 0.15 (8 h)"},
      {"funding_spike_down", "Funding spike down", "Shorts pay far more than usual.", true, Cold,
       "funding < -0.15 (8 h)"},
      {"oi_extreme_high", "OI extreme high", "Open interest is near the top of its range.", true, Hot,
       "oi_norm > 0.88"},
      {"oi_extreme_low", "OI extreme low", "Open interest is near the foot of its range.", true, Cold,
       "oi_norm < 0.12"},
      {"longs_trapped", "Longs trapped",
       "Longs pay dearly while positions pile up: they are the ones to be squeezed.", true, Bear,
       "funding > 0.1 (8 h) and oi_norm > 0.8"},
      {"short_capitulation", "Short capitulation",
       "Shorts pay dearly while positions are closed: they are giving up.", true, Bull,
       "funding < -0.1 (8 h) and oi_norm < 0.2"},
      {"bearish_reversal", "Bearish reversal", "Leverage on the long side is at its limit.", true, Bear,
       "funding > 0.3 (8 h) and oi_norm > 0.85"},
      {"bullish_reversal", "Bullish reversal", "The short side is exhausted and leverage has left.", true,
       Bull, "funding < -0.2 (8 h) and oi_norm < 0.15"},
      {"funding_extreme", "Funding extreme", "A rate that is hardly ever seen.", true, Extreme,
       "abs(funding) > 0.5 (8 h)"},
      {"accumulation", "Accumulation", "Funding swings about zero while positions grow quietly.", true, Bull,
       "at least 3 changes of funding's sign in 20 bars, abs(funding) <= 0.05 in all of them, slope of "
       "linreg(oi, 20) > 0"},
      {"oi_divergence_bear", "Bearish OI divergence",
       "Price makes a new high with fewer positions than at the last one.", true, Bear,
       "close = highest(close, 20) and oi below its value at the last earlier such bar, at least "
       "divergence_gap bars ago"},
      {"oi_divergence_bull", "Bullish OI divergence",
       "Price makes a new low with fewer positions than at the last one: sellers leave.", true, Bull,
       "close = lowest(close, 20) and oi below its value at the last earlier such bar, at least "
       "divergence_gap bars ago"}};
}

std::vector<ConditionDecl> adaptiveConditions() {
  using enum ColourRole;
  return {{"funding_spike_up_adaptive", "Funding spike up (own history)",
           "Longs pay more than in 95 of 100 bars.", true, Hot, "funding > p95 and funding > 0.01"},
          {"funding_spike_down_adaptive", "Funding spike down (own history)",
           "Shorts pay more than in 95 of 100 bars.", true, Cold, "funding < p05 and funding < 0"},
          {"longs_trapped_adaptive", "Longs trapped (own history)",
           "Longs pay more than usual while positions pile up.", true, Bear,
           "funding > p90 and funding > 0.01 and oi_norm > 0.8"},
          {"short_capitulation_adaptive", "Short capitulation (own history)",
           "Shorts pay more than usual while positions are closed.", true, Bull,
           "funding < p10 and funding < 0 and oi_norm < 0.2"},
          {"bearish_reversal_adaptive", "Bearish reversal (own history)",
           "Longs pay far more than usual and leverage is at its limit.", true, Bear,
           "funding > p95 and funding > 0.01 and oi_norm > 0.85"},
          {"bullish_reversal_adaptive", "Bullish reversal (own history)",
           "Shorts pay far more than usual and leverage has left.", true, Bull,
           "funding < p05 and funding < 0 and oi_norm < 0.15"},
          {"funding_extreme_adaptive", "Funding extreme (own history)", "One bar in a hundred is like this.",
           true, Extreme, "funding > p99 and > 0.01, or funding < p01 and < 0"}};
}

std::vector<ValueColour> zoneColours() {
  return {{3, ColourRole::Bear, 1},      {2, ColourRole::Hot, 1},     {1, ColourRole::Extreme, 0.7},
          {0, ColourRole::Neutral, 0.7}, {-1, ColourRole::Cold, 0.7}, {-2, ColourRole::Positive, 1},
          {-3, ColourRole::Slow, 1}};
}

std::vector<LabelDecl> labels(std::string_view suffix) {
  const auto onset = [suffix](std::string_view key) { return fmt::format("{}{}_onset", key, suffix); };
  return {{onset("bearish_reversal"), "Bearish reversal", ColourRole::Bear},
          {onset("longs_trapped"), "Longs trapped", ColourRole::Hot},
          {"oi_divergence_bear_onset", "OI divergence", ColourRole::Bear},
          {onset("bullish_reversal"), "Bullish reversal", ColourRole::Bull, true},
          {onset("short_capitulation"), "Capitulation", ColourRole::Cold, true},
          {"accumulation_onset", "Accumulation", ColourRole::Bull, true},
          {"oi_divergence_bull_onset", "OI divergence", ColourRole::Bull, true}};
}

DrawingDecl labelsWhen(std::string_view suffix, std::string toggle) {
  DrawingDecl drawing{DrawingKind::Labels, {}, {}, {}, {}, std::move(toggle)};
  drawing.labels = labels(suffix);
  return drawing;
}

PaneDecl mainPane() {
  PaneDecl pane{"funding", "Funding and normalised OI", 1.6, {}, {}, {}};
  DrawingDecl bars{DrawingKind::Histogram, {"funding"}, {ColourRole::Funding, ColourRole::Cold},
                   AxisSide::Second,       {},          {}};
  bars.coloured_by = "zone";
  bars.colours = zoneColours();
  pane.drawings.push_back(bars);
  for (const char* key : {"p75", "p25", "p90", "p10", "p99", "p01"})
    pane.drawings.push_back(
        {DrawingKind::Line, {key}, {ColourRole::Neutral}, AxisSide::Second, {}, "levels=adaptive"});
  pane.drawings.push_back({DrawingKind::Line, {"oi_norm"}, {ColourRole::Positive}, {}, {}, {}});
  pane.drawings.push_back(labelsWhen("_adaptive", "levels=adaptive"));
  pane.drawings.push_back(labelsWhen("", "levels=fixed"));
  pane.ranges = {{AxisSide::Main, 0, 1}};
  for (const double level : {0.12, 0.2, 0.8, 0.88}) pane.levels.push_back({.value = level});
  for (const double level : {0.0, 0.05, -0.05, 0.1, -0.1, 0.5, -0.5})
    pane.levels.push_back({.value = level / 8,  // given for eight hours, drawn for the venue's own
                           .times = "interval_h",
                           .colour = level > 0 ? ColourRole::Hot : ColourRole::Cold,
                           .axis = AxisSide::Second,
                           .toggle = level == 0 ? "" : "levels=fixed"});
  return pane;
}

PaneDecl oiPane() {
  return {"oi",
          "Open interest",
          0.8,
          {{DrawingKind::Line, {"oi"}, {ColourRole::OpenInterest}, {}, {}, {}},
           {DrawingKind::Line, {"oi_z"}, {ColourRole::Neutral}, AxisSide::Second, {}, {}}},
          {{.value = 0, .axis = AxisSide::Second}},
          {}};
}

std::string_view sourceName(double source) {
  if (source == 2) return "premium index";
  if (source == 1) return "mid and index";
  return source == 0 ? "venue" : kNothing;
}

std::string zoneText(const RowView& row) {
  constexpr std::array kNames{"extreme: shorts pay", "high: shorts pay", "below usual",       "neutral",
                              "above usual",         "high: longs pay",  "extreme: longs pay"};
  const double zone = row["zone"];
  return std::abs(zone) <= 3 ? kNames[static_cast<std::size_t>(zone + 3)] : std::string(kNothing);
}

std::string untilText(const RowView& row) {
  const double minutes = row["settlement_in"];
  if (!(minutes >= 0 && minutes < 1e9)) return std::string(kNothing);
  const auto whole = static_cast<int>(minutes);
  return fmt::format("{} h {:02} min", whole / 60, whole % 60);
}

std::string percentilesText(const RowView& row) {
  const auto text = [&row](std::string_view key) { return numberText(row[key], kRate); };
  return fmt::format("{} / {} … {} / {} %", text("p01"), text("p10"), text("p90"), text("p99"));
}

std::string activeText(const RowView& row) {
  static const auto kConditions = [] {
    auto all = fixedConditions();
    std::ranges::move(adaptiveConditions(), std::back_inserter(all));
    return all;
  }();
  return activeConditions(row, kConditions, "none",
                          [](const ConditionDecl& condition) { return condition.label; });
}

std::vector<TableRow> table() {
  return {{"Funding",
           [](const RowView& row) {
             return fmt::format("{}  from {}", signedText(row["funding"], kRate, "%"),
                                sourceName(row["funding_source"]));
           }},
          {"Annualised", [](const RowView& row) { return signedText(row["funding_apr"], {2, false}, "%"); }},
          {"Settles in", untilText},
          {"Zone", zoneText},
          {"p1 / p10 … p90 / p99", percentilesText},
          {"Open interest",
           [](const RowView& row) {
             return fmt::format("{}  {}", numberText(row["oi_base"], {2, true}, "coins"),
                                numberText(row["oi_usd"], {2, true}, "USD"));
           }},
          {"Normalised",
           [](const RowView& row) {
             return fmt::format("{}  z {}", numberText(row["oi_norm"], {3, false}),
                                signedText(row["oi_z"], {2, false}));
           }},
          {"Active", activeText}};
}

std::vector<PresetDecl> presets() {
  return {{"scalping",
           "Scalping",
           "Minutes: quick normalisation, one-minute samples.",
           {Interval::M5, Interval::M15},
           {{"sub_interval", "1m"}, {"lookback", "96"}, {"rsi_length", "9"}}},
          {"swing",
           "Swing",
           "Hours to days: the usual look-back, five-minute samples.",
           {Interval::H1, Interval::H4},
           {{"sub_interval", "5m"}, {"lookback", "100"}, {"rsi_length", "14"}}},
          {"position",
           "Position",
           "Days to weeks: a slow look-back, fifteen-minute samples.",
           {Interval::D1},
           {{"sub_interval", "15m"}, {"lookback", "180"}, {"rsi_length", "21"}}}};
}

}  // namespace

Declaration fundingOiDeclaration() {
  Declaration d;
  d.id = "funding_oi";
  d.title = "Funding and OI";
  d.summary =
      "The funding rate as it forms, against the open interest of the same perpetual brought to 0 … 1. Dear "
      "funding on crowded positions is what squeezes are made of.";
  d.main = "funding";
  d.params = params();
  d.outputs = outputs();
  d.conditions = fixedConditions();
  std::ranges::move(adaptiveConditions(), std::back_inserter(d.conditions));
  d.panes = {mainPane(), oiPane()};
  d.table = table();
  d.presets = presets();
  return d;
}

}  // namespace perpscope::studies
