#include "commands/commands.h"

#include <QApplication>

namespace perpscope::ui {

std::span<const cli::Command> commands() {
  static constexpr std::array kCommands{
      cli::Command{"gui", "open the window (also without a word)", declareGui},
      cli::Command{"render", "draw studies or a layout into a PNG", declareRender},
  };
  return kCommands;
}

void startQt(bool window, double scale) {
  static std::array name{std::string("perpscope")};
  static std::array argv{name[0].data(), static_cast<char*>(nullptr)};
  static int argc = 1;
  if (!window) qputenv("QT_QPA_PLATFORM", "offscreen");
  if (scale != 1) qputenv("QT_SCALE_FACTOR", QByteArray::number(scale));
  // Never destroyed: at the process's end the parts of Qt that it needs for that are gone already.
  static const auto* app = new QApplication(argc, argv.data());
  (void)app;
  QApplication::setApplicationName("perpscope");
  QApplication::setApplicationDisplayName("Perpscope");
  QApplication::setOrganizationName("perpscope");
}

}  // namespace perpscope::ui
