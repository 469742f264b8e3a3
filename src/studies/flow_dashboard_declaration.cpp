#include <fmt/format.h>

#include "studies/flow_dashboard.h"
#include "studies/params.h"
#include "studies/table_text.h"

namespace perpscope::studies {
namespace {

std::vector<ParamDecl> oiParams() {
  return {choiceParam("oi_unit", "OI unit", "In which unit open interest is summed.", {"usd", "base"}),
          oiMaxAgeParam(),
          choiceParam("oi_membership", "OI membership",
                      "steady sums only venues with data in the whole look-back, any sums whatever is there.",
                      {"steady", "any"}),
          numberParam("oi_hot", "OI hot",
                      "Beyond this z-score open interest is called overheated and the zone is shaded.", 2.0,
                      {0.1, 10})};
}

std::vector<ParamDecl> fundingParams() {
  return {integerParam("twap_length", "Funding TWAP",
                       "Over how many bars the funding of all venues is averaged.", 3, {1, 1000}, "bars"),
          choiceParam("weighting", "Funding weighting",
                      "Whether venues count alike or by their open interest.", {"equal", "oi"}),
          choiceParam("scale", "Funding scale", "For which span of time the funding rate is written.",
                      {"8h", "1h", "day", "apr"})};
}

std::vector<ParamDecl> extremeParams() {
  return {withDefaults(numberParam("top_level", "Top level",
                                   "The mean of the z-scores from which on a bar is marked as a cycle top.",
                                   1.5, {0, 10}),
                       {{Interval::W1, 1.75}}),
          withDefaults(numberParam("bottom_level", "Bottom level",
                                   "How far below zero that mean must be for a cycle bottom.", 1.0, {0, 10}),
                       {{Interval::D3, 1.75}, {Interval::W1, 1.25}}),
          numberParam("extreme_min", "Extreme minimum",
                      "Each z-score that exists must be at least this far on the same side.", 0.25, {0, 10}),
          choiceParam("extreme_mode", "Extreme mode",
                      "mean asks for the mean of the z-scores, all for each of them.", {"mean", "all"}),
          numberParam("extreme_each", "Extreme each",
                      "With mode all, the level that each z-score must be beyond.", 1.5, {0, 10})};
}

std::vector<ParamDecl> params() {
  const auto look_back =
      withDefaults(integerParam("z_length", "Look-back",
                                "Window of the z-scores and of the premium's mean; the study's look-back.",
                                12, {2, 5000}, "bars"),
                   {{Interval::D1, 60.0}, {Interval::D3, 20.0}, {Interval::W1, 26.0}});
  std::vector<ParamDecl> all{
      spotLegsParam(), perpLegsParam(), look_back,
      integerParam("premium_smooth", "Premium smoothing",
                   "Length of an EMA over the premium; 1 leaves it as it is.", 1, {1, 1000}, "bars"),
      signParam()};
  for (auto part : {oiParams(), fundingParams(), extremeParams(), compositeParams()})
    std::ranges::move(part, std::back_inserter(all));
  all.push_back(resetAfterParam(look_back));
  return all;
}

std::vector<OutputDecl> outputs() {
  const NumberFormat money{2, false};
  const NumberFormat z{2, false};
  const NumberFormat whole{0, false};
  return {
      {"spot", "Spot", "USD", money, ColourRole::Spot, "composite of the closes of spot_legs"},
      {"perp", "Perp", "USD", money, ColourRole::Perp, "composite of the closes of perp_legs"},
      {"spot_legs", "Spot legs", "legs", whole, ColourRole::Neutral, "legs in spot"},
      {"perp_legs", "Perp legs", "legs", whole, ColourRole::Neutral, "legs in perp"},
      {"premium",
       "Premium",
       "%",
       {4, false},
       ColourRole::Premium,
       "ema((perp - spot) / spot * 100, premium_smooth); turned round by sign"},
      {"premium_z", "Premium z", "", z, ColourRole::Premium,
       "(premium - sma(premium, z_length)) / stdev(premium, z_length)"},
      {"oi",
       "OI",
       "",
       {2, true},
       ColourRole::OpenInterest,
       "sum over oi_venues of the last sample at or before the end of the bar, in oi_unit"},
      {"oi_venues", "OI venues", "legs", whole, ColourRole::Neutral, "legs in oi"},
      {"oi_change_24h", "OI 24 h", "%", z, ColourRole::OpenInterest,
       "(oi - oi of the same legs 24 h earlier) / that * 100"},
      {"oi_z", "OI z", "", z, ColourRole::OpenInterest, "(oi - sma(oi, z_length)) / stdev(oi, z_length)"},
      {"funding_raw",
       "Funding",
       "%",
       {4, false},
       ColourRole::Neutral,
       "mean over venues of the bar's settled rates, each brought to 8 h, in scale"},
      {"funding", "Funding TWAP", "%", {4, false}, ColourRole::Funding, "sma(funding_raw, twap_length)"},
      {"funding_z", "Funding z", "", z, ColourRole::Funding,
       "(funding - sma(funding, z_length)) / stdev(funding, z_length), of the 8 h value"},
      {"vote_premium", "Premium vote", "", whole, ColourRole::Premium,
       "1 if premium > ema(premium, 20), -1 if below"},
      {"vote_leverage", "Leverage vote", "", whole, ColourRole::OpenInterest,
       "1 if oi_z <= 0.5 and funding_z <= 0.5, -1 if both >= 1"},
      {"vote_spot", "Spot vote", "", whole, ColourRole::Spot,
       "d = premium - sma(premium, z_length): 1 if spot > ema(spot, 20) and d < 0, -1 if spot below it and d "
       "> 0"},
      {"confluence", "Confluence", "", whole, ColourRole::Accent, "vote_premium + vote_leverage + vote_spot"},
      {"extreme", "Extreme", "", z, ColourRole::Extreme,
       "mean of those of premium_z, funding_z, oi_z that exist, two at least"}};
}

std::vector<ConditionDecl> conditions() {
  return {
      {"bullish", "Bullish confluence", "Premium, leverage and spot lean the same way: up.", true,
       ColourRole::Bull, "confluence >= 2"},
      {"bearish", "Bearish confluence", "Premium, leverage and spot lean the same way: down.", true,
       ColourRole::Bear, "confluence <= -2"},
      {"over_leverage_long", "Long over-leverage",
       "Open interest is overheated while longs pay: a long squeeze becomes likely.", true, ColourRole::Hot,
       "oi_z >= 2 and funding_z >= 1"},
      {"over_leverage_short", "Short over-leverage",
       "Open interest is overheated while shorts pay: a short squeeze becomes likely.", true,
       ColourRole::Cold, "oi_z >= 2 and funding_z <= -1"},
      {"cycle_top", "Cycle top",
       "Premium, funding and open interest are stretched upwards together (experimental).", true,
       ColourRole::Bear,
       "extreme >= top_level and each z that exists >= extreme_min; extreme_mode = all: each > extreme_each"},
      {"cycle_bottom", "Cycle bottom",
       "Premium, funding and open interest are washed out together (experimental).", true, ColourRole::Bull,
       "extreme <= -bottom_level and each z that exists <= -extreme_min; extreme_mode = all: each < "
       "-extreme_each"}};
}

std::vector<PaneDecl> panes() {
  const std::vector<ColourRole> sign{ColourRole::Up, ColourRole::Down};
  const std::vector<ColourRole> votes{ColourRole::Bull, ColourRole::Bear};
  return {
      {"premium",
       "Premium",
       1.0,
       {{DrawingKind::Histogram, {"premium"}, sign, {}, {}, {}}},
       {{.value = 0}},
       {}},
      {"oi",
       "Open interest z-score",
       1.0,
       {{DrawingKind::Line, {"oi"}, {ColourRole::Neutral}, AxisSide::Second, {}, {}},
        {DrawingKind::Line, {"oi_z"}, {ColourRole::OpenInterest}, {}, {}, {}}},
       {{.value = 0},
        {.value = 2, .param = "oi_hot", .colour = ColourRole::Hot, .shade_beyond = true},
        {.value = -2, .param = "oi_hot", .factor = -1, .colour = ColourRole::Cold, .shade_beyond = true}},
       {}},
      {"funding",
       "Funding TWAP",
       1.0,
       {{DrawingKind::Histogram, {"funding"}, {ColourRole::Funding, ColourRole::Down}, {}, {}, {}},
        {DrawingKind::Line, {"funding_z"}, {ColourRole::Neutral}, AxisSide::Second, {}, {}}},
       {{.value = 0}},
       {}},
      {"signals",
       "Signals",
       0.7,
       {{DrawingKind::Strip, {"vote_premium", "vote_leverage", "vote_spot", "confluence"}, votes, {}, {}, {}},
        {DrawingKind::MarkersTop, {"cycle_top_onset"}, {ColourRole::Bear}, {}, "top", {}},
        {DrawingKind::MarkersFoot, {"cycle_bottom_onset"}, {ColourRole::Bull}, {}, "bottom", {}}},
       {},
       {}}};
}

std::string oiText(const RowView& row) {
  const auto unit = row.settings().text("oi_unit") == "usd" ? "USD" : "coins";
  return fmt::format("{}  z {}  24 h {}", numberText(row["oi"], {2, true}, unit),
                     signedText(row["oi_z"], {2, false}), signedText(row["oi_change_24h"], {2, false}, "%"));
}

std::string fundingText(const RowView& row) {
  const double eight_hours = row["funding"] / fundingScale(row.settings().text("scale"));
  return fmt::format("{} / 8 h  APR {}  z {}", signedText(eight_hours, {4, false}, "%"),
                     signedText(eight_hours * kEightHoursPerYear, {2, false}, "%"),
                     signedText(row["funding_z"], {2, false}));
}

std::string confluenceText(const RowView& row) {
  const auto vote = [&row](std::string_view key) { return signedText(row[key], {0, false}); };
  return fmt::format("{}  (premium {}, leverage {}, spot {})", vote("confluence"), vote("vote_premium"),
                     vote("vote_leverage"), vote("vote_spot"));
}

std::vector<TableRow> table() {
  return {numberRow("Spot", "spot", 2, "USD"),
          numberRow("Perp", "perp", 2, "USD"),
          {"Premium",
           [](const RowView& row) {
             return fmt::format("{}  z {}", signedText(row["premium"], {4, false}, "%"),
                                signedText(row["premium_z"], {2, false}));
           }},
          {"Open interest", oiText},
          {"Funding", fundingText},
          {"Confluence", confluenceText},
          {"Extreme",
           [](const RowView& row) { return signedText(row["extreme"], {2, false}) + "  (experimental)"; }},
          {"Legs used", [](const RowView& row) {
             return fmt::format("{} perp, {} spot, {} OI", numberText(row["perp_legs"], {0, false}),
                                numberText(row["spot_legs"], {0, false}),
                                numberText(row["oi_venues"], {0, false}));
           }}};
}

}  // namespace

double fundingScale(std::string_view scale) {
  if (scale == "1h") return 1.0 / 8;
  if (scale == "day") return 3;
  return scale == "apr" ? kEightHoursPerYear : 1.0;
}

Declaration flowDashboardDeclaration() {
  Declaration d;
  d.id = "flow_dashboard";
  d.title = "Flow dashboard";
  d.summary =
      "Premium, open interest and funding of all venues on one page, with votes that say whether spot or "
      "leverage leads. "
      "Best on 1w and 1M, useful on 1d and 3d.";
  d.main = "premium";
  d.params = params();
  d.outputs = outputs();
  d.conditions = conditions();
  d.panes = panes();
  d.table = table();
  d.caution =
      "Tops and bottoms are experimental: levels chosen on the past they are shown on, not a promise.";
  return d;
}

}  // namespace perpscope::studies
