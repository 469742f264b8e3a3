#include <fmt/format.h>

#include "studies/intraday_premium.h"
#include "studies/params.h"
#include "studies/table_text.h"

namespace perpscope::studies {
namespace {

const NumberFormat kPercent{4, false};
const NumberFormat kScore{2, false};

std::vector<ParamDecl> alertParams() {
  return {numberParam("alert_sigma", "Alert sigma",
                      "The calm alerts of an extreme turn on from this z-score on.", 3, {0.1, 20}),
          numberParam("alert_release", "Alert release", "They turn off when the z-score is back below this.",
                      1, {-5, 20}),
          withDefaults(integerParam("hold_bars", "Hold bars",
                                    "The calm alerts of a pressure wait until it has lasted so many bars.", 2,
                                    {1, 5000}, "bars"),
                       {{Interval::M1, 10.0}, {Interval::M15, 3.0}})};
}

std::vector<ParamDecl> params() {
  const auto look_back =
      hoursParam("lookback", "Look-back",
                 "Window of mean and deviation, at least 20 bars; the study's look-back.", 4, {0.05, 8784});
  std::vector<ParamDecl> all{
      legsParam("spot", "Spot", "The spot market, as venue or venue:SYMBOL.", ParamType::Leg, "binance"),
      legsParam("perp", "Perp", "The perpetual, as venue or venue:SYMBOL.", ParamType::Leg, "binance"),
      look_back,
      hoursParam("roc_window", "ROC window",
                 "Against how long ago the premium's change is taken, at least one bar.", 1, {0.01, 8784}),
      numberParam("band_sigma", "Band sigma", "How many deviations from the mean the bands are drawn.", 2,
                  {0.1, 20}),
      numberParam("z_extreme", "Extreme z", "From this z-score on a premium or discount is extreme.", 2,
                  {0.1, 20})};
  std::ranges::move(alertParams(), std::back_inserter(all));
  all.push_back(signParam());
  all.push_back(quoteAdjustParam());
  all.push_back(resetAfterHoursParam(look_back, kLeastLookback));
  return all;
}

std::vector<OutputDecl> outputs() {
  using enum ColourRole;
  return {{"perp", "Perp", "USD", {2, false}, Perp, "close of the perp leg"},
          {"spot", "Spot", "USD", {2, false}, Spot, "close of the spot leg"},
          {"premium", "Premium", "%", kPercent, Premium, "(perp - spot) / spot * 100; turned round by sign"},
          {"mean", "Mean", "%", kPercent, Slow, "sma(premium, n), n = bars in lookback, at least 20"},
          {"sd", "Deviation", "%", kPercent, Neutral, "stdev(premium, n)"},
          {"z", "z", "", kScore, Accent, "(premium - mean) / sd; 0 where the window is flat"},
          {"upper", "Upper band", "%", kPercent, Slow, "mean + band_sigma * sd"},
          {"lower", "Lower band", "%", kPercent, Slow, "mean - band_sigma * sd"},
          {"roc", "ROC", "pp", kPercent, Fast,
           "premium - premium[m], percentage points, m = bars in roc_window, at least 1"},
          {"state",
           "State",
           "",
           {0, false},
           Neutral,
           "2 if z >= z_extreme, else -2 if z <= -z_extreme, else 1 if premium > mean and roc > 0, else -1 "
           "if premium "
           "< mean and roc < 0, else 0"},
          {"state_bars",
           "State for",
           "bars",
           {0, false},
           Neutral,
           "bars since the state last changed, this one counted"}};
}

std::vector<ConditionDecl> stateConditions() {
  using enum ColourRole;
  return {{"extreme_premium", "Extreme premium",
           "Perps trade far above their usual premium: longs are crowded.", true, Extreme, "state = 2"},
          {"extreme_discount", "Extreme discount",
           "Perps trade far below their usual premium: a flush, the early clue of a bottom.", true, Extreme,
           "state = -2"},
          {"bull_pressure", "Bull pressure", "The premium is above its mean and rising.", true, Bull,
           "state = 1"},
          {"bear_pressure", "Bear pressure", "The premium is below its mean and falling.", true, Bear,
           "state = -1"}};
}

std::vector<ConditionDecl> calmConditions() {
  using enum ColourRole;
  return {
      {"extreme_premium_alert", "Extreme premium (calm)",
       "Perps trade very far above their usual premium and have not come back yet.", true, Extreme,
       "on at z >= alert_sigma, off at z < alert_release"},
      {"extreme_discount_alert", "Extreme discount (calm)",
       "Perps trade very far below their usual premium and have not come back yet.", true, Extreme,
       "on at -z >= alert_sigma, off at -z < alert_release"},
      {"bull_pressure_alert", "Bull pressure (calm)", "Bull pressure has lasted.", true, Bull,
       "state = 1 and state_bars >= hold_bars"},
      {"bear_pressure_alert", "Bear pressure (calm)", "Bear pressure has lasted.", true, Bear,
       "state = -1 and state_bars >= hold_bars"},
      {"entry", "Entry", "Bull pressure begins while the perp's own candles turn up from weakness.", false,
       Bull,
       "onset of bull_pressure, Heikin-Ashi of the perp closes up, rsi(14) < 50 and rising, MACD(12, 26, 9) "
       "histogram rising"},
      {"exit", "Exit", "Bear pressure or an extreme premium begins.", false, Bear,
       "onset of bear_pressure or of extreme_premium"}};
}

PaneDecl premiumPane() {
  PaneDecl pane{"premium", "Intraday premium", 1.6, {}, {{.value = 0}}, {}};
  DrawingDecl bars{
      DrawingKind::Histogram, {"premium"}, {ColourRole::Neutral, ColourRole::Neutral}, {}, {}, {}};
  bars.coloured_by = "state";
  bars.colours = {{pressure::kExtremePremium, ColourRole::Extreme},
                  {pressure::kExtremeDiscount, ColourRole::Extreme},
                  {pressure::kBull, ColourRole::Bull},
                  {pressure::kBear, ColourRole::Bear},
                  {pressure::kNeutral, ColourRole::Neutral}};
  DrawingDecl labels{DrawingKind::Labels, {}, {}, {}, {}, {}};
  labels.labels = {{"extreme_premium_onset", "EXTREME Premium", ColourRole::Extreme},
                   {"bear_pressure_onset", "BEAR Pressure", ColourRole::Bear},
                   {"extreme_discount_onset", "EXTREME Discount (flush)", ColourRole::Extreme, true},
                   {"bull_pressure_onset", "BULL Pressure", ColourRole::Bull, true}};
  pane.drawings = {{DrawingKind::Band, {"upper", "lower"}, {ColourRole::Slow}, {}, {}, {}},
                   bars,
                   {DrawingKind::Line, {"upper"}, {ColourRole::Slow}, {}, {}, {}},
                   {DrawingKind::Line, {"lower"}, {ColourRole::Slow}, {}, {}, {}},
                   {DrawingKind::Line, {"mean"}, {ColourRole::Fast}, {}, {}, {}},
                   labels};
  return pane;
}

PaneDecl scorePane() {
  return {
      "z",
      "z-score and rate of change",
      1.0,
      {{DrawingKind::Line, {"z"}, {ColourRole::Accent}, {}, {}, {}},
       {DrawingKind::Line, {"roc"}, {ColourRole::Neutral}, AxisSide::Second, {}, {}}},
      {{.value = 0},
       {.value = 2, .param = "z_extreme", .colour = ColourRole::Hot, .shade_beyond = true},
       {.value = -2, .param = "z_extreme", .factor = -1, .colour = ColourRole::Cold, .shade_beyond = true}},
      {}};
}

PaneDecl signalPane() {
  DrawingDecl states{DrawingKind::Strip, {"state"}, {ColourRole::Bull, ColourRole::Bear}, {}, {}, {}};
  states.colours = {{pressure::kExtremePremium, ColourRole::Extreme},
                    {pressure::kExtremeDiscount, ColourRole::Extreme}};
  return {"signals",
          "Signals",
          0.5,
          {states,
           {DrawingKind::MarkersTop, {"exit"}, {ColourRole::Bear}, {}, "exit", {}},
           {DrawingKind::MarkersFoot, {"entry"}, {ColourRole::Bull}, {}, "entry", {}}},
          {},
          {}};
}

std::string stateText(const RowView& row) {
  constexpr std::array kNames{"extreme discount", "bear pressure", "neutral", "bull pressure",
                              "extreme premium"};
  const double state = row["state"];
  if (!(std::abs(state) <= 2)) return std::string(kNothing);
  const double bars = row["state_bars"];
  return fmt::format("{} for {} bar{}", kNames[static_cast<std::size_t>(state + 2)],
                     numberText(bars, {0, false}), bars == 1 ? "" : "s");
}

std::vector<TableRow> table() {
  return {numberRow("Perp", "perp", 2, "USD"),
          numberRow("Spot", "spot", 2, "USD"),
          {"Premium", [](const RowView& row) { return signedText(row["premium"], kPercent, "%"); }},
          {"Mean",
           [](const RowView& row) {
             return fmt::format("{}  ± {}", signedText(row["mean"], kPercent, "%"),
                                numberText(row["sd"], kPercent, "%"));
           }},
          {"z", [](const RowView& row) { return signedText(row["z"], kScore); }},
          {"ROC", [](const RowView& row) { return signedText(row["roc"], kPercent, "pp"); }},
          {"State", stateText}};
}

}  // namespace

Declaration intradayPremiumDeclaration() {
  Declaration d;
  d.id = "intraday_premium";
  d.title = "Intraday premium";
  d.summary =
      "One perpetual against one spot market, minute by minute: how far the premium is from its own habit, "
      "and "
      "where it is heading. Made for 1m.";
  d.main = "premium";
  d.params = params();
  d.outputs = outputs();
  d.conditions = stateConditions();
  std::ranges::move(calmConditions(), std::back_inserter(d.conditions));
  d.panes = {premiumPane(), scorePane(), signalPane()};
  d.table = table();
  return d;
}

}  // namespace perpscope::studies
