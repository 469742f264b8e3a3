// The market model as what the simulated exchanges know: several assets, as of a clock that runs.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "sim/dataset.h"

namespace perpscope::sim {

struct ModelDatasetOptions {
  std::uint64_t seed = 7;
  std::vector<std::string> assets{"BTC", "ETH", "SOL"};
  Milliseconds horizon = 400 * kDay;  // how far the clock may run from where it stands; then the market stops
};

// An asset is made when it is first asked for. What has ended is computed once and kept, as far as memory
// allows: a stretch of bars that was asked for before is copied.
class ModelDataset final : public Dataset {
 public:
  // The clock outlives it, and is asked from any thread.
  ModelDataset(ModelDatasetOptions options, const Clock& clock);
  ~ModelDataset() override;

  [[nodiscard]] std::span<const Instrument> instruments() const override;
  [[nodiscard]] std::optional<Time> listed(const Instrument& instrument) const override;
  [[nodiscard]] std::vector<Candle> bars(const Instrument& instrument, PriceKind price, Interval interval,
                                         TimeRange range) const override;
  [[nodiscard]] std::vector<Funding> settledFunding(const Instrument& instrument,
                                                    TimeRange range) const override;
  [[nodiscard]] std::optional<Funding> predictedFunding(const Instrument& instrument, Time at) const override;
  [[nodiscard]] std::vector<OpenInterest> openInterest(const Instrument& instrument, Milliseconds step,
                                                       TimeRange range) const override;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace perpscope::sim
