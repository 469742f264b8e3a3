// The program's log. Rooms that may not know spdlog's sinks write through these; main decides where it goes.
#pragma once

#include <spdlog/spdlog.h>

namespace perpscope::log {

using spdlog::debug;
using spdlog::error;
using spdlog::info;
using spdlog::warn;

}  // namespace perpscope::log
