// The shared price between the hours: minutes that lead from one hour's state to the next, as log US dollars
// per coin. Minutes are made when asked for, an hour at a time; the extremes of hours, which bars of all legs
// need, are kept once made. Safe to use from several threads.
#pragma once

#include <array>
#include <memory>
#include <mutex>
#include <vector>

#include "sim/market_path.h"

namespace perpscope::sim {

inline constexpr std::size_t kMinutesPerHour = 60;

// One hour minute by minute. Minute i leads from knot i to knot i + 1.
struct MinutePath {
  std::array<double, kMinutesPerHour + 1> knot;
  std::array<double, kMinutesPerHour> high;
  std::array<double, kMinutesPerHour> low;
};

// The extremes of the minutes of an hour.
struct HourExtremes {
  double high = 0;
  double low = 0;
};

class LatentPath {
 public:
  LatentPath(std::vector<HourState> hours, Stream minutes);

  [[nodiscard]] std::int64_t hours() const { return static_cast<std::int64_t>(states_.size()) - 1; }
  [[nodiscard]] const HourState& at(std::int64_t hour) const {
    return states_[static_cast<std::size_t>(hour)];
  }
  [[nodiscard]] double premium(std::int64_t minute) const;
  [[nodiscard]] double leverage(std::int64_t minute) const;

  [[nodiscard]] MinutePath minutes(std::int64_t hour) const;
  [[nodiscard]] HourExtremes extremes(std::int64_t hour) const;

 private:
  struct Day {
    std::once_flag once;
    std::array<HourExtremes, 24> hours;
  };

  std::vector<HourState> states_;
  Stream steps_;
  Stream pace_;
  Stream wicks_;
  std::unique_ptr<Day[]> days_;
};

}  // namespace perpscope::sim
