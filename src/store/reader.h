// Reading the cache.
#pragma once

#include "store/cache.h"

namespace perpscope::store {

class Reader {
 public:
  explicit Reader(Cache& cache) : cache_(&cache) {}

  // All series there are, with their ranges. Costs a few index look-ups a series, however long they are.
  [[nodiscard]] Result<std::vector<SeriesInfo>> inventory() const;
  // Rows of a series. Reads all of its keys.
  [[nodiscard]] Result<std::size_t> rows(const SeriesKey& key) const;
  [[nodiscard]] Result<std::vector<Instrument>> instruments() const;

  // Rows in the range, oldest first; an unknown instrument has none. Columns not asked for stay empty.
  [[nodiscard]] Result<CandleColumns> bars(const Instrument& instrument, PriceKind price, Interval interval,
                                           TimeRange range, CandleFields fields) const;
  // The same with all that is stored, row by row.
  [[nodiscard]] Result<std::vector<Candle>> candles(const Instrument& instrument, PriceKind price,
                                                    Interval interval, TimeRange range) const;
  [[nodiscard]] Result<std::vector<OpenInterest>> openInterestSamples(const Instrument& instrument,
                                                                      TimeRange range) const;
  [[nodiscard]] Result<OpenInterestColumns> openInterest(const Instrument& instrument, TimeRange range) const;
  [[nodiscard]] Result<FundingColumns> settledFunding(const Instrument& instrument, TimeRange range) const;
  [[nodiscard]] Result<std::vector<Funding>> predictedFunding(const Instrument& instrument,
                                                              TimeRange range) const;

  [[nodiscard]] Result<std::vector<Coverage>> coverage(const SeriesKey& key) const;
  // Stretches of bars (or of settlements) that lie between the oldest and newest row and are not stored.
  [[nodiscard]] Result<std::vector<TimeRange>> holes(const SeriesKey& key) const;

  // A value kept beside the data ("market" = "simulated"); empty where there is none.
  [[nodiscard]] Result<std::string> note(std::string_view key) const;

 private:
  Cache* cache_;
};

}  // namespace perpscope::store
