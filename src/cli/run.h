// From argv to exit code: 0 success, 1 a failure with one line on stderr, 2 wrong usage.
#pragma once

#include "cli/command.h"

namespace perpscope::cli {

// `extra` are commands of the program this is built into (gui, render). Words that start with an option, or
// no words at all, mean `gui` where there is one.
[[nodiscard]] int run(int argc, const char* const* argv, std::span<const Command> extra,
                      const Console& console);

}  // namespace perpscope::cli
