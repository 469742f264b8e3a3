#include "venues/json.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/quantity.h"
#include "base/text.h"

namespace perpscope::venues {
namespace {

constexpr int kDeepest = 64;

// Stamps beyond this are no stamps (year 2286 in seconds, milliseconds or microseconds).
constexpr double kLatestSeconds = 1e10;

const Json& nothing() {
  static const Json null;
  return null;
}

std::string excerpt(const Json& value) {
  auto dumped = value.dump(-1, ' ', false, Json::error_handler_t::replace);
  if (dumped.size() > 40) dumped = dumped.substr(0, 40) + "…";
  return dumped;
}

// How many brackets stand in each other, those in texts aside.
int deepest(std::string_view bytes) {
  int depth = 0;
  int most = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const char c = bytes[i];
    if (c == '"') quoted = !quoted;
    if (quoted && c == '\\') ++i;
    if (quoted) continue;
    if (c == '{' || c == '[') most = std::max(most, ++depth);
    if (c == '}' || c == ']') --depth;
  }
  return most;
}

bool absent(const Json& value) {
  return value.is_null() || (value.is_string() && value.get_ref<const std::string&>().empty());
}

}  // namespace

// A parser that calls back at every element looks at all of a list's elements again for each: this is linear.
Result<Json> parseJson(std::string_view bytes) {
  if (deepest(bytes) > kDeepest) return fail(ErrorKind::BadInput, "JSON nested too deep");
  auto json = Json::parse(bytes.begin(), bytes.end(), nullptr, false);
  if (!json.is_discarded()) return json;
  return fail(ErrorKind::BadInput, "no JSON", fmt::format("begins with: {}", bytes.substr(0, 80)));
}

const Json& member(const Json& value, std::string_view key) {
  if (!value.is_object()) return nothing();
  const auto found = value.find(key);
  return found == value.end() ? nothing() : *found;
}

const Json& element(const Json& value, std::size_t index) {
  return value.is_array() && index < value.size() ? value[index] : nothing();
}

std::string_view text(const Json& value) {
  return value.is_string() ? std::string_view(value.get_ref<const std::string&>()) : std::string_view{};
}

void Reading::refuse(std::string_view field, std::string_view what) {
  if (!error_) error_ = Error{ErrorKind::BadInput, fmt::format("{}: {}", field, what), {}};
}

double Reading::number(const Json& value, std::string_view field) {
  if (value.is_number()) {
    const double number = value.get<double>();
    if (std::isfinite(number)) return number;
  } else if (value.is_string()) {
    const auto number = parseNumber<double>(text(value));
    if (number && std::isfinite(*number)) return *number;
  }
  refuse(field, absent(value) ? std::string("missing") : fmt::format("{} is no number", excerpt(value)));
  return kMissing;
}

double Reading::optionalNumber(const Json& value, std::string_view field) {
  return absent(value) ? kMissing : number(value, field);
}

std::int64_t Reading::integer(const Json& value, std::string_view field) {
  if (value.is_number_integer()) return value.get<std::int64_t>();
  if (const auto number = parseNumber<std::int64_t>(text(value))) return *number;
  refuse(field,
         absent(value) ? std::string("missing") : fmt::format("{} is no whole number", excerpt(value)));
  return 0;
}

Time Reading::milliseconds(const Json& value, std::string_view field) {
  const double ms = number(value, field);
  if (std::abs(ms) < kLatestSeconds * 1e3) return timeFromMs(std::llround(ms));
  refuse(field, "no time in milliseconds");
  return {};
}

Time Reading::seconds(const Json& value, std::string_view field) {
  const double s = number(value, field);
  if (std::abs(s) < kLatestSeconds) return timeFromMs(std::llround(s * 1e3));
  refuse(field, "no time in seconds");
  return {};
}

Time Reading::microseconds(const Json& value, std::string_view field) {
  const auto us = integer(value, field);
  if (std::abs(static_cast<double>(us)) < kLatestSeconds * 1e6)
    return std::chrono::floor<Milliseconds>(
        std::chrono::sys_time<std::chrono::microseconds>(std::chrono::microseconds(us)));
  refuse(field, "no time in microseconds");
  return {};
}

Time Reading::iso(const Json& value, std::string_view field) {
  if (const auto time = parseTime(text(value))) return *time;
  refuse(field, fmt::format("{} is no ISO-8601 time", excerpt(value)));
  return {};
}

const Json& Reading::array(const Json& value, std::string_view field) {
  if (value.is_array()) return value;
  refuse(field, fmt::format("{} is no list", excerpt(value)));
  static const Json empty = Json::array();
  return empty;
}

std::string Reading::string(const Json& value, std::string_view field) {
  if (!text(value).empty()) return std::string(text(value));
  refuse(field, fmt::format("{} is no text", excerpt(value)));
  return {};
}

}  // namespace perpscope::venues
