#include "studies/declaration.h"

#include <algorithm>

#include "base/quantity.h"
#include "base/text.h"

namespace perpscope::studies {
namespace {

template <class Decl>
const Decl* byKey(const std::vector<Decl>& list, std::string_view key) {
  const auto found = std::ranges::find(list, key, &Decl::key);
  return found == list.end() ? nullptr : &*found;
}

}  // namespace

const OutputDecl* Declaration::output(std::string_view key) const { return byKey(outputs, key); }
const ConditionDecl* Declaration::condition(std::string_view key) const { return byKey(conditions, key); }
const ParamDecl* Declaration::param(std::string_view key) const { return byKey(params, key); }

std::vector<std::string> Declaration::columns() const {
  std::vector<std::string> keys;
  for (const auto& output : outputs) keys.push_back(output.key);
  for (const auto& condition : conditions) keys.push_back(condition.key);
  for (const auto& condition : conditions)
    if (condition.state) keys.push_back(condition.key + "_onset");
  return keys;
}

std::string activeConditions(const RowView& row, const std::vector<ConditionDecl>& conditions,
                             std::string_view nothing, std::string (*text)(const ConditionDecl&)) {
  std::vector<std::string> active;
  bool evaluated = false;
  for (const auto& condition : conditions) {
    const double holds = row[condition.key];
    evaluated = evaluated || !isMissing(holds);
    if (holds == 1) active.push_back(text(condition));
  }
  if (!evaluated) return "–";
  auto words = active.empty() ? std::string(nothing) : joined(active, ", ");
  return row.running() ? words + " (last closed bar)" : words;
}

}  // namespace perpscope::studies
