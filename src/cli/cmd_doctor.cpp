#include <fmt/format.h>

#include "app/doctor.h"
#include "cli/commands.h"
#include "cli/options.h"

namespace perpscope::cli {
namespace {

struct DoctorOptions {
  std::filesystem::path cache;
  bool json = false;
};

Status examine(const DoctorOptions& options, const Console& console) {
  const auto health = app::examineCache(options.cache, *console.clock);
  if (!health) return std::unexpected(health.error());
  fmt::print(console.out, "{}", options.json ? app::asJson(*health) : app::asText(*health));
  if (!health->problems.empty())
    return fail(
        ErrorKind::BadInput,
        fmt::format("{} is damaged: open it once with the window, or import into it, to set it aside and "
                    "save what can be read",
                    health->file.string()));
  return {};
}

}  // namespace

Action declareDoctor(CLI::App& command) {
  const auto options = std::make_shared<DoctorOptions>();
  addCacheOption(command, options->cache);
  command.add_flag("--json", options->json, "machine readable, with every hole and covered range");
  return [options](const Console& console) { return examine(*options, console); };
}

}  // namespace perpscope::cli
