// A cache's history as what the simulated exchanges know, as of a clock: what lies beyond it has not happened
// yet.
#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include "base/clock.h"
#include "sim/dataset.h"

namespace perpscope::app {

// Reads the file only. One connection, used by one thread at a time; what cannot be read throws
// std::runtime_error, for an exchange has no word for it.
//
// An interval that is stored is answered as it is stored, holes and all; another one is built from smaller
// bars. The bar that holds the clock's time is made of smaller bars that have ended; without any, it has only
// just opened.
class CacheDataset final : public sim::Dataset {
 public:
  // The clock outlives it, and is asked from any thread.
  [[nodiscard]] static Result<std::unique_ptr<CacheDataset>> open(const std::filesystem::path& file,
                                                                  const Clock& clock);
  ~CacheDataset() override;

  [[nodiscard]] std::span<const Instrument> instruments() const override;
  [[nodiscard]] std::optional<Time> listed(const Instrument& instrument) const override;
  [[nodiscard]] std::vector<Candle> bars(const Instrument& instrument, PriceKind price, Interval interval,
                                         TimeRange range) const override;
  [[nodiscard]] std::vector<Funding> settledFunding(const Instrument& instrument,
                                                    TimeRange range) const override;
  // What was stored as said by then and is not settled yet; else what the history says will be settled next;
  // else the last settled rate again.
  [[nodiscard]] std::optional<Funding> predictedFunding(const Instrument& instrument, Time at) const override;
  [[nodiscard]] std::vector<OpenInterest> openInterest(const Instrument& instrument, Milliseconds step,
                                                       TimeRange range) const override;

 private:
  struct Impl;
  explicit CacheDataset(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace perpscope::app
