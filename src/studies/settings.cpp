#include "studies/settings.h"

#include <algorithm>
#include <stdexcept>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text.h"

namespace perpscope::studies {
namespace {

std::unexpected<Error> refused(const ParamDecl& param, std::string_view given, std::string_view wanted) {
  return fail(ErrorKind::Usage, fmt::format("{} = '{}': {}", param.key, given, wanted));
}

Result<ParamValue> parseParamNumber(const ParamDecl& param, std::string_view given) {
  const auto value = parseNumber<double>(given);
  if (!value || !std::isfinite(*value)) return refused(param, given, "a number is wanted");
  if (param.type == ParamType::Integer && *value != std::floor(*value))
    return refused(param, given, "a whole number is wanted");
  if (*value < param.min || *value > param.max)
    return refused(param, given, fmt::format("it must lie within {} … {}", param.min, param.max));
  return *value;
}

Result<ParamValue> parseToggle(const ParamDecl& param, std::string_view given) {
  if (given == "true") return true;
  if (given == "false") return false;
  return refused(param, given, "true or false is wanted");
}

Result<ParamValue> parseChoice(const ParamDecl& param, std::string_view given) {
  if (std::ranges::find(param.choices, given) != param.choices.end()) return std::string(given);
  return refused(param, given, fmt::format("one of {} is wanted", fmt::join(param.choices, ", ")));
}

Result<ParamValue> parseLegs(const ParamDecl& param, std::string_view given) {
  const auto legs = split(given, ',');
  if (legs.empty()) return refused(param, given, "at least one venue or venue:SYMBOL is wanted");
  if (param.type == ParamType::Leg && legs.size() > 1) return refused(param, given, "a single leg is wanted");
  return joined(legs, ",");
}

Result<ParamValue> parse(const ParamDecl& param, std::string_view given) {
  switch (param.type) {
    case ParamType::Number:
    case ParamType::Integer: return parseParamNumber(param, given);
    case ParamType::Toggle: return parseToggle(param, given);
    case ParamType::Choice: return parseChoice(param, given);
    case ParamType::Legs:
    case ParamType::Leg: return parseLegs(param, given);
    case ParamType::Text: return std::string(given);
  }
  throw std::logic_error("a parameter without a type");
}

}  // namespace

const ParamValue& ParamDecl::defaultFor(Interval interval) const {
  for (const auto& entry : by_interval)
    if (interval <= entry.up_to) return entry.value;
  return fallback;
}

ParamValue ParamDecl::following(const ParamValue& followed, Interval interval) const {
  const auto* number = std::get_if<double>(&followed);
  return convert && number != nullptr ? ParamValue(convert(*number, interval)) : followed;
}

std::string text(const ParamValue& value) {
  if (const auto* number = std::get_if<double>(&value)) return exactNumber(*number);
  if (const auto* toggle = std::get_if<bool>(&value)) return *toggle ? "true" : "false";
  return std::get<std::string>(value);
}

double Settings::number(std::string_view key) const { return std::get<double>(values_.find(key)->second); }
bool Settings::on(std::string_view key) const { return std::get<bool>(values_.find(key)->second); }
const std::string& Settings::text(std::string_view key) const {
  return std::get<std::string>(values_.find(key)->second);
}

bool toggledOn(std::string_view toggle, const Settings& settings) {
  for (const auto& part : split(toggle, '&')) {
    const auto equals = part.find('=');
    const bool off = part.starts_with('!');
    const bool holds = equals == std::string::npos
                           ? settings.on(part.substr(off ? 1 : 0)) != off
                           : settings.text(part.substr(0, equals)) == part.substr(equals + 1);
    if (!holds) return false;
  }
  return true;
}

Result<Settings> resolve(const std::vector<ParamDecl>& params, Interval interval,
                         const Overrides& overrides) {
  Settings settings;
  for (const auto& param : params) settings.values_[param.key] = param.defaultFor(interval);
  for (const auto& [key, given] : overrides) {
    const auto param = std::ranges::find(params, key, &ParamDecl::key);
    if (param == params.end()) {
      std::vector<std::string_view> keys;
      for (const auto& known : params) keys.push_back(known.key);
      return fail(ErrorKind::Usage,
                  fmt::format("no parameter '{}': there are {}", key, fmt::join(keys, ", ")));
    }
    auto value = parse(*param, trimmed(given));
    if (!value) return std::unexpected(value.error());
    settings.values_[param->key] = *std::move(value);
  }
  for (const auto& param : params)
    if (!param.follows.empty() && !overrides.contains(param.key))
      settings.values_[param.key] = param.following(settings.values_.at(param.follows), interval);
  return settings;
}

}  // namespace perpscope::studies
