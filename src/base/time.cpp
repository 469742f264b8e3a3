#include "base/time.h"

#include <charconv>

#include <fmt/format.h>

namespace perpscope {
namespace {

using std::chrono::days;
using std::chrono::floor;

// Reads fixed-width digits off the front of a text.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  std::optional<int> digits(std::size_t count) {
    if (rest_.size() < count) return std::nullopt;
    int value = 0;
    const auto text = rest_.substr(0, count);
    const auto* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc{} || stop != end || value < 0) return std::nullopt;
    rest_.remove_prefix(count);
    return value;
  }

  bool accept(char wanted) {
    if (rest_.empty() || rest_.front() != wanted) return false;
    rest_.remove_prefix(1);
    return true;
  }

  // Digits after a decimal point as milliseconds; digits past the third are cut off.
  std::optional<int> fraction() {
    int ms = 0;
    int scale = 100;
    bool any = false;
    while (!rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9') {
      ms += (rest_.front() - '0') * scale;
      scale /= 10;
      any = true;
      rest_.remove_prefix(1);
    }
    return any ? std::optional(ms) : std::nullopt;
  }

  [[nodiscard]] bool done() const { return rest_.empty(); }
  [[nodiscard]] char peek() const { return rest_.empty() ? '\0' : rest_.front(); }

 private:
  std::string_view rest_;
};

std::optional<std::chrono::year_month_day> scanDate(Scanner& in) {
  const auto year = in.digits(4);
  if (!year || !in.accept('-')) return std::nullopt;
  const auto month = in.digits(2);
  if (!month || !in.accept('-')) return std::nullopt;
  const auto day = in.digits(2);
  if (!day) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{*year},
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  return date.ok() ? std::optional(date) : std::nullopt;
}

std::optional<Milliseconds> scanClock(Scanner& in) {
  const auto hour = in.digits(2);
  if (!hour || *hour > 24 || !in.accept(':')) return std::nullopt;
  const auto minute = in.digits(2);
  if (!minute || *minute > 59) return std::nullopt;
  Milliseconds of_day = *hour * kHour + *minute * kMinute;
  if (in.accept(':')) {
    const auto second = in.digits(2);
    if (!second || *second > 60) return std::nullopt;
    of_day += std::chrono::seconds{*second};
    if (in.accept('.')) {
      const auto ms = in.fraction();
      if (!ms) return std::nullopt;
      of_day += Milliseconds{*ms};
    }
  }
  return of_day <= kDay ? std::optional(of_day) : std::nullopt;
}

std::optional<std::chrono::seconds> scanOffset(Scanner& in) {
  if (in.accept('Z')) return std::chrono::seconds{0};
  const int sign = in.peek() == '-' ? -1 : 1;
  if (!in.accept('+') && !in.accept('-')) return std::nullopt;
  const auto hours = in.digits(2);
  if (!hours || *hours > 15) return std::nullopt;
  int minutes = 0;
  if (in.accept(':') || !in.done()) {
    const auto read = in.digits(2);
    if (!read || *read > 59) return std::nullopt;
    minutes = *read;
  }
  return sign * (std::chrono::hours{*hours} + std::chrono::minutes{minutes});
}

}  // namespace

std::string isoDate(Time t) {
  const std::chrono::year_month_day date{floor<days>(t)};
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                     static_cast<unsigned>(date.day()));
}

std::string isoTime(Time t) {
  const std::chrono::hh_mm_ss clock{t - floor<days>(t)};
  auto text = fmt::format("{}T{:02}:{:02}:{:02}", isoDate(t), clock.hours().count(), clock.minutes().count(),
                          clock.seconds().count());
  if (clock.subseconds().count() != 0) text += fmt::format(".{:03}", clock.subseconds().count());
  return text + 'Z';
}

std::optional<WallTime> parseWallTime(std::string_view text) {
  Scanner in(text);
  const auto date = scanDate(in);
  if (!date) return std::nullopt;
  WallTime wall{std::chrono::local_time<Milliseconds>{std::chrono::local_days{*date}}, std::nullopt};
  if (in.done()) return wall;
  if (!in.accept('T') && !in.accept(' ')) return std::nullopt;
  const auto clock = scanClock(in);
  if (!clock) return std::nullopt;
  wall.local += *clock;
  in.accept(' ');
  if (in.done()) return wall;
  wall.offset = scanOffset(in);
  if (!wall.offset || !in.done()) return std::nullopt;
  return wall;
}

Result<Time> parseTime(std::string_view text) {
  const auto wall = parseWallTime(text);
  if (!wall)
    return fail(ErrorKind::BadInput,
                fmt::format("'{}' is not a time: write 2024-03-01 or 2024-03-01T08:00:00Z", text));
  return Time{wall->local.time_since_epoch()} - wall->offset.value_or(std::chrono::seconds{0});
}

}  // namespace perpscope
