#include <QApplication>
#include <QTimer>

#include <fmt/format.h>

#include "cli/options.h"
#include "cli/progress_bar.h"
#include "commands/commands.h"
#include "commands/picture_options.h"
#include "windows/main_window.h"
#include "windows/render.h"

namespace perpscope::ui {
namespace {

struct Options {
  std::filesystem::path cache;
  bool demo = false;
  std::uint64_t seed = 7;
  std::string layout;
  std::string interval;
  std::string screenshot;
  double after = 0;
  PictureOptions picture;
  bool size_given = false;
  bool theme_given = false;
};

void grabWhenSettled(MainWindow& window, const Options& options, Status& outcome) {
  const auto grab = [&window, &options, &outcome] {
    window.stack().flush();
    const QImage image = window.grab().toImage();
    outcome = savePicture(image, options.screenshot);
    QApplication::quit();
  };
  QObject::connect(&window, &MainWindow::settled, &window, [&options, &window, grab] {
    QTimer::singleShot(static_cast<int>(options.after * 1000), &window, grab);
  });
}

Status runWindow(app::Session& session, const Options& options, const cli::Console& console) {
  const bool picture = !options.screenshot.empty();
  const auto size = options.picture.pixels();
  if (!size) return std::unexpected(size.error());
  MainWindow window(session, *console.clock,
                    WindowSettings(picture ? QString() : WindowSettings::defaultFile()));
  Status outcome;
  if (picture || options.theme_given) window.setThemeNamed(QString::fromStdString(options.picture.theme));
  if (picture || options.size_given) window.resize(*size);
  if (picture) grabWhenSettled(window, options, outcome);
  if (!options.layout.empty()) {
    const auto layout = layoutNamed(options.layout);
    if (!layout) return std::unexpected(layout.error());
    window.setLayout(*layout);
  }
  if (!options.interval.empty()) {
    const auto interval = intervalNamed(options.interval);
    if (!interval) return std::unexpected(interval.error());
    window.setInterval(*interval);
  }
  window.show();
  QApplication::exec();
  return outcome;
}

Status open(const Options& options, const cli::Console& console) {
  if (!options.layout.empty())
    if (const auto known = layoutNamed(options.layout); !known) return std::unexpected(known.error());
  cli::ProgressBar bar(console);
  const auto session = app::Session::open(
      {.cache = options.cache, .create = true, .demo = options.demo, .demo_seed = options.seed},
      *console.clock, [&bar](double share) { bar.show("making the simulated market", share); });
  bar.clear();
  if (!session) return std::unexpected(session.error());
  startQt(options.screenshot.empty(), options.picture.scale);
  return runWindow(**session, options, console);
}

}  // namespace

cli::Action declareGui(CLI::App& command) {
  const auto options = std::make_shared<Options>();
  cli::addCacheOption(command, options->cache);
  command.add_flag("--demo", options->demo, "a simulated market, in a temporary cache");
  command.add_option("--seed", options->seed, "of the simulated market")->capture_default_str();
  command.add_option("--layout", options->layout, "which layout to open with: default, or a study");
  command.add_option("--interval", options->interval, "which interval to open with");
  command.add_option("--screenshot", options->screenshot, "draw the window into a PNG and end");
  command.add_option("--after", options->after, "seconds to wait before the screenshot")
      ->check(CLI::Range(0.0, 3600.0));
  options->picture.addTo(command);
  return [options, &command](const cli::Console& console) {
    options->size_given = command.count("--size") > 0;
    options->theme_given = command.count("--theme") > 0;
    return open(*options, console);
  };
}

}  // namespace perpscope::ui
