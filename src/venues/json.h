// Reading a venue's JSON: numbers as numbers or as text, stamps in four spellings. For this room only.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/time.h"

namespace perpscope::venues {

using Json = nlohmann::json;

// The document, or BadInput with the place of the fault. Objects in objects deeper than 64 are refused.
[[nodiscard]] Result<Json> parseJson(std::string_view bytes);

// The member, or null where the value is no object or has none. Never throws.
[[nodiscard]] const Json& member(const Json& value, std::string_view key);
// The element, or null where the value is no array or is shorter.
[[nodiscard]] const Json& element(const Json& value, std::size_t index);
// The text, or empty where it is no text.
[[nodiscard]] std::string_view text(const Json& value);

// Reads values and remembers the first that is not what it should be, so that a parser reads all fields of a
// row and asks once. A missing value (null, "", an absent member) is NaN where `optional…` allows it.
class Reading {
 public:
  [[nodiscard]] double number(const Json& value, std::string_view field);
  [[nodiscard]] double optionalNumber(const Json& value, std::string_view field);
  [[nodiscard]] std::int64_t integer(const Json& value, std::string_view field);
  // Stamps; a number or its text.
  [[nodiscard]] Time milliseconds(const Json& value, std::string_view field);
  [[nodiscard]] Time seconds(const Json& value, std::string_view field);  // with a fraction or without
  [[nodiscard]] Time microseconds(const Json& value, std::string_view field);
  [[nodiscard]] Time iso(const Json& value, std::string_view field);
  [[nodiscard]] const Json& array(const Json& value, std::string_view field);
  [[nodiscard]] std::string string(const Json& value, std::string_view field);  // not empty
  void refuse(std::string_view field, std::string_view what);

  [[nodiscard]] bool ok() const { return !error_; }
  [[nodiscard]] std::unexpected<Error> error() const { return std::unexpected(*error_); }

 private:
  std::optional<Error> error_;
};

}  // namespace perpscope::venues
