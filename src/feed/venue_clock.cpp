#include "feed/venue_clock.h"

#include <sstream>

#include <date/date.h>

namespace perpscope::feed {

std::optional<Time> parseHttpDate(std::string_view text) {
  std::istringstream in{std::string(text)};
  in.imbue(std::locale::classic());
  date::sys_seconds seconds;
  in >> date::parse("%a, %d %b %Y %H:%M:%S GMT", seconds);
  if (in.fail()) return std::nullopt;
  return Time{seconds.time_since_epoch()};
}

}  // namespace perpscope::feed
