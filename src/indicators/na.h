// Missing values of the operators: NaN. Comparisons with it are false, arithmetic with it gives it.
#pragma once

#include <cmath>
#include <limits>

namespace perpscope::indicators {

inline constexpr double kNa = std::numeric_limits<double>::quiet_NaN();
[[nodiscard]] inline bool na(double value) { return std::isnan(value); }

// Every non-finite result of an operator counts as na (indicators.md, section 0).
[[nodiscard]] double finiteOrNa(double value);

}  // namespace perpscope::indicators
