// Funding rate and normalised open interest (studies, section 2): shared by its declaration and its
// computation.
#pragma once

#include <array>

#include "studies/study.h"

namespace perpscope::studies {

// Columns in the order of the declaration.
struct FundingOi {
  enum Out : std::size_t {
    kFunding,
    kApr,
    kOi,
    kOiZ,
    kOiNorm,
    kZone,
    kSource,
    kUntil,
    kHours,
    kOiBase,
    kOiUsd,
    kClose,
    kP01,
    kP05,
    kP10,
    kP25,
    kP75,
    kP90,
    kP95,
    kP99,
    kSpikeUp,
    kSpikeDown,
    kOiHigh,
    kOiLow,
    kTrapped,
    kCapitulation,
    kBearishReversal,
    kBullishReversal,
    kExtreme,
    kAccumulation,
    kDivergenceBear,
    kDivergenceBull,
    kSpikeUpAdaptive,
    kSpikeDownAdaptive,
    kTrappedAdaptive,
    kCapitulationAdaptive,
    kBearishReversalAdaptive,
    kBullishReversalAdaptive,
    kExtremeAdaptive,
  };
};

// The percentiles of kP01 … kP99.
inline constexpr std::array kFundingPercents{1.0, 5.0, 10.0, 25.0, 75.0, 90.0, 95.0, 99.0};

// Up percentiles count only above the usual interest of 0.01 % per 8 h, down ones only below zero.
inline constexpr double kUsualFunding = 0.01;

// Where the rate came from, as the output funding_source says it.
enum class FundingSource : std::uint8_t { Venue = 0, MidAndIndex = 1, PremiumIndex = 2 };

[[nodiscard]] Declaration fundingOiDeclaration();

}  // namespace perpscope::studies
