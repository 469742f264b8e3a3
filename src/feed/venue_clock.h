// What time it is at a venue, by the stamps of its answers. A bar has ended when it has there.
#pragma once

#include <optional>
#include <string_view>

#include "base/clock.h"

namespace perpscope::feed {

// Sun, 06 Nov 1994 08:49:37 GMT
[[nodiscard]] std::optional<Time> parseHttpDate(std::string_view text);

class VenueClock final : public Clock {
 public:
  explicit VenueClock(const Clock& own) : own_(own) {}

  [[nodiscard]] Time now() const override { return own_.now() + ahead_; }
  // The Date header of an answer that came now; a text that is no date changes nothing. Whole seconds: never
  // ahead of the venue.
  void heard(std::string_view date) {
    if (const auto theirs = parseHttpDate(date)) ahead_ = *theirs - own_.now();
  }
  [[nodiscard]] Milliseconds ahead() const { return ahead_; }

 private:
  const Clock& own_;
  Milliseconds ahead_{0};
};

}  // namespace perpscope::feed
