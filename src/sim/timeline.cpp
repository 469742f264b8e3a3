#include "sim/timeline.h"

#include <array>
#include <cmath>

namespace perpscope::sim {
namespace {

// UTC. Asia wakes at 0, Europe at 7, New York at 13.
constexpr std::array kOfDay{1.05, 0.95, 0.85, 0.75, 0.70, 0.70, 0.78, 0.95, 1.05, 1.00, 0.95, 0.92,
                            1.05, 1.35, 1.60, 1.55, 1.35, 1.20, 1.08, 1.02, 1.00, 0.92, 0.80, 0.78};
// 2019-01-01 was a Tuesday.
constexpr std::array kOfWeek{1.08, 1.10, 1.10, 1.05, 0.72, 0.78, 1.02};

constexpr double kHoursPerYear = 8766;

}  // namespace

double seasonOfHour(std::int64_t hour) {
  return kOfDay.at(static_cast<std::size_t>(hour % 24)) * kOfWeek.at(static_cast<std::size_t>(hour / 24 % 7));
}

double eraOfHour(std::int64_t hour) {
  return 0.7 + 0.65 * std::exp(-static_cast<double>(hour) / (3.5 * kHoursPerYear));
}

}  // namespace perpscope::sim
