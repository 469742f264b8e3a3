// The slow tide under the price: bull and bear markets over years. The walk of the price is pulled towards
// it, so that every seed makes a market of its own that still starts near 3,700 and is worth some 60,000 to
// 120,000 in 2026.
#pragma once

#include <vector>

#include "sim/random.h"

namespace perpscope::sim {

class PriceCycle {
 public:
  explicit PriceCycle(Stream stream);

  // Natural logarithm of the US dollars per coin; `day` counts from the model's start.
  [[nodiscard]] double logPrice(double day) const;

 private:
  struct Turn {
    double day;
    double log_price;
  };
  std::vector<Turn> turns_;
};

}  // namespace perpscope::sim
