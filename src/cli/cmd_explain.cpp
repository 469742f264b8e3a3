#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "app/session.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/options.h"

namespace perpscope::cli {
namespace {

using nlohmann::ordered_json;

struct Options {
  std::string study;
  std::string at;
  StudyOptions common;
  bool json = false;
};

ordered_json numberJson(double value) { return isMissing(value) ? ordered_json() : ordered_json(value); }

ordered_json legJson(const app::LegExplanation& leg) {
  ordered_json numbers = ordered_json::array();
  for (const auto& number : leg.numbers)
    numbers.push_back({{"name", number.name},
                       {"value", numberJson(number.value)},
                       {"time", isoTime(number.time)},
                       {"origin", number.origin}});
  return {{"leg", leg.leg}, {"role", leg.role}, {"numbers", numbers}, {"note", leg.note}};
}

ordered_json stepsJson(const std::vector<app::Step>& steps) {
  ordered_json all = ordered_json::array();
  for (const auto& step : steps)
    all.push_back({{"key", step.key}, {"value", numberJson(step.value)}, {"formula", step.formula}});
  return all;
}

ordered_json asJson(const app::Explanation& bar) {
  ordered_json document{{"study", bar.study},
                        {"asset", bar.asset},
                        {"interval", label(bar.interval)},
                        {"open", isoTime(bar.open)},
                        {"end", isoTime(bar.end)},
                        {"closed", bar.closed},
                        {"settings", ordered_json::object()},
                        {"legs", ordered_json::array()},
                        {"outputs", stepsJson(bar.outputs)},
                        {"conditions", stepsJson(bar.conditions)}};
  for (const auto& [key, value] : bar.settings) document["settings"][key] = value;
  for (const auto& leg : bar.legs) document["legs"].push_back(legJson(leg));
  return document;
}

void printLegs(std::FILE* out, const app::Explanation& bar) {
  fmt::print(out, "\nlegs\n");
  for (const auto& leg : bar.legs) {
    fmt::print(out, "  {} {}{}{}\n", leg.leg, leg.role, leg.note.empty() ? "" : ": ", leg.note);
    for (const auto& number : leg.numbers)
      fmt::print(out, "    {:<20} {:<24} {}  {}\n", number.name, exactNumber(number.value),
                 isoTime(number.time), number.origin);
  }
}

void printSteps(std::FILE* out, std::string_view title, const std::vector<app::Step>& steps) {
  if (steps.empty()) return;
  fmt::print(out, "\n{}\n", title);
  for (const auto& step : steps)
    fmt::print(out, "  {:<28} {:<24} {}\n", step.key, isMissing(step.value) ? "–" : exactNumber(step.value),
               step.formula);
}

void printSettings(std::FILE* out, const app::Explanation& bar) {
  fmt::print(out, "\nsettings\n");
  for (const auto& [key, value] : bar.settings) fmt::print(out, "  {:<28} {}\n", key, value);
}

void print(std::FILE* out, const app::Explanation& bar) {
  fmt::print(out, "{} {} {}, bar of {} to {}{}\n", bar.study, bar.asset, label(bar.interval),
             isoTime(bar.open), isoTime(bar.end), bar.closed ? "" : ", still running");
  printLegs(out, bar);
  printSteps(out, "outputs", bar.outputs);
  printSteps(out, "conditions", bar.conditions);
  printSettings(out, bar);
}

Status explain(const Options& options, const Console& console) {
  const auto request = options.common.requestFor(options.study);
  if (!request) return std::unexpected(request.error());
  const auto at = parseTime(options.at);
  if (!at) return fail(ErrorKind::Usage, at.error().message);
  const auto session = app::Session::open({.cache = options.common.cache}, *console.clock);
  if (!session) return std::unexpected(session.error());
  const auto snapshot = (*session)->compute(*request);
  if (!snapshot) return std::unexpected(snapshot.error());
  const auto bar = (*session)->explain(**snapshot, *at);
  if (!bar) return std::unexpected(bar.error());
  if (options.json)
    fmt::print(console.out, "{}\n", asJson(*bar).dump(2));
  else
    print(console.out, *bar);
  return {};
}

}  // namespace

Action declareExplain(CLI::App& command) {
  const auto options = std::make_shared<Options>();
  command.add_option("study", options->study, "which study")->required();
  command.add_option("--at", options->at, "a time within the bar, 2024-03-01 or 2024-03-01T08:00Z")
      ->required();
  options->common.addTo(command);
  command.add_flag("--json", options->json, "machine readable");
  return [options](const Console& console) { return explain(*options, console); };
}

}  // namespace perpscope::cli
