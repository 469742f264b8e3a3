#include "venues/frames.h"

#include <charconv>

namespace perpscope::venues {

// Escapes need no more than a skipped character: \" is what matters.
bool isClosedJson(std::string_view bytes) {
  int depth = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const char c = bytes[i];
    if (quoted) {
      if (c == '\\')
        ++i;
      else
        quoted = c != '"';
    } else if (c == '"') {
      quoted = true;
    } else if (c == '{' || c == '[') {
      ++depth;
    } else if (c == '}' || c == ']') {
      if (--depth <= 0) return depth == 0 && i + 1 == bytes.size();
    }
  }
  return false;
}

std::string_view quotedAfter(std::string_view bytes, std::string_view before) {
  const auto found = bytes.find(before);
  if (found == std::string_view::npos) return {};
  const auto rest = bytes.substr(found + before.size());
  const auto end = rest.find('"');
  return end == std::string_view::npos ? std::string_view{} : rest.substr(0, end);
}

std::optional<Time> stampAfterLast(std::string_view bytes, std::string_view before) {
  const auto found = bytes.rfind(before);
  if (found == std::string_view::npos) return std::nullopt;
  const auto rest = bytes.substr(found + before.size());
  std::int64_t ms = 0;
  const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), ms);
  constexpr std::int64_t kLatest = 10'000'000'000'000;
  const bool usable = error == std::errc{} && end != rest.data() && ms > 0 && ms < kLatest;
  return usable ? std::optional(timeFromMs(ms)) : std::nullopt;
}

}  // namespace perpscope::venues
