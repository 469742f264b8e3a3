// One accessor per study, for the registry.
#pragma once

#include "studies/study.h"

namespace perpscope::studies {

[[nodiscard]] const Study& flowDashboard();
[[nodiscard]] const Study& fundingOi();
[[nodiscard]] const Study& intradayPremium();
[[nodiscard]] const Study& perpSpotPremium();
[[nodiscard]] const Study& price();
[[nodiscard]] const Study& spotPremiumRoc();

}  // namespace perpscope::studies
