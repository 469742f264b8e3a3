#include <fmt/format.h>

#include "app/doctor.h"
#include "cli/commands.h"
#include "cli/options.h"

namespace perpscope::cli {
namespace {

struct DoctorOptions {
  std::filesystem::path cache;
  bool json = false;
  bool repair = false;
};

Status mend(const DoctorOptions& options, const Console& console) {
  const auto done = app::repairCache(options.cache, *console.clock);
  if (!done) return std::unexpected(done.error());
  for (const auto& line : *done) fmt::print(console.out, "{}\n", line);
  return {};
}

Status examine(const DoctorOptions& options, const Console& console) {
  const auto health = app::examineCache(options.cache, *console.clock);
  if (!health) return std::unexpected(health.error());
  fmt::print(console.out, "{}", options.json ? app::asJson(*health) : app::asText(*health));
  if (!health->problems.empty())
    return fail(ErrorKind::BadInput,
                fmt::format("{} is damaged: --repair sets it aside and saves what can be read",
                            health->file.string()));
  return {};
}

}  // namespace

Action declareDoctor(CLI::App& command) {
  const auto options = std::make_shared<DoctorOptions>();
  addCacheOption(command, options->cache);
  command.add_flag("--json", options->json, "machine readable, with every hole and covered range");
  command.add_flag("--repair", options->repair,
                   "set a damaged file aside and make a new one of what can be read");
  return [options](const Console& console) {
    return options->repair ? mend(*options, console) : examine(*options, console);
  };
}

}  // namespace perpscope::cli
