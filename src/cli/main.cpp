// The shell part alone, for servers: no window, no render.
#include <unistd.h>

#include "cli/run.h"

int main(int argc, char** argv) {
  const perpscope::SystemClock clock;
  return perpscope::cli::run(argc, argv, {},
                             {.err_is_terminal = isatty(STDERR_FILENO) != 0, .clock = &clock});
}
