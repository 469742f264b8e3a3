// Counting requests against a venue's published limits, as the venue would: exact sliding windows. Pure: the
// time is passed in and only moves forward.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/quantity.h"
#include "sim/exchange.h"

namespace perpscope::sim {

// Limits are kept in real time, however fast the exchange's clock runs.
using Instant = std::chrono::steady_clock::time_point;

// Sums of fractional weights are not exact.
inline constexpr double kDust = 1e-9;

// Weight that came within the last `length`. A request counts from the instant it came until `length` later.
class SlidingWindow {
 public:
  explicit SlidingWindow(const venues::Window& window) : window_(window) {}

  // Forgets what is older than the window, and keeps the books on how full it was.
  void advance(Instant now);
  void add(Instant now, double weight);

  [[nodiscard]] const venues::Window& window() const { return window_; }
  [[nodiscard]] double used() const { return used_; }
  [[nodiscard]] bool fits(double weight) const { return used_ + weight <= window_.allowance + kDust; }
  // How long until the weight fits; zero where it does now. A weight that never fits: one whole window.
  [[nodiscard]] Milliseconds untilFits(Instant now, double weight) const;

  [[nodiscard]] double mostUsed() const { return most_used_; }
  // How full the window was on average, from the first request to the last. While it has not been in use for
  // its whole length, full is what an even pace would have used by then. Stretches in which it stayed empty
  // for longer than its own length are left out: there was no work. NaN while there is no such time.
  [[nodiscard]] double meanFill() const;

 private:
  struct Entry {
    Instant at;
    double weight;
  };
  void account(Instant until);
  // For how many seconds' worth `used_` filled the window between two instants since work began.
  [[nodiscard]] double filledSeconds(double from, double to) const;

  venues::Window window_;
  std::deque<Entry> entries_;
  double used_ = 0;
  double most_used_ = 0;
  // Books up to `booked_`; what has passed since the last request is no work yet.
  struct Books {
    double filled_seconds = 0;
    double busy_seconds = 0;
  };
  std::optional<Instant> work_began_;
  Instant booked_{};
  Books books_;
  Books at_last_request_;
};

struct PoolStatistics {
  struct OfWindow {
    venues::Window window;
    double most_used = 0;
    double mean_fill = kMissing;  // SlidingWindow::meanFill
  };
  std::string pool;
  std::uint64_t requests = 0;  // those let through
  double weight = 0;
  std::uint64_t refused = 0;
  std::vector<OfWindow> windows;

  // The share of its allowance that was used while there was work: of the window that was filled most.
  [[nodiscard]] double share() const;
};

// All pools of one venue.
class LimitCounter {
 public:
  explicit LimitCounter(std::span<const venues::Pool> pools);

  struct Verdict {
    std::vector<PoolUse> uses;    // of every window that the request is counted in, this request included
    std::optional<PoolUse> over;  // the window that it did not fit into, the longest wait first
  };
  // Counts the request, or refuses it; a refused one takes nothing. A charge on a pool that the venue does
  // not have is a bug: std::logic_error.
  [[nodiscard]] Verdict admit(Instant now, std::span<const venues::Charge> charges);

  [[nodiscard]] std::vector<PoolStatistics> statistics() const;

 private:
  struct Counted {
    venues::Pool pool;
    std::vector<SlidingWindow> windows;
    std::uint64_t requests = 0;
    double weight = 0;
    std::uint64_t refused = 0;
    void take(Instant now, double taken);
  };
  struct Share {
    Counted* pool;
    double weight;
  };
  [[nodiscard]] Counted& find(std::string_view pool);
  // What a request takes from each pool that it is charged to.
  [[nodiscard]] std::vector<Share> shares(std::span<const venues::Charge> charges);

  std::vector<Counted> pools_;
};

}  // namespace perpscope::sim
