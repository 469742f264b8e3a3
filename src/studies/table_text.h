// How numbers of a study are written for people: in tables, read-outs and notes.
#pragma once

#include "studies/declaration.h"

namespace perpscope::studies {

inline constexpr std::string_view kNothing = "–";

// The format with as many decimals as five digits of a price below ten dollars need.
[[nodiscard]] NumberFormat formatOf(double value, NumberFormat format, std::string_view unit);
// 12,345.68 or 1.23 B; an en dash where it is missing.
[[nodiscard]] std::string numberText(double value, NumberFormat format, std::string_view unit = {});
// The same with a + before positive values.
[[nodiscard]] std::string signedText(double value, NumberFormat format, std::string_view unit = {});

[[nodiscard]] TableRow numberRow(std::string label, std::string key, int precision, std::string unit);
// "6 perp, 7 spot" from the outputs perp_legs and spot_legs.
[[nodiscard]] TableRow legsRow();

}  // namespace perpscope::studies
