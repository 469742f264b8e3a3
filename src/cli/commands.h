// The declare functions of the subcommands, one per cmd_*.cpp.
#pragma once

#include "cli/command.h"

namespace perpscope::cli {

[[nodiscard]] Action declareSync(CLI::App& command);
[[nodiscard]] Action declareImport(CLI::App& command);
[[nodiscard]] Action declareStudies(CLI::App& command);
[[nodiscard]] Action declareStudy(CLI::App& command);
[[nodiscard]] Action declareDecode(CLI::App& command);
[[nodiscard]] Action declareExplain(CLI::App& command);
[[nodiscard]] Action declareSimulate(CLI::App& command);
[[nodiscard]] Action declareDoctor(CLI::App& command);

}  // namespace perpscope::cli
