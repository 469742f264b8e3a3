// Flow dashboard (studies, section 1): shared by its declaration and its computation.
#pragma once

#include "studies/study.h"

namespace perpscope::studies {

inline constexpr double kEightHoursPerYear = 1095;

// What turns an 8 h rate into one of the parameter `scale`.
[[nodiscard]] double fundingScale(std::string_view scale);

[[nodiscard]] Declaration flowDashboardDeclaration();

}  // namespace perpscope::studies
