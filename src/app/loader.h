// Brings a study's inputs from the cache onto one grid.
#pragma once

#include "app/snapshot.h"
#include "store/reader.h"
#include "studies/run.h"

namespace perpscope::app {

// What is stored, asked once per computation.
class StoredSeries {
 public:
  [[nodiscard]] static Result<StoredSeries> of(const store::Reader& reader);

  [[nodiscard]] const std::vector<store::SeriesInfo>& all() const { return series_; }
  // Intervals with bars of this leg and price from which bars of `interval` can be had.
  [[nodiscard]] std::vector<Interval> usableFor(const Instrument& leg, PriceKind price,
                                                Interval interval) const;
  // First and last stamp of all that feeds the input at the interval; empty() where there is nothing.
  [[nodiscard]] TimeRange extent(const studies::Input& input, Interval interval) const;
  // End of the newest bar, or stamp of the newest sample; min() where there is none.
  [[nodiscard]] Time newest(const studies::Input& input, Interval interval) const;

 private:
  std::vector<store::SeriesInfo> series_;
};

// From the earliest stored row of any input that counts, to the latest; size 0 where there is none.
[[nodiscard]] Grid gridOf(const StoredSeries& stored, const studies::Inputs& inputs, Interval interval);

// Aligned inputs for any stretch of a study's grid. Holds references: for the length of one computation.
class FrameLoader {
 public:
  FrameLoader(const store::Reader& reader, const StoredSeries& stored, const studies::Inputs& inputs,
              Time now)
      : reader_(reader), stored_(stored), inputs_(inputs), now_(now) {}

  [[nodiscard]] Result<studies::Frame> load(const Grid& stretch) const;

 private:
  const store::Reader& reader_;
  const StoredSeries& stored_;
  const studies::Inputs& inputs_;
  Time now_;
};

}  // namespace perpscope::app
