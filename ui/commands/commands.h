// The subcommands that need Qt: gui and render.
#pragma once

#include <span>

#include "cli/command.h"

namespace perpscope::ui {

[[nodiscard]] std::span<const cli::Command> commands();

[[nodiscard]] cli::Action declareGui(CLI::App& command);
[[nodiscard]] cli::Action declareRender(CLI::App& command);

// Makes a QApplication live for the rest of the process, on a real display where `window`, else offscreen.
// Called once, before any widget. Widgets are drawn `scale` times as fine as the screen says.
void startQt(bool window, double scale = 1);

}  // namespace perpscope::ui
