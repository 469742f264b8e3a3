// How often a venue may be asked, as it publishes it.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "base/time.h"

namespace perpscope::venues {

// At most `allowance` of weight in any stretch of `length`.
struct Window {
  Milliseconds length;
  double allowance = 0;
};

// What a venue counts together, per address.
struct Pool {
  std::string_view id;  // "futures": unique within the venue
  std::vector<Window> windows;
};

// The venue's own count.
struct Usage {
  std::string_view pool;
  Milliseconds length;  // of the window
  double used = 0;
};

struct Charge {
  std::string_view pool;
  double weight = 1;
};

}  // namespace perpscope::venues
