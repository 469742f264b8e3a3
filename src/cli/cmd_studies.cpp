#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "studies/registry.h"

namespace perpscope::cli {
namespace {

using nlohmann::ordered_json;
using studies::Declaration;
using studies::ParamDecl;
using studies::ParamType;

std::string_view typeName(ParamType type) {
  constexpr std::array<std::string_view, 6> kNames{"number", "integer", "toggle", "choice", "legs", "leg"};
  return kNames.at(static_cast<std::size_t>(type));
}

bool bounded(const ParamDecl& param) {
  return param.type == ParamType::Number || param.type == ParamType::Integer;
}

ordered_json valueJson(const studies::ParamValue& value) {
  return std::visit([](const auto& held) { return ordered_json(held); }, value);
}

ordered_json paramJson(const ParamDecl& param) {
  ordered_json entry{{"key", param.key},         {"label", param.label},
                     {"tooltip", param.tooltip}, {"type", typeName(param.type)},
                     {"unit", param.unit},       {"default", valueJson(param.fallback)}};
  for (const auto& [up_to, value] : param.by_interval)
    entry["default_up_to"][std::string(label(up_to))] = valueJson(value);
  if (bounded(param)) {
    entry["min"] = param.min;
    entry["max"] = param.max;
  }
  if (!param.choices.empty()) entry["choices"] = param.choices;
  return entry;
}

ordered_json declarationJson(const Declaration& study) {
  ordered_json entry{{"id", study.id},
                     {"title", study.title},
                     {"summary", study.summary},
                     {"main", study.main},
                     {"caution", study.caution},
                     {"params", ordered_json::array()},
                     {"outputs", ordered_json::array()},
                     {"conditions", ordered_json::array()},
                     {"table", ordered_json::array()}};
  for (const auto& param : study.params) entry["params"].push_back(paramJson(param));
  for (const auto& output : study.outputs)
    entry["outputs"].push_back({{"key", output.key},
                                {"label", output.label},
                                {"unit", output.unit},
                                {"precision", output.format.precision}});
  for (const auto& condition : study.conditions)
    entry["conditions"].push_back(
        {{"key", condition.key},
         {"label", condition.label},
         {"sentence", condition.sentence},
         {"onset", condition.state ? ordered_json(condition.key + "_onset") : ordered_json()}});
  for (const auto& row : study.table) entry["table"].push_back(row.label);
  return entry;
}

std::string defaultText(const ParamDecl& param) {
  if (param.by_interval.empty()) return studies::text(param.fallback);
  std::vector<std::string> parts;
  for (const auto& [up_to, value] : param.by_interval)
    parts.push_back(fmt::format("{} up to {}", studies::text(value), label(up_to)));
  return fmt::format("{}, else {}", fmt::join(parts, ", "), studies::text(param.fallback));
}

std::string boundsText(const ParamDecl& param) {
  if (bounded(param)) return fmt::format("{} … {}", param.min, param.max);
  return fmt::format("{}", fmt::join(param.choices, ", "));
}

std::string describeParam(const ParamDecl& param) {
  const auto bounds = boundsText(param);
  return fmt::format("  {:<18} {:<8} {}{}\n  {:<18} {}{}\n", param.key, typeName(param.type),
                     defaultText(param), param.unit.empty() ? "" : " " + param.unit, "", param.tooltip,
                     bounds.empty() ? "" : " [" + bounds + "]");
}

std::string describeStudy(const Declaration& study) {
  auto out = fmt::format("{} - {}\n{}\n", study.id, study.title, study.summary);
  if (!study.caution.empty()) out += study.caution + '\n';
  out += "\nparameters (--set key=value)\n";
  for (const auto& param : study.params) out += describeParam(param);
  out += "\noutputs\n";
  for (const auto& output : study.outputs)
    out += fmt::format("  {:<18} {} {}\n", output.key, output.label, output.unit);
  if (!study.conditions.empty()) out += "\nconditions (* has KEY_onset too)\n";
  for (const auto& condition : study.conditions)
    out += fmt::format("  {:<22} {}\n", condition.key + (condition.state ? "*" : ""), condition.sentence);
  return out;
}

struct Options {
  std::string id;
  bool json = false;
};

Status list(const Options& options, const Console& console) {
  std::vector<const Declaration*> chosen;
  if (options.id.empty()) {
    for (const auto* study : studies::all()) chosen.push_back(&study->declaration());
  } else {
    const auto study = studies::named(options.id);
    if (!study) return std::unexpected(study.error());
    chosen.push_back(&(*study)->declaration());
  }
  if (options.json) {
    ordered_json document = ordered_json::array();
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
  return [options](const Console& console) { return list(*options, console); };
}

}  // namespace perpscope::cli
