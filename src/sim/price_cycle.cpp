#include "sim/price_cycle.h"

#include <algorithm>
#include <array>

#include "sim/timeline.h"

namespace perpscope::sim {
namespace {

struct TurningPoint {
  Time time;
  double price;
};

// Turning points in the manner of Bitcoin's; seeds move each of them in time and height.
constexpr std::array kTurns{
    TurningPoint{utc(2019, 1, 1), 3'700},    TurningPoint{utc(2019, 7, 1), 11'000},
    TurningPoint{utc(2019, 12, 15), 7'200},  TurningPoint{utc(2020, 2, 12), 9'800},
    TurningPoint{utc(2020, 4, 1), 6'300},    TurningPoint{utc(2020, 10, 1), 12'000},
    TurningPoint{utc(2021, 4, 10), 58'000},  TurningPoint{utc(2021, 7, 20), 33'000},
    TurningPoint{utc(2021, 11, 8), 62'000},  TurningPoint{utc(2022, 6, 20), 22'000},
    TurningPoint{utc(2022, 12, 1), 16'800},  TurningPoint{utc(2023, 4, 15), 28'000},
    TurningPoint{utc(2023, 9, 10), 27'000},  TurningPoint{utc(2024, 3, 15), 68'000},
    TurningPoint{utc(2024, 9, 1), 58'000},   TurningPoint{utc(2025, 1, 15), 99'000},
    TurningPoint{utc(2025, 4, 10), 82'000},  TurningPoint{utc(2025, 9, 25), 108'000},
    TurningPoint{utc(2026, 3, 1), 72'000},   TurningPoint{utc(2026, 7, 15), 88'000},
    TurningPoint{utc(2026, 10, 10), 76'000}, TurningPoint{utc(2027, 2, 1), 92'000},
    TurningPoint{utc(2027, 10, 1), 84'000},  TurningPoint{utc(2028, 9, 1), 140'000},
};

constexpr double kShiftDays = 18;       // at most; no two turns are nearer than twice this
constexpr double kHeightSpread = 0.10;  // of the logarithm

double daysFromStart(Time t) { return static_cast<double>(hourOf(t)) / 24; }

}  // namespace

PriceCycle::PriceCycle(Stream stream) {
  const Stream shift = stream.of("shift");
  const Stream height = stream.of("height");
  for (std::size_t i = 0; i < kTurns.size(); ++i) {
    const auto n = static_cast<std::int64_t>(i);
    const bool first = i == 0;
    turns_.push_back({daysFromStart(kTurns[i].time) + (first ? 0 : shift.uniform(n, -kShiftDays, kShiftDays)),
                      std::log(kTurns[i].price) + (first ? 0 : kHeightSpread * height.normal(n))});
  }
}

double PriceCycle::logPrice(double day) const {
  const auto next = std::ranges::upper_bound(turns_, day, {}, &Turn::day);
  if (next == turns_.begin()) return turns_.front().log_price;
  if (next == turns_.end()) return turns_.back().log_price;
  const Turn& last = *std::prev(next);
  const double f = (day - last.day) / (next->day - last.day);
  return last.log_price + (next->log_price - last.log_price) * f * f * (3 - 2 * f);
}

}  // namespace perpscope::sim
