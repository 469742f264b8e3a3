#include "sim/latent_path.h"

#include <algorithm>
#include <cmath>

namespace perpscope::sim {
namespace {

using Steps = std::array<double, kMinutesPerHour>;

constexpr std::int64_t kHoursPerDay = 24;

double between(double a, double b, std::int64_t minute) {
  return std::lerp(a, b, static_cast<double>(minute % 60) / 60);
}

// How lively each minute is: bursts of some minutes, and single wild ones. Their squares add up to 1.
Steps paces(Stream pace, std::int64_t first_minute) {
  Steps w{};
  double squares = 0;
  for (std::size_t i = 0; i < w.size(); ++i) {
    const std::int64_t minute = first_minute + static_cast<std::int64_t>(i);
    const double u = pace.uniform(minute);
    w[i] = (1 + 0.28 * pace.smooth(static_cast<double>(minute) / 9)) * (0.5 + u) + (u > 0.985 ? 2 : 0);
    squares += w[i] * w[i];
  }
  for (double& x : w) x /= std::sqrt(squares);
  return w;
}

}  // namespace

LatentPath::LatentPath(std::vector<HourState> hours, Stream minutes)
    : states_(std::move(hours)),
      steps_(minutes.of("steps")),
      pace_(minutes.of("pace")),
      wicks_(minutes.of("wicks")),
      days_(std::make_unique<Day[]>(states_.size() / kHoursPerDay + 1)) {}

double LatentPath::premium(std::int64_t minute) const {
  const std::int64_t hour = minute / 60;
  return between(at(hour).premium, at(std::min(hour + 1, hours())).premium, minute);
}

double LatentPath::leverage(std::int64_t minute) const {
  const std::int64_t hour = minute / 60;
  return between(at(hour).leverage, at(std::min(hour + 1, hours())).leverage, minute);
}

// A random walk bent so that it ends where the next hour begins: each minute takes of the remaining way what
// its share of the variance is, which is the Brownian bridge for steps of unequal size.
MinutePath LatentPath::minutes(std::int64_t hour) const {
  const HourState& begin = at(hour);
  const double end = at(hour + 1).log_price;
  const std::int64_t first = hour * 60;
  const Steps pace = paces(pace_, first);
  Steps step{};
  double sum = 0;
  for (std::size_t i = 0; i < step.size(); ++i)
    sum += step[i] = begin.sigma * pace[i] * steps_.normal(first + static_cast<std::int64_t>(i));
  MinutePath path{};
  path.knot[0] = begin.log_price;
  for (std::size_t i = 0; i < step.size(); ++i) {
    const bool last = i + 1 == step.size();
    path.knot[i + 1] =
        last ? end : path.knot[i] + step[i] + pace[i] * pace[i] * (end - begin.log_price - sum);
    const double sigma = begin.sigma * pace[i];
    const std::uint64_t bits = wicks_.bits(first + static_cast<std::int64_t>(i));
    const double up = static_cast<double>(bits >> 32) * 0x1p-32;
    const double down = static_cast<double>(bits & 0xFFFFFFFF) * 0x1p-32;
    path.high[i] = std::max(path.knot[i], path.knot[i + 1]) + sigma * (0.02 + 0.9 * up * up);
    path.low[i] = std::min(path.knot[i], path.knot[i + 1]) - sigma * (0.02 + 0.9 * down * down);
  }
  return path;
}

HourExtremes LatentPath::extremes(std::int64_t hour) const {
  Day& day = days_[static_cast<std::size_t>(hour / kHoursPerDay)];
  std::call_once(day.once, [&] {
    const std::int64_t first = hour - hour % kHoursPerDay;
    for (std::int64_t h = first; h < std::min(first + kHoursPerDay, hours()); ++h) {
      const MinutePath path = minutes(h);
      day.hours[static_cast<std::size_t>(h - first)] = {*std::ranges::max_element(path.high),
                                                        *std::ranges::min_element(path.low)};
    }
  });
  return day.hours[static_cast<std::size_t>(hour % kHoursPerDay)];
}

}  // namespace perpscope::sim
