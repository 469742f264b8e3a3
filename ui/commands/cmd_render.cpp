#include <fmt/format.h>

#include "app/session.h"
#include "cli/options.h"
#include "commands/commands.h"
#include "commands/picture_options.h"
#include "windows/layout.h"
#include "windows/render.h"

namespace perpscope::ui {
namespace {

struct Options {
  std::vector<std::string> studies;
  std::string layout;
  std::string out;
  cli::StudyOptions common;
  PictureOptions picture;
};

Result<Layout> layoutOf(const Options& options) {
  if (options.studies.empty()) return layoutNamed(options.layout.empty() ? "default" : options.layout);
  if (!options.layout.empty())
    return fail(ErrorKind::Usage, "studies and --layout are two ways to say the same: use one");
  Layout layout{"chosen", {}};
  for (const auto& id : options.studies) layout.studies.push_back({id, {}});
  return layout;
}

// --set key=value goes to every study that has such a parameter; one that none has is refused.
Result<std::vector<app::StudyRequest>> requestsOf(const Options& options, const Layout& layout) {
  const auto common = options.common.requestFor("");
  if (!common) return std::unexpected(common.error());
  std::vector<app::StudyRequest> requests;
  std::vector<std::string> unused;
  for (const auto& [key, value] : common->overrides) unused.push_back(key);
  for (const auto& [id, overrides] : layout.studies) {
    const auto study = studies::named(id);
    if (!study) return std::unexpected(study.error());
    auto request = *common;
    request.study = id;
    request.overrides = overrides;
    for (const auto& [key, value] : common->overrides) {
      if ((*study)->declaration().param(key) == nullptr) continue;
      request.overrides[key] = value;
      std::erase(unused, key);
    }
    requests.push_back(std::move(request));
  }
  if (!unused.empty())
    return fail(ErrorKind::Usage, fmt::format("none of these studies has a parameter '{}'", unused.front()));
  return requests;
}

Status render(const Options& options, const cli::Console& console) {
  const auto size = options.picture.pixels();
  if (!size) return std::unexpected(size.error());
  const auto range = options.common.range();
  if (!range) return std::unexpected(range.error());
  const auto layout = layoutOf(options);
  if (!layout) return std::unexpected(layout.error());
  const auto requests = requestsOf(options, *layout);
  if (!requests) return std::unexpected(requests.error());
  const auto session = app::Session::open({.cache = options.common.cache}, *console.clock);
  if (!session) return std::unexpected(session.error());

  std::vector<app::SnapshotPtr> snapshots;
  TimeRange data{Time::max(), Time::min()};
  for (const auto& request : *requests) {
    const auto snapshot = (*session)->compute(request);
    if (!snapshot) return std::unexpected(snapshot.error());
    if ((*snapshot)->grid.size > 0) {
      data.from = std::min(data.from, (*snapshot)->grid.range().from);
      data.to = std::max(data.to, (*snapshot)->grid.range().to);
    }
    snapshots.push_back(*snapshot);
  }
  if (data.empty()) return fail(ErrorKind::NotFound, "there is nothing to draw: import or sync first");
  startQt(false);
  RenderOptions how{*size, QString::fromStdString(options.picture.theme), {}, options.picture.scale};
  if (!options.common.from.empty() || !options.common.to.empty())
    how.range = TimeRange{std::max(range->from, data.from), std::min(range->to, data.to)};
  return savePicture(renderSnapshots(snapshots, how), options.out);
}

}  // namespace

cli::Action declareRender(CLI::App& command) {
  const auto options = std::make_shared<Options>();
  command.add_option("studies", options->studies, "which studies, from top to bottom");
  command.add_option("--layout", options->layout, "a layout by name instead: default");
  command.add_option("--out", options->out, "the PNG to write")->required();
  options->common.addTo(command);
  options->picture.addTo(command);
  return [options](const cli::Console& console) { return render(*options, console); };
}

}  // namespace perpscope::ui
