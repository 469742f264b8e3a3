// Numbers as exchanges write them into JSON texts.
#pragma once

#include <string>

namespace perpscope::sim {

// The shortest decimal without an exponent that reads back as the same double; empty for NaN. Padded with
// zeros to at least so many digits behind the point.
[[nodiscard]] std::string decimal(double value, int digits = 0);

// What was computed, and not stored, as an exchange would have it: with at most so many digits behind the
// point.
[[nodiscard]] double roundedTo(double value, int digits);

}  // namespace perpscope::sim
