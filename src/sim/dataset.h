// What the simulated exchanges know: the history of a market up to now. Made from the market model or from a
// cache.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "base/time.h"
#include "market/instrument.h"
#include "market/records.h"

namespace perpscope::sim {

// Pure to its callers and safe from several threads at once.
class Dataset {
 public:
  Dataset() = default;
  Dataset(const Dataset&) = delete;
  Dataset& operator=(const Dataset&) = delete;
  virtual ~Dataset() = default;

  [[nodiscard]] virtual std::span<const Instrument> instruments() const = 0;
  // When the oldest row of the instrument is from; nothing where it has none.
  [[nodiscard]] virtual std::optional<Time> listed(const Instrument& instrument) const = 0;

  // Rows stamped inside the range, oldest first; holes are rows that are not there. Bars up to 1d that a
  // dataset does not have are built from smaller ones by market/resample.h; only bars that have all four
  // prices. Rows beyond `now` are not asked for; the bar that holds `now` is included and running.
  [[nodiscard]] virtual std::vector<Candle> bars(const Instrument& instrument, PriceKind price,
                                                 Interval interval, TimeRange range) const = 0;
  [[nodiscard]] virtual std::vector<Funding> settledFunding(const Instrument& instrument,
                                                            TimeRange range) const = 0;
  // The rate that is forming at that time, if the instrument has funding.
  [[nodiscard]] virtual std::optional<Funding> predictedFunding(const Instrument& instrument,
                                                                Time at) const = 0;
  // Samples as they are stored whose stamps are multiples of the step.
  [[nodiscard]] virtual std::vector<OpenInterest> openInterest(const Instrument& instrument,
                                                               Milliseconds step, TimeRange range) const = 0;
};

}  // namespace perpscope::sim
