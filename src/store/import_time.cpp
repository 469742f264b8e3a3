#include "store/import_time.h"

#include <array>
#include <cmath>
#include <locale>
#include <sstream>

#include <date/tz.h>
#include <fmt/format.h>

#include "base/text.h"

namespace perpscope::store {
namespace {

// Beyond the years that dates can be written for.
constexpr double kLastMs = 2.5e14;

// What a strftime pattern reads, with the offset where the pattern has one.
std::optional<WallTime> parsePattern(const std::string& pattern, std::string_view cell) {
  std::istringstream in{std::string(cell)};
  in.imbue(std::locale::classic());
  date::local_time<Milliseconds> local;
  std::string abbreviation;
  auto offset = std::chrono::minutes::min();
  in >> date::parse(pattern, local, abbreviation, offset);
  if (in.fail() || in.peek() != std::istringstream::traits_type::eof()) return std::nullopt;
  WallTime wall{std::chrono::local_time<Milliseconds>{local.time_since_epoch()}, std::nullopt};
  if (offset != std::chrono::minutes::min()) wall.offset = offset;
  return wall;
}

}  // namespace

Result<Zone> Zone::named(std::string_view text) {
  Zone zone;
  if (const auto wall = parseWallTime(fmt::format("2000-01-01T00:00:00{}", text)); wall && wall->offset) {
    zone.offset_ = *wall->offset;
    return zone;
  }
  try {
    zone.zone_ = date::locate_zone(std::string(text));
  } catch (const std::runtime_error&) {
    return fail(ErrorKind::Usage,
                fmt::format("--timezone {}: an IANA zone like Europe/London, or +HH:MM, is wanted", text));
  }
  return zone;
}

std::optional<Time> Zone::toUtc(std::chrono::local_time<Milliseconds> wall) const {
  const auto since_epoch = wall.time_since_epoch();
  if (zone_ == nullptr) return Time{since_epoch - offset_};
  const auto info = zone_->get_info(date::local_time<Milliseconds>{since_epoch});
  if (info.result == date::local_info::nonexistent) return std::nullopt;
  return Time{since_epoch - info.first.offset};  // the first of two is the earlier instant
}

Result<StampReader> StampReader::of(std::string_view format, const Zone& zone) {
  StampReader reader;
  reader.zone_ = zone;
  constexpr std::array<std::pair<std::string_view, Form>, 5> kForms{{{"s", Form::Seconds},
                                                                     {"ms", Form::Milliseconds},
                                                                     {"us", Form::Microseconds},
                                                                     {"epoch", Form::Epoch},
                                                                     {"iso", Form::Iso}}};
  for (const auto& [name, form] : kForms) {
    if (name != format) continue;
    reader.form_ = form;
    return reader;
  }
  if (format.find('%') == std::string_view::npos)
    return fail(
        ErrorKind::Usage,
        fmt::format("--time {}: s, ms, us, epoch, iso or a pattern like %Y-%m-%d %H:%M is wanted", format));
  reader.form_ = Form::Pattern;
  reader.pattern_ = format;
  return reader;
}

std::expected<Time, std::string> StampReader::read(std::string_view cell) const {
  return form_ == Form::Iso || form_ == Form::Pattern ? wall(cell) : number(cell);
}

std::expected<Time, std::string> StampReader::number(std::string_view cell) const {
  const auto value = parseNumber<double>(cell);
  if (!value || !std::isfinite(*value))
    return std::unexpected(fmt::format("'{}' is not a number of seconds, ms or us", cell));
  const Form form = form_ == Form::Epoch ? formBySize(*value) : form_;
  double ms = *value;
  if (form == Form::Seconds) ms = *value * 1e3;
  if (form == Form::Microseconds) ms = *value / 1e3;
  if (std::abs(ms) > kLastMs) return std::unexpected(fmt::format("'{}' is no time of ours", cell));
  // Fractions of a millisecond are cut off, as a bar of microsecond stamps may end in 999999; the slack makes
  // up for decimal fractions of seconds that have no exact double.
  constexpr double kSlack = 5e-4;
  return timeFromMs(static_cast<std::int64_t>(std::floor(ms + kSlack)));
}

// No market data is older than 1973 in ms, or younger than 5138 in s.
StampReader::Form StampReader::formBySize(double value) {
  if (value >= 1e14) return Form::Microseconds;
  return value >= 1e11 ? Form::Milliseconds : Form::Seconds;
}

std::expected<Time, std::string> StampReader::wall(std::string_view cell) const {
  const auto read = form_ == Form::Iso ? parseWallTime(cell) : parsePattern(pattern_, cell);
  if (!read)
    return std::unexpected(
        fmt::format("'{}' is not a time of the form {}", cell, form_ == Form::Iso ? "iso" : pattern_));
  if (read->offset) return Time{read->local.time_since_epoch() - *read->offset};
  const auto utc = zone_.toUtc(read->local);
  if (!utc)
    return std::unexpected(
        fmt::format("'{}' does not exist in that time zone: clocks were put forward over it", cell));
  return *utc;
}

}  // namespace perpscope::store
