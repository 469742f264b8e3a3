#include "studies/table_text.h"

#include <cmath>

#include <fmt/format.h>

#include "base/quantity.h"

namespace perpscope::studies {
namespace {

struct Magnitude {
  double size;
  std::string_view suffix;
};

constexpr std::array kMagnitudes{Magnitude{1e12, " T"}, Magnitude{1e9, " B"}, Magnitude{1e6, " M"},
                                 Magnitude{1e3, " k"}};

// Commas between thousands.
std::string grouped(std::string_view digits) {
  const auto point = std::min(digits.find('.'), digits.size());
  const std::size_t first = digits.starts_with('-') ? 1 : 0;
  std::string text;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > first && i < point && (point - i) % 3 == 0) text.push_back(',');
    text.push_back(digits[i]);
  }
  return text;
}

std::string plain(double value, NumberFormat format) {
  if (format.compact)
    for (const auto& [size, suffix] : kMagnitudes)
      if (std::abs(value) >= size) return fmt::format("{:.{}f}{}", value / size, format.precision, suffix);
  auto text = fmt::format("{:.{}f}", value, format.precision);
  // Minus nothing is nothing.
  if (text.starts_with('-') && text.find_first_not_of("-0.") == std::string::npos) text.erase(0, 1);
  return grouped(text);
}

}  // namespace

NumberFormat formatOf(double value, NumberFormat format, std::string_view unit) {
  const double size = std::abs(value);
  if (unit == "USD" && !format.compact && size > 0 && size < 10)
    format.precision = std::clamp(4 - static_cast<int>(std::floor(std::log10(size))), format.precision, 12);
  return format;
}

std::string numberText(double value, NumberFormat format, std::string_view unit) {
  if (!std::isfinite(value)) return std::string(kNothing);
  return plain(value, formatOf(value, format, unit)) + (unit.empty() ? "" : " ") + std::string(unit);
}

std::string signedText(double value, NumberFormat format, std::string_view unit) {
  return (value > 0 ? "+" : "") + numberText(value, format, unit);
}

TableRow numberRow(std::string label, std::string key, int precision, std::string unit) {
  return {std::move(label), [key = std::move(key), precision, unit = std::move(unit)](const RowView& row) {
            return numberText(row[key], {precision, false}, unit);
          }};
}

TableRow legsRow() {
  return {"Legs used", [](const RowView& row) {
            return fmt::format("{} perp, {} spot", numberText(row["perp_legs"], {0, false}),
                               numberText(row["spot_legs"], {0, false}));
          }};
}

}  // namespace perpscope::studies
