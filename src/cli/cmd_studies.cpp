#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/study_docs.h"

namespace perpscope::cli {
namespace {

struct Options {
  std::string id;
  bool json = false;
  bool markdown = false;
};

Status list(const Options& options, const Console& console) {
  if (options.markdown) {
    fmt::print(console.out, "{}", studiesPage(studies::all()));
    return {};
  }
  std::vector<const studies::Declaration*> chosen;
  if (options.id.empty()) {
    for (const auto* study : studies::all()) chosen.push_back(&study->declaration());
  } else {
    const auto study = studies::named(options.id);
    if (!study) return std::unexpected(study.error());
    chosen.push_back(&(*study)->declaration());
  }
  if (options.json) {
    auto document = nlohmann::ordered_json::array();
    for (const auto* study : chosen) document.push_back(declarationJson(*study));
    fmt::print(console.out, "{}\n", options.id.empty() ? document.dump(2) : document.front().dump(2));
  } else if (options.id.empty()) {
    for (const auto* study : chosen) fmt::print(console.out, "{:<20} {}\n", study->id, study->title);
  } else {
    fmt::print(console.out, "{}", describeStudy(*chosen.front()));
  }
  return {};
}

}  // namespace

Action declareStudies(CLI::App& command) {
  const auto options = std::make_shared<Options>();
  command.add_option("study", options->id, "one study in full");
  command.add_flag("--json", options->json, "machine readable, everything a study declares");
  command.add_flag("--markdown", options->markdown, "all studies as the page docs/studies.md");
  return [options](const Console& console) { return list(*options, console); };
}

}  // namespace perpscope::cli
