// Comparing numbers of a study: those that differ by at most 1e-9 of the larger count as equal (studies,
// section 0). Any comparison with a missing value is false.
#pragma once

#include <algorithm>
#include <cmath>

namespace perpscope::studies {

// All of them, or any, without a branch.
template <class... Holds>
bool allOf(Holds... holds) {
  return (static_cast<int>(holds) & ...) != 0;
}
template <class... Holds>
bool anyOf(Holds... holds) {
  return (static_cast<int>(holds) | ...) != 0;
}

// By how much two numbers may differ and count as equal.
inline double slack(double a, double b) { return 1e-9 * std::max(std::abs(a), std::abs(b)); }
inline bool equal(double a, double b) { return a == b || std::abs(a - b) <= slack(a, b); }
// Without a branch, so that a loop over bars becomes vector instructions.
inline bool above(double a, double b) { return a - b > slack(a, b); }
inline bool below(double a, double b) { return above(b, a); }
inline bool atLeast(double a, double b) { return anyOf(a >= b, b - a <= slack(a, b)); }
inline bool atMost(double a, double b) { return atLeast(b, a); }

}  // namespace perpscope::studies
