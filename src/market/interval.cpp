#include "market/interval.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace perpscope {
namespace {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::sys_days;
using std::chrono::year;
using std::chrono::year_month;
using std::chrono::year_month_day;

struct Row {
  std::string_view label;
  Milliseconds length;
};

constexpr std::array<Row, kAllIntervals.size()> kRows{{{"1m", kMinute},
                                                       {"5m", 5 * kMinute},
                                                       {"15m", 15 * kMinute},
                                                       {"30m", 30 * kMinute},
                                                       {"1h", kHour},
                                                       {"4h", 4 * kHour},
                                                       {"8h", 8 * kHour},
                                                       {"12h", 12 * kHour},
                                                       {"1d", kDay},
                                                       {"3d", 3 * kDay},
                                                       {"1w", 7 * kDay},
                                                       {"1M", 30 * kDay}}};

const Row& row(Interval interval) { return kRows.at(static_cast<std::size_t>(interval)); }

// Monday 1970-01-05 opens week 0.
constexpr Time kFirstMonday = utc(1970, 1, 5);
// 365 days make 121 groups of three and one of two, 366 make 122 of three.
constexpr std::int64_t kThreeDayBarsPerYear = 122;

constexpr std::int64_t floorDiv(std::int64_t a, std::int64_t b) {
  return a / b - (a % b != 0 && (a < 0) != (b < 0));
}

std::int64_t threeDayNumber(Time t) {
  const auto day = floor<days>(t);
  const year y = year_month_day{day}.year();
  const auto day_of_year = (day - sys_days{y / 1 / 1}).count();
  return static_cast<int>(y) * kThreeDayBarsPerYear + day_of_year / 3;
}

Time threeDayOpen(std::int64_t number) {
  const auto y = floorDiv(number, kThreeDayBarsPerYear);
  const auto group = number - y * kThreeDayBarsPerYear;
  return Time{sys_days{year{static_cast<int>(y)} / 1 / 1} + days{3 * group}};
}

std::int64_t monthNumber(Time t) {
  const year_month_day date{floor<days>(t)};
  return static_cast<int>(date.year()) * std::int64_t{12} + static_cast<unsigned>(date.month()) - 1;
}

Time monthOpen(std::int64_t number) {
  const auto y = floorDiv(number, 12);
  const auto month = static_cast<unsigned>(number - y * 12) + 1;
  return Time{sys_days{year{static_cast<int>(y)} / month / 1}};
}

}  // namespace

std::string_view label(Interval interval) { return row(interval).label; }

std::optional<Interval> parseInterval(std::string_view text) {
  for (const Interval interval : kAllIntervals)
    if (label(interval) == text) return interval;
  return std::nullopt;
}

Result<Interval> intervalNamed(std::string_view text) {
  if (const auto interval = parseInterval(text)) return *interval;
  std::vector<std::string_view> names;
  for (const auto& r : kRows) names.push_back(r.label);
  return fail(ErrorKind::Usage, fmt::format("no interval '{}': there are {}", text, fmt::join(names, ", ")));
}

Milliseconds nominalLength(Interval interval) { return row(interval).length; }
bool isFixedLength(Interval interval) { return interval != Interval::D3 && interval != Interval::Mo1; }
bool isBuiltFromDays(Interval interval) { return interval > Interval::D1; }

bool divides(Interval small, Interval large) {
  if (small >= large) return false;
  if (isBuiltFromDays(large)) return small <= Interval::D1;
  return nominalLength(large) % nominalLength(small) == Milliseconds{0};
}

int barsIn(Milliseconds span, Interval interval, int least) {
  return std::max(least, static_cast<int>(span / nominalLength(interval)));
}

std::int64_t barNumber(Time t, Interval interval) {
  switch (interval) {
    case Interval::D3: return threeDayNumber(t);
    case Interval::Mo1: return monthNumber(t);
    case Interval::W1: return floorDiv((t - kFirstMonday).count(), nominalLength(interval).count());
    default: return floorDiv(toMs(t), nominalLength(interval).count());
  }
}

Time barOpen(std::int64_t number, Interval interval) {
  switch (interval) {
    case Interval::D3: return threeDayOpen(number);
    case Interval::Mo1: return monthOpen(number);
    case Interval::W1: return kFirstMonday + number * nominalLength(interval);
    default: return Time{number * nominalLength(interval)};
  }
}

Grid Grid::covering(TimeRange range, Interval interval) {
  if (range.empty()) return {interval, 0, 0};
  const auto first = barNumber(range.from, interval);
  const auto last = barNumber(range.to - Milliseconds{1}, interval);
  return {interval, first, static_cast<std::size_t>(last - first + 1)};
}

}  // namespace perpscope
