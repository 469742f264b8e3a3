// Parameter declarations, short to write, and those that several studies share.
#pragma once

#include "studies/study.h"

namespace perpscope::studies {

struct Bounds {
  double min;
  double max;
};

[[nodiscard]] ParamDecl numberParam(std::string key, std::string label, std::string tooltip, double fallback,
                                    Bounds bounds, std::string unit = {});
[[nodiscard]] ParamDecl integerParam(std::string key, std::string label, std::string tooltip, int fallback,
                                     Bounds bounds, std::string unit = {});
[[nodiscard]] ParamDecl toggleParam(std::string key, std::string label, std::string tooltip, bool fallback);
[[nodiscard]] ParamDecl choiceParam(std::string key, std::string label, std::string tooltip,
                                    std::vector<std::string> choices);  // the first is the default
[[nodiscard]] ParamDecl legsParam(std::string key, std::string label, std::string tooltip, ParamType type,
                                  std::string fallback);
// The same parameter with other defaults up to some intervals; the last entry's successor is `fallback`.
[[nodiscard]] ParamDecl withDefaults(ParamDecl param, std::vector<DefaultUpTo> by_interval);

// A number of hours, and how many bars of an interval that is.
[[nodiscard]] ParamDecl hoursParam(std::string key, std::string label, std::string tooltip, double fallback,
                                   Bounds bounds);
[[nodiscard]] int barsInHours(double hours, Interval interval, int least);

[[nodiscard]] ParamDecl spotLegsParam();
[[nodiscard]] ParamDecl perpLegsParam();
[[nodiscard]] ParamDecl quoteAdjustParam();
// composite, max_age, min_legs, volume_length, quote_adjust: how legs become one price.
[[nodiscard]] std::vector<ParamDecl> compositeParams();
// oi_max_age in hours, and what it says.
[[nodiscard]] ParamDecl oiMaxAgeParam();
[[nodiscard]] Milliseconds oiMaxAge(const Settings& settings);
[[nodiscard]] ParamDecl signParam();
// By default the study's main look-back: a number of bars, or the parameter that says it.
[[nodiscard]] ParamDecl resetAfterParam(int main_look_back);
[[nodiscard]] ParamDecl resetAfterParam(const ParamDecl& main_look_back);
// The same where the look-back is a time: as many bars as that is.
[[nodiscard]] ParamDecl resetAfterHoursParam(const ParamDecl& main_look_back, int least);

}  // namespace perpscope::studies
