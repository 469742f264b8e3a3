// Query strings of requests. For this room only.
#pragma once

#include <string>
#include <string_view>

#include "base/time.h"

namespace perpscope::venues {

// Percent-encodes all but letters, digits and -._~
[[nodiscard]] std::string percentEncoded(std::string_view text);

// A path with its parameters in the order they are added.
class Target {
 public:
  explicit Target(std::string_view path) : text_(path) {}
  Target& with(std::string_view name, std::string_view value) {
    text_ += first_ ? '?' : '&';
    first_ = false;
    text_ += name;
    text_ += '=';
    text_ += percentEncoded(value);
    return *this;
  }
  Target& with(std::string_view name, std::int64_t value) { return with(name, std::to_string(value)); }
  [[nodiscard]] std::string take() { return std::move(text_); }

 private:
  std::string text_;
  bool first_ = true;
};

}  // namespace perpscope::venues
