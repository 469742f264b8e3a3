#include <fmt/format.h>

#include "app/session.h"
#include "cli/commands.h"
#include "cli/options.h"
#include "cli/study_output.h"

namespace perpscope::cli {
namespace {

struct Options {
  std::string study;
  StudyOptions common;
  std::string format = "csv";
};

Status computeAndPrint(const Options& options, const Console& console) {
  const auto request = options.common.requestFor(options.study);
  if (!request) return std::unexpected(request.error());
  const auto range = options.common.range();
  if (!range) return std::unexpected(range.error());
  const auto session = app::Session::open({.cache = options.common.cache}, *console.clock);
  if (!session) return std::unexpected(session.error());
  const auto snapshot = (*session)->compute(*request);
  if (!snapshot) return std::unexpected(snapshot.error());
  for (const auto& note : (*snapshot)->notes) fmt::print(console.err, "{}: {}\n", options.study, note);
  if ((*snapshot)->grid.size == 0) return fail(ErrorKind::NotFound, "there is nothing to compute from");
  writeStudy(console.out, **snapshot, *range,
             options.format == "csv" ? StudyFormat::Csv : StudyFormat::JsonLines);
  return {};
}

}  // namespace

Action declareStudy(CLI::App& command) {
  const auto options = std::make_shared<Options>();
  command.add_option("study", options->study, "which study; `perpscope studies` lists them")->required();
  options->common.addTo(command);
  command.add_option("--format", options->format)
      ->check(CLI::IsMember({"csv", "jsonl"}))
      ->capture_default_str();
  return [options](const Console& console) { return computeAndPrint(*options, console); };
}

}  // namespace perpscope::cli
