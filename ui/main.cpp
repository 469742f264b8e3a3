#include <unistd.h>

#include "cli/run.h"
#include "commands/commands.h"

int main(int argc, char** argv) {
  const perpscope::SystemClock clock;
  return perpscope::cli::run(argc, argv, perpscope::ui::commands(),
                             {.err_is_terminal = isatty(STDERR_FILENO) != 0, .clock = &clock});
}
