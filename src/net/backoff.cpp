#include "net/backoff.h"

#include <algorithm>
#include <cmath>

namespace perpscope::net {

Milliseconds backoffDelay(const Backoff& backoff, int attempt, double random) {
  const double doublings = std::clamp(attempt, 1, 63) - 1;
  const double ceiling = std::min(static_cast<double>(backoff.first.count()) * std::exp2(doublings),
                                  static_cast<double>(backoff.most.count()));
  const double floor = std::min(static_cast<double>(backoff.least.count()), ceiling);
  return Milliseconds{std::llround(floor + (ceiling - floor) * std::clamp(random, 0.0, 1.0))};
}

}  // namespace perpscope::net
