#include "cli/study_docs.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text.h"

namespace perpscope::cli {
namespace {

using nlohmann::ordered_json;
using studies::Declaration;
using studies::ParamDecl;
using studies::ParamType;

std::string_view typeName(ParamType type) {
  constexpr std::array<std::string_view, 7> kNames{"number", "integer", "toggle", "choice",
                                                   "legs",   "leg",     "text"};
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

ordered_json outputJson(const studies::OutputDecl& output) {
  return {{"key", output.key},
          {"label", output.label},
          {"unit", output.unit},
          {"precision", output.format.precision},
          {"formula", output.formula}};
}

ordered_json conditionJson(const studies::ConditionDecl& condition) {
  return {{"key", condition.key},
          {"label", condition.label},
          {"sentence", condition.sentence},
          {"formula", condition.formula},
          {"onset", condition.state ? ordered_json(condition.key + "_onset") : ordered_json()}};
}

ordered_json presetJson(const studies::PresetDecl& preset) {
  ordered_json entry{{"key", preset.key}, {"label", preset.label}, {"sentence", preset.sentence}};
  for (const auto interval : preset.intervals) entry["intervals"].push_back(label(interval));
  for (const auto& [key, value] : preset.overrides) entry["settings"][key] = value;
  return entry;
}

ordered_json paneJson(const studies::PaneDecl& pane) {
  ordered_json series = ordered_json::array();
  for (const auto& drawing : pane.drawings)
    for (const auto& key : drawing.series) series.push_back(key);
  return {{"key", pane.key}, {"title", pane.title}, {"series", series}};
}

template <class Decls, class AsJson>
ordered_json listJson(const Decls& decls, AsJson as_json) {
  ordered_json list = ordered_json::array();
  for (const auto& decl : decls) list.push_back(as_json(decl));
  return list;
}

std::string intervalsText(const studies::PresetDecl& preset) {
  std::vector<std::string> intervals;
  for (const auto interval : preset.intervals) intervals.emplace_back(label(interval));
  return joined(intervals, ", ");
}

std::string settingsText(const studies::PresetDecl& preset) {
  std::vector<std::string> settings;
  for (const auto& [key, value] : preset.overrides) settings.push_back(key + "=" + value);
  return joined(settings, ", ");
}

// A table's cell: its own separators are escaped.
std::string cellText(const std::string& text) {
  std::string cell;
  for (const char c : text) cell += c == '|' ? std::string("\\|") : std::string(1, c);
  return cell.empty() ? " " : cell;
}

std::string tableRow(const std::vector<std::string>& cells) {
  std::string row = "|";
  for (const auto& cell : cells) row += " " + cellText(cell) + " |";
  return row + "\n";
}

std::string tableHead(const std::vector<std::string>& names) {
  return "\n" + tableRow(names) + tableRow(std::vector<std::string>(names.size(), "---"));
}

std::string paramRow(const ParamDecl& param) {
  const auto unit = param.unit.empty() ? "" : " " + param.unit;
  const auto follows = param.follows.empty() ? "" : fmt::format(" (as `{}`)", param.follows);
  return tableRow(
      {"`" + param.key + "`", defaultText(param) + unit + follows, boundsText(param), param.tooltip});
}

std::string studySection(const Declaration& study) {
  auto out = fmt::format("\n## `{}`: {}\n\n{}\n", study.id, study.title, study.summary);
  if (!study.caution.empty()) out += "\n" + study.caution + "\n";
  out += tableHead({"output", "unit", "formula"});
  for (const auto& output : study.outputs)
    out += tableRow({"`" + output.key + "` " + output.label, output.unit, output.formula});
  if (!study.conditions.empty()) out += tableHead({"condition", "onset", "meaning", "formula"});
  for (const auto& condition : study.conditions)
    out += tableRow(
        {"`" + condition.key + "`", condition.state ? "yes" : "", condition.sentence, condition.formula});
  out += tableHead({"parameter", "default", "bounds", "what it does"});
  for (const auto& param : study.params) out += paramRow(param);
  if (!study.presets.empty()) out += tableHead({"preset", "for", "settings", "meaning"});
  for (const auto& preset : study.presets)
    out += tableRow({"`" + preset.key + "`", intervalsText(preset), settingsText(preset), preset.sentence});
  return out;
}

}  // namespace

ordered_json declarationJson(const Declaration& study) {
  return {{"id", study.id},
          {"title", study.title},
          {"summary", study.summary},
          {"main", study.main},
          {"caution", study.caution},
          {"params", listJson(study.params, paramJson)},
          {"outputs", listJson(study.outputs, outputJson)},
          {"conditions", listJson(study.conditions, conditionJson)},
          {"presets", listJson(study.presets, presetJson)},
          {"panes", listJson(study.panes, paneJson)},
          {"table", listJson(study.table, [](const auto& row) { return row.label; })}};
}

std::string describeStudy(const Declaration& study) {
  auto out = fmt::format("{} - {}\n{}\n", study.id, study.title, study.summary);
  if (!study.caution.empty()) out += study.caution + '\n';
  out += "\nparameters (--set key=value)\n";
  for (const auto& param : study.params) out += describeParam(param);
  if (!study.presets.empty()) out += "\npresets (--preset key)\n";
  for (const auto& preset : study.presets)
    out += fmt::format("  {:<18} {}\n  {:<18} {}: {}\n", preset.key, preset.sentence, "",
                       intervalsText(preset), settingsText(preset));
  out += "\noutputs\n";
  for (const auto& output : study.outputs)
    out += fmt::format("  {:<18} {} {}\n  {:<18} {}\n", output.key, output.label, output.unit, "",
                       output.formula);
  if (!study.conditions.empty()) out += "\nconditions (* has KEY_onset too)\n";
  for (const auto& condition : study.conditions)
    out += fmt::format("  {:<22} {}\n  {:<22} {}\n", condition.key + (condition.state ? "*" : ""),
                       condition.sentence, "", condition.formula);
  return out;
}

std::string studiesPage(std::span<const studies::Study* const> all) {
  std::string page =
      "# The studies\n\nWritten by `perpscope studies --markdown`; a test fails where this page is out of "
      "date. Keys are what `--set`, CSV headers and alerts use. All percentages are per cent. A missing "
      "value "
      "is empty everywhere. Conditions are 1 or 0 on closed bars; those with an onset also have `KEY_onset`, "
      "the bar on which they begin.\n";
  for (const auto* study : all) page += studySection(study->declaration());
  return page;
}

}  // namespace perpscope::cli
