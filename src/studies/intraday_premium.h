// Intraday premium and z-score (studies, section 4): shared by its declaration and its computation.
#pragma once

#include "studies/study.h"

namespace perpscope::studies {

// Columns in the order of the declaration.
struct IntradayPremium {
  enum Out : std::size_t {
    kPerp,
    kSpot,
    kPremium,
    kMean,
    kSd,
    kZ,
    kUpper,
    kLower,
    kRoc,
    kState,
    kStateBars,
    kExtremePremium,
    kExtremeDiscount,
    kBullPressure,
    kBearPressure,
    kExtremePremiumAlert,
    kExtremeDiscountAlert,
    kBullPressureAlert,
    kBearPressureAlert,
    kEntry,
    kExit,
  };
};

// Of the output `state`.
namespace pressure {
inline constexpr double kExtremePremium = 2;
inline constexpr double kBull = 1;
inline constexpr double kNeutral = 0;
inline constexpr double kBear = -1;
inline constexpr double kExtremeDiscount = -2;
}  // namespace pressure

inline constexpr int kLeastLookback = 20;  // bars

[[nodiscard]] Declaration intradayPremiumDeclaration();

}  // namespace perpscope::studies
