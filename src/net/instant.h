// Time that never jumps, for what takes long and what comes next. What is written down is base/time.h's Time.
#pragma once

#include <chrono>

namespace perpscope::net {

using Instant = std::chrono::steady_clock::time_point;

}  // namespace perpscope::net
