// Cross-venue spreads, tri-calc, momentum (studies, section 5): shared by its declaration and its
// computation.
#pragma once

#include "studies/study.h"

namespace perpscope::studies {

// Columns in the order of the declaration.
struct SpotPremiumRoc {
  enum Out : std::size_t {
    kSpotA,
    kSpotB,
    kPerpB,
    kSpotSpot,
    kSpotPerp,
    kTri,
    kTriEma,
    kOpacity,
    kRoc,
    kRocNorm,
    kRibbonShort,
    kRibbonLong,
    kZ,
    kRobustZ,
    kEmaRoc,
    kRsi,
    kMacd,
    kMacdSignal,
    kMacdHist,
    kSpotLed,
    kPerpChase,
    kZHigh,
    kZLow,
    kRobustHigh,
    kRobustLow,
    kImpulseUp,
    kImpulseDown,
    kConfirmUp,
    kConfirmDown,
    kRibbonUp,
    kRibbonDown,
    kSpotFlipUp,
    kSpotFlipDown,
    kTriFlipUp,
    kTriFlipDown,
    kRsiHigh,
    kRsiLow,
    kMacdCrossUp,
    kMacdCrossDown,
    kArbitrage,
  };
};

// The output that is shown first: its absence makes a bar a hole.
[[nodiscard]] std::string firstShown(const Settings& settings);

[[nodiscard]] Declaration spotPremiumRocDeclaration();

}  // namespace perpscope::studies
