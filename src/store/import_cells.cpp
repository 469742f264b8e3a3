#include "store/import_cells.h"

#include <cmath>

#include "base/quantity.h"
#include "base/text.h"
#include "base/time.h"

namespace perpscope::store {
namespace {

std::optional<std::chrono::minutes> wholeMinutes(double minutes) {
  constexpr double kLongest = 7 * 24 * 60;
  if (!(minutes > 0 && minutes <= kLongest) || std::abs(minutes - std::round(minutes)) > 1e-9)
    return std::nullopt;
  return std::chrono::minutes{std::llround(minutes)};
}

bool saysMissing(std::string_view cell) { return cell.empty() || lowered(cell) == "null"; }

// Takes the unit off the end of "8h" and says how many minutes it has.
double takeUnit(std::string_view& text) {
  constexpr double kHours = 60;
  if (text.empty()) return kHours;
  const char unit = text.back();
  if (unit != 'h' && unit != 'H' && unit != 'm' && unit != 'M' && unit != 'd' && unit != 'D') return kHours;
  text.remove_suffix(1);
  if (unit == 'm' || unit == 'M') return 1;
  return unit == 'd' || unit == 'D' ? 24 * kHours : kHours;
}

// The decimal point is moved in the text, so that 0.0021% is the very double that 0.000021 is.
std::optional<double> parsePercent(std::string_view digits) {
  if (digits.find_first_of("eE") == std::string_view::npos)
    return parseNumber<double>(std::string(digits) + "e-2");
  const auto value = parseNumber<double>(digits);
  return value ? std::optional(*value / 100) : std::nullopt;
}

}  // namespace

std::optional<double> parseCell(std::string_view cell) {
  cell = trimmed(cell);
  const bool is_percent = cell.ends_with('%');
  const auto value =
      is_percent ? parsePercent(trimmed(cell.substr(0, cell.size() - 1))) : parseNumber<double>(cell);
  if (!value && saysMissing(cell)) return kMissing;
  return value && std::isinf(*value) ? std::nullopt : value;
}

std::optional<std::chrono::minutes> parseSettlementInterval(std::string_view text) {
  text = trimmed(text);
  if (text.starts_with("2000-01-0"))
    if (const auto wall = parseWallTime(text)) {
      const Milliseconds length = wall->local.time_since_epoch() - utc(2000, 1, 1).time_since_epoch();
      return wholeMinutes(static_cast<double>(length.count()) / 60'000.0);
    }
  if (text.starts_with("PT")) text.remove_prefix(2);
  const double unit = takeUnit(text);
  const auto number = parseNumber<double>(text);
  return number ? wholeMinutes(*number * unit) : std::nullopt;
}

}  // namespace perpscope::store
