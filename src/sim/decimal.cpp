#include "sim/decimal.h"

#include <array>
#include <charconv>
#include <cmath>

namespace perpscope::sim {

std::string decimal(double value, int digits) {
  if (std::isnan(value)) return {};
  std::array<char, 400> room{};
  const auto end = std::to_chars(room.data(), room.data() + room.size(), value, std::chars_format::fixed).ptr;
  std::string text(room.data(), end);
  if (digits == 0) return text;
  auto point = text.find('.');
  if (point == std::string::npos) {
    point = text.size();
    text += '.';
  }
  const auto wanted = point + 1 + static_cast<std::size_t>(digits);
  if (text.size() < wanted) text.append(wanted - text.size(), '0');
  return text;
}

double roundedTo(double value, int digits) {
  const double scale = std::pow(10.0, digits);
  return std::round(value * scale) / scale;
}

}  // namespace perpscope::sim
