// The funding rate while it forms: a venue settles what the mean of its premium index over the window since
// the last settlement comes to (studies, section 2.1).
#pragma once

#include <span>

#include "market/align.h"

namespace perpscope {

// From one settlement to the next.
struct FundingWindowSpan {
  Time from;
  Time to;
  std::chrono::minutes covers{8 * 60};  // what the rate that settles it covers
};

// The windows that touch the range, oldest first, without gaps: settled rates are their borders, and where
// rates are missing the nearest one's interval goes on. Without any, windows of eight hours from midnight.
[[nodiscard]] std::vector<FundingWindowSpan> fundingWindows(const FundingColumns& settled, TimeRange range);

// A premium (fraction) per bar of a sub-interval, as of that bar's end; NaN where there is none.
struct PremiumSamples {
  Grid grid;
  std::vector<double> values;
};

enum class SampleWeights : std::uint8_t {
  Linear,  // 1 for the oldest … n for the newest of the samples that are there
  Equal,
};

// What a mean premium P settles at, all fractions per eight hours: P + clamp(interest - P, ±damp), kept
// within ±cap.
struct FundingFormula {
  double interest = 0.0001;
  double damp = 0.0005;
  double cap = 0.003;
  [[nodiscard]] double rate(double premium) const;
};

struct GridPremium {
  std::vector<double> mean;          // P, a fraction
  std::vector<double> rate_8h;       // what the formula makes of it
  std::vector<double> samples;       // how many were used
  std::vector<double> interval_min;  // of the window
  std::vector<double> until_min;     // from the bar's instant to the next settlement
};

// As of each bar's end, or `now` while the bar runs: the mean over the window that runs at that instant, or
// that ends with it, and its rate. Bars longer than a window: the means of those of the windows that settled
// in (open, end]. A window that is over and lacks its first or last sample has none.
[[nodiscard]] GridPremium alignPremium(const PremiumSamples& samples,
                                       std::span<const FundingWindowSpan> windows, const Grid& grid,
                                       SampleWeights weights, const FundingFormula& formula, Time now);

}  // namespace perpscope
