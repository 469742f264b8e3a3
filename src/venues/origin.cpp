#include "venues/origin.h"

#include <charconv>

namespace perpscope::venues {
namespace {

std::string percentDecoded(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned byte = 0;
    const auto* digits = text.data() + i + 1;
    if (text[i] == '%' && i + 2 < text.size() &&
        std::from_chars(digits, digits + 2, byte, 16).ptr == digits + 2) {
      decoded += static_cast<char>(byte);
      i += 2;
    } else {
      decoded += text[i];
    }
  }
  return decoded;
}

}  // namespace

std::string_view pathOf(std::string_view origin) {
  origin = origin.substr(0, origin.find_first_of("?# "));
  if (const auto scheme = origin.find("://"); scheme != std::string_view::npos) {
    const auto slash = origin.find('/', scheme + 3);
    return slash == std::string_view::npos ? std::string_view{} : origin.substr(slash);
  }
  return origin;
}

std::string paramOf(std::string_view origin, std::string_view name) {
  const auto question = origin.find('?');
  if (question == std::string_view::npos) return {};
  auto query = origin.substr(question + 1);
  query = query.substr(0, query.find('#'));
  while (!query.empty()) {
    const auto end = query.find('&');
    const auto pair = query.substr(0, end);
    const auto equals = pair.find('=');
    if (equals != std::string_view::npos && pair.substr(0, equals) == name)
      return percentDecoded(pair.substr(equals + 1));
    if (end == std::string_view::npos) break;
    query.remove_prefix(end + 1);
  }
  return {};
}

}  // namespace perpscope::venues
