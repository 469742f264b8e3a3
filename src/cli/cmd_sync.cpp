#include <algorithm>

#include <fmt/format.h>

#include "app/syncing.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/options.h"
#include "cli/venue_bars.h"

namespace perpscope::cli {
namespace {

struct SyncArguments {
  app::SyncRequest request;
  std::vector<std::string> intervals{"1d"};
  std::vector<std::string> kinds;
  std::string from;
  std::string to;
  std::string endpoints;
};

Result<app::SyncRequest> requestOf(const SyncArguments& arguments) {
  auto request = arguments.request;
  const auto range = rangeBetween(arguments.from, arguments.to);
  if (!range) return std::unexpected(range.error());
  app::SyncPart part{{}, *range, arguments.kinds};
  for (const auto& text : arguments.intervals) {
    const auto interval = intervalNamed(text);
    if (!interval) return std::unexpected(interval.error());
    part.intervals.push_back(*interval);
  }
  request.parts = {part};
  if (arguments.endpoints.empty()) return request;
  auto endpoints = app::readEndpoints(arguments.endpoints);
  if (!endpoints) return std::unexpected(endpoints.error());
  request.endpoints = *std::move(endpoints);
  return request;
}

std::string stateOf(const app::SyncReport& report) {
  if (report.problem) return *report.problem;
  return report.remarks.empty() ? "complete" : fmt::format("{} not had, see below", report.remarks.size());
}

void printSummary(std::FILE* out, const std::vector<app::SyncReport>& reports) {
  fmt::print(out, "{:<12} {:>12} {:>9} {:>9} {:>7} {:>8}  {}\n", "venue", "new rows", "changed", "requests",
             "retries", "seconds", "state");
  for (const auto& report : reports)
    fmt::print(out, "{:<12} {:>12} {:>9} {:>9} {:>7} {:>8.1f}  {}\n", report.name, grouped(report.rows_new),
               grouped(report.rows_changed), grouped(report.requests), grouped(report.retries),
               static_cast<double>(report.took.count()) / 1e3, stateOf(report));
  for (const auto& report : reports)
    for (const auto& remark : report.remarks) fmt::print(out, "{}: {}\n", report.name, remark);
}

// A venue that could not be had is a failure, what a venue does not offer is not.
Status verdict(const std::vector<app::SyncReport>& reports) {
  std::vector<std::string> lost;
  for (const auto& report : reports)
    if (report.problem) lost.push_back(report.name);
  if (lost.empty()) return {};
  return fail(ErrorKind::Io, fmt::format("{} of {} venues could not be had: {}", lost.size(), reports.size(),
                                         joined(lost, ", ")));
}

Status sync(const SyncArguments& arguments, const Console& console) {
  const auto request = requestOf(arguments);
  if (!request) return std::unexpected(request.error());
  VenueBars bars(console);
  app::SyncHooks hooks;
  hooks.progress = [&bars](const app::SyncProgress& progress) { bars.show(progress); };
  const auto reports = app::syncHistory(*request, *console.clock, hooks);
  bars.clear();
  if (!reports) return std::unexpected(reports.error());
  printSummary(console.out, *reports);
  return verdict(*reports);
}

}  // namespace

Action declareSync(CLI::App& command) {
  const auto arguments = std::make_shared<SyncArguments>();
  auto& request = arguments->request;
  const auto addList = [&command](const char* name, std::vector<std::string>& list, const char* help) {
    command.add_option(name, list, help)->delimiter(',');
  };
  addList("--asset", request.assets, "base assets, by commas (default BTC)");
  addList("--interval", arguments->intervals,
          "1m … 1M, by commas (default 1d); 3d, 1w and 1M are built from 1d");
  command.add_option("--from", arguments->from,
                     "first time, 2024-03-01 or 2024-03-01T08:00Z (default: all there is)");
  command.add_option("--to", arguments->to, "end, not included (default: now)");
  addList("--venues", request.venues, "only these venues, by commas");
  addList("--data", arguments->kinds,
          "candles mark index premium-index funding open-interest, by commas (default: all)");
  command.add_option("--endpoints", arguments->endpoints,
                     "a file with other base URLs, as `simulate` writes it");
  command.add_option("--proxy", request.proxy,
                     "http:// or socks5h:// (default: HTTPS_PROXY and ALL_PROXY of the environment)");
  addCacheOption(command, request.cache);
  return [arguments](const Console& console) { return sync(*arguments, console); };
}

}  // namespace perpscope::cli
