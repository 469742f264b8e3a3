// Missing values of the operators: NaN. Comparisons with it are false, arithmetic with it gives it.
#pragma once

#include <cmath>
#include <limits>

namespace perpscope::indicators {

inline constexpr double kNa = std::numeric_limits<double>::quiet_NaN();
// Infinities count as na, going in and coming out (indicators.md, section 0): one of them would stay in a
// running sum for ever.
[[nodiscard]] inline bool na(double value) { return !std::isfinite(value); }
[[nodiscard]] inline double finiteOrNa(double value) { return na(value) ? kNa : value; }

// How far apart two values may be and still count as equal where a table of indicators.md says tolerant (M).
inline constexpr double kEqualWithin = 1e-10;

}  // namespace perpscope::indicators
