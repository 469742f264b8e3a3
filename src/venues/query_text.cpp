#include "venues/query_text.h"

#include <fmt/format.h>

namespace perpscope::venues {

std::string percentEncoded(std::string_view text) {
  std::string encoded;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = byte < 0x80 && (std::isalnum(byte) != 0 || std::string_view("-._~").contains(c));
    if (plain)
      encoded += c;
    else
      fmt::format_to(std::back_inserter(encoded), "%{:02X}", byte);
  }
  return encoded;
}

}  // namespace perpscope::venues
