#include "sim/target.h"

#include <charconv>
#include <optional>

namespace perpscope::sim {
namespace {

std::optional<char> decodedByte(std::string_view hex) {
  unsigned value = 0;
  const auto [stop, error] = std::from_chars(hex.data(), hex.data() + hex.size(), value, 16);
  if (hex.size() != 2 || error != std::errc{} || stop != hex.data() + hex.size()) return std::nullopt;
  return static_cast<char>(value);
}

std::optional<std::string> decoded(std::string_view text, bool plus_is_blank) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%') {
      const auto byte = decodedByte(text.substr(i + 1, 2));
      if (!byte) return std::nullopt;
      out += *byte;
      i += 2;
    } else {
      out += plus_is_blank && text[i] == '+' ? ' ' : text[i];
    }
  }
  return out;
}

std::unexpected<Error> broken(std::string_view text) {
  return fail(ErrorKind::BadInput, "the request's target is broken", std::string(text.substr(0, 200)));
}

}  // namespace

Result<Target> parseTarget(std::string_view text) {
  if (!text.starts_with('/')) return broken(text);
  const auto mark = text.find('?');
  const auto path = decoded(text.substr(0, mark), false);
  if (!path) return broken(text);
  Target target{*path, {}};
  std::string_view rest = mark == std::string_view::npos ? std::string_view{} : text.substr(mark + 1);
  while (!rest.empty()) {
    const auto end = std::min(rest.find('&'), rest.size());
    const auto pair = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (pair.empty()) continue;
    const auto equals = std::min(pair.find('='), pair.size());
    const auto name = decoded(pair.substr(0, equals), true);
    const auto value = decoded(pair.substr(std::min(equals + 1, pair.size())), true);
    if (!name || !value) return broken(text);
    target.query.emplace(*name, *value);
  }
  return target;
}

}  // namespace perpscope::sim
