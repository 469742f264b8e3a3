// A subcommand is one file and one line in the registry. It declares its options and says what to do when
// chosen.
#pragma once

#include <cstdio>
#include <functional>
#include <span>
#include <string>
#include <string_view>

#include <CLI/CLI.hpp>

#include "base/clock.h"
#include "base/error.h"

namespace perpscope::cli {

// Where a command writes: results to out, progress and words to err.
struct Console {
  std::FILE* out = stdout;
  std::FILE* err = stderr;
  bool err_is_terminal = false;
  const Clock* clock = nullptr;
};

// Fails with ErrorKind::Usage (exit code 2) or anything else (exit code 1).
using Action = std::function<Status(const Console&)>;

struct Command {
  std::string_view name;
  std::string_view help;
  // Adds options to `command`; what they are bound to lives as long as the returned action.
  Action (*declare)(CLI::App& command);
};

}  // namespace perpscope::cli
