#include "studies/params.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace perpscope::studies {
namespace {

ParamDecl numeric(ParamType type, std::string key, std::string label, std::string tooltip, double fallback,
                  Bounds bounds, std::string unit) {
  ParamDecl param;
  param.key = std::move(key);
  param.label = std::move(label);
  param.tooltip = std::move(tooltip);
  param.type = type;
  param.fallback = fallback;
  param.min = bounds.min;
  param.max = bounds.max;
  param.unit = std::move(unit);
  return param;
}

ParamDecl other(ParamType type, std::string key, std::string label, std::string tooltip,
                ParamValue fallback) {
  ParamDecl param;
  param.key = std::move(key);
  param.label = std::move(label);
  param.tooltip = std::move(tooltip);
  param.type = type;
  param.fallback = std::move(fallback);
  return param;
}

Milliseconds fromHours(double hours) {
  return std::chrono::round<Milliseconds>(std::chrono::duration<double, std::ratio<3600>>(hours));
}

}  // namespace

ParamDecl hoursParam(std::string key, std::string label, std::string tooltip, double fallback,
                     Bounds bounds) {
  return numberParam(std::move(key), std::move(label), std::move(tooltip), fallback, bounds, "h");
}

int barsInHours(double hours, Interval interval, int least) {
  return barsIn(fromHours(hours), interval, least);
}

ParamDecl numberParam(std::string key, std::string label, std::string tooltip, double fallback, Bounds bounds,
                      std::string unit) {
  return numeric(ParamType::Number, std::move(key), std::move(label), std::move(tooltip), fallback, bounds,
                 std::move(unit));
}

ParamDecl integerParam(std::string key, std::string label, std::string tooltip, int fallback, Bounds bounds,
                       std::string unit) {
  return numeric(ParamType::Integer, std::move(key), std::move(label), std::move(tooltip), fallback, bounds,
                 std::move(unit));
}

ParamDecl toggleParam(std::string key, std::string label, std::string tooltip, bool fallback) {
  return other(ParamType::Toggle, std::move(key), std::move(label), std::move(tooltip), fallback);
}

ParamDecl choiceParam(std::string key, std::string label, std::string tooltip,
                      std::vector<std::string> choices) {
  auto param =
      other(ParamType::Choice, std::move(key), std::move(label), std::move(tooltip), choices.front());
  param.choices = std::move(choices);
  return param;
}

ParamDecl legsParam(std::string key, std::string label, std::string tooltip, ParamType type,
                    std::string fallback) {
  return other(type, std::move(key), std::move(label), std::move(tooltip), std::move(fallback));
}

ParamDecl withDefaults(ParamDecl param, std::vector<DefaultUpTo> by_interval) {
  param.by_interval = std::move(by_interval);
  return param;
}

ParamDecl spotLegsParam() {
  return legsParam("spot_legs", "Spot legs",
                   "The spot markets whose prices make the spot side, as venue or venue:SYMBOL.",
                   ParamType::Legs, fmt::format("{}", fmt::join(defaultSpotVenues(), ",")));
}

ParamDecl perpLegsParam() {
  return legsParam("perp_legs", "Perp legs",
                   "The perpetuals whose prices make the perp side, as venue or venue:SYMBOL.",
                   ParamType::Legs, fmt::format("{}", fmt::join(defaultPerpVenues(), ",")));
}

ParamDecl quoteAdjustParam() {
  return choiceParam(
      "quote_adjust", "Quote currency",
      "usd brings USDT- and USDC-quoted prices to USD by the stablecoin's own close of the same bar.",
      {"off", "usd"});
}

std::vector<ParamDecl> compositeParams() {
  return {
      choiceParam("composite", "Composite", "How the prices of several legs become one.",
                  {"mean", "median", "vwap"}),
      withDefaults(integerParam("max_age", "Max age",
                                "For how many bars a leg without a bar counts with its last close.", 0,
                                {0, 1000}, "bars"),
                   {{Interval::H12, 2.0}}),
      integerParam("min_legs", "Min legs", "With fewer legs than this there is no composite price.", 1,
                   {1, 50}),
      integerParam("volume_length", "Volume length",
                   "Over how many bars a leg's volume is summed to weigh it (vwap).", 30, {1, 5000}, "bars"),
      quoteAdjustParam(),
  };
}

ParamDecl oiMaxAgeParam() {
  return numberParam("oi_max_age", "OI max age",
                     "An older sample of open interest counts as missing; at least one bar.", 24,
                     {0.1, 24 * 366}, "h");
}

Milliseconds oiMaxAge(const Settings& settings) { return fromHours(settings.number("oi_max_age")); }

ParamDecl signParam() {
  return choiceParam(
      "sign", "Sign",
      "Which way round the premium is drawn and printed; averages and conditions keep their sense.",
      {"perp_minus_spot", "spot_minus_perp"});
}

ParamDecl resetAfterParam(int main_look_back) {
  return integerParam("reset_after", "Reset after",
                      "All averages start afresh after a hole of more bars than this (the main look-back).",
                      main_look_back, {0, 100'000}, "bars");
}

ParamDecl resetAfterParam(const ParamDecl& main_look_back) {
  auto param = resetAfterParam(static_cast<int>(std::get<double>(main_look_back.fallback)));
  param.by_interval = main_look_back.by_interval;
  param.follows = main_look_back.key;
  return param;
}

ParamDecl resetAfterHoursParam(const ParamDecl& main_look_back, int least) {
  const auto hours = std::get<double>(main_look_back.fallback);
  auto param = resetAfterParam(least);
  for (const Interval interval : kAllIntervals)
    param.by_interval.push_back({interval, static_cast<double>(barsInHours(hours, interval, least))});
  param.follows = main_look_back.key;
  param.convert = [least](double followed, Interval interval) {
    return static_cast<double>(barsInHours(followed, interval, least));
  };
  return param;
}

}  // namespace perpscope::studies
