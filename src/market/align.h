// Raw series of many shapes on one grid, holes kept.
#pragma once

#include <functional>
#include <span>

#include "market/columns.h"

namespace perpscope {

// Where bars come from: what is stored, and a way to read a part of it. Reading may fail (a damaged cache).
struct CandleSource {
  std::vector<Interval> stored;  // the intervals that hold any bar
  std::function<Result<CandleColumns>(Interval, TimeRange, CandleFields)> read;
};

// Each bar: the stored one; where none is stored, one built from the largest smaller stored interval that
// divides the grid's and has any bar there; 3d, 1w and 1M always from 1d bars so obtained. See resample() for
// built bars.
[[nodiscard]] Result<GridCandles> alignCandles(const CandleSource& source, const Grid& grid,
                                               CandleFields fields, Time now);

// Open interest as of each bar's end minus `lag`.
struct GridOpenInterest {
  std::vector<double> base;
  std::vector<double> usd;
  std::vector<double> age_ms;  // of the sample at that instant, NaN where there is none
};

// The last sample stamped at or before the instant, if it is at most max_age old; max_age is at least one
// bar. A running bar is as of `now`.
[[nodiscard]] GridOpenInterest alignOpenInterest(const OpenInterestColumns& samples, const Grid& grid,
                                                 Milliseconds max_age, Milliseconds lag, Time now);

// Which end of a bar a settlement that falls on a border belongs to.
enum class FundingWindow : std::uint8_t { OpenIncluded /* [open, end) */, EndIncluded /* (open, end] */ };

// Settled funding per bar, brought to eight hours by each rate's own interval (fractions).
struct GridFunding {
  std::vector<double>
      rate_8h;  // mean of the bar's settlements; else the last one while it is fresh; else NaN
  std::vector<double> interval_min;  // of the last settlement used
  std::vector<double> age_ms;        // of the last settlement used, at the bar's end
};

// A settlement is carried into bars without one while its age at the bar's end is at most its own interval.
[[nodiscard]] GridFunding alignFunding(const FundingColumns& settled, const Grid& grid, FundingWindow window);

// The rate that is forming, brought to eight hours (fraction), on the bar that runs at `now`; NaN on all
// others, for a closed bar has its settlements. It is the last said up to `now`, unless its own settlement
// has passed since: its next_time, or one interval after it was said.
[[nodiscard]] std::vector<double> alignPredicted(std::span<const Funding> predicted, const Grid& grid,
                                                 Time now);

}  // namespace perpscope
