// How long to wait before trying again: exponential with full jitter, so that many who failed together do not
// come back together.
#pragma once

#include "base/time.h"

namespace perpscope::net {

struct Backoff {
  Milliseconds least{250};    // never sooner than this
  Milliseconds first{1000};   // the first wait is at most this long, the next at most twice that …
  Milliseconds most{60'000};  // … and none longer than this
};

// The wait before attempt `attempt` (1: the first one after a failure). `random` is uniform in [0, 1).
[[nodiscard]] Milliseconds backoffDelay(const Backoff& backoff, int attempt, double random);

}  // namespace perpscope::net
