// All headless subcommands.
#pragma once

#include "cli/command.h"

namespace perpscope::cli {

[[nodiscard]] std::span<const Command> commands();

}  // namespace perpscope::cli
