// Pieces of which studies are made: small states, all copyable.
#pragma once

#include "base/quantity.h"
#include "indicators/deviation.h"
#include "studies/bars.h"
#include "studies/compare.h"

namespace perpscope::studies {

// z(x, n), which is 0 where the window is flat: stdev at most 1e-12 of the mean's size.
class GuardedZscore {
 public:
  explicit GuardedZscore(int length) : zscore_(static_cast<std::size_t>(length)) {}
  double push(double x) {
    const double z = zscore_.push(x);
    if (isMissing(x) || isMissing(zscore_.mean())) return kMissing;
    return zscore_.stdev() <= 1e-12 * std::abs(zscore_.mean()) ? 0.0 : z;
  }
  // Of the last push.
  [[nodiscard]] double mean() const { return zscore_.mean(); }
  [[nodiscard]] double stdev() const { return zscore_.stdev(); }

 private:
  indicators::Zscore zscore_;
};

// z of each bar, with mean and deviation of its window.
inline void pushWithMean(GuardedZscore& zscore, Column z, Column mean, Values x) {
  for (std::size_t bar = 0; bar < x.size(); ++bar) {
    z[bar] = zscore.push(x[bar]);
    mean[bar] = zscore.mean();
  }
}

inline double asCondition(bool holds) { return holds ? 1.0 : 0.0; }

// A premium for a reader who wants it the other way round.
inline constexpr auto kTurned = [](double premium) { return 0.0 - premium; };

// What can start afresh. Copies share the beginning, for a preview copies a study with every tick.
template <class Running>
class Restartable {
 public:
  explicit Restartable(Running fresh)
      : fresh_(std::make_shared<const Running>(std::move(fresh))), now_(*fresh_) {}
  void restart() { now_ = *fresh_; }
  Running* operator->() { return &now_; }
  Running& operator*() { return now_; }

 private:
  std::shared_ptr<const Running> fresh_;
  Running now_;
};

// Watches for holes: a study's state starts afresh after one of more than `reset_after` bars.
class HoleGuard {
 public:
  explicit HoleGuard(int reset_after) : reset_after_(reset_after) {}
  // on_bars(first, bars, afresh) for each stretch of bars on which the main series has a value: `afresh` on
  // the first after too long a hole. on_hole(first, bars) for the holes. Called for all bars in their order.
  template <class OnBars, class OnHole>
  void split(Values main, OnBars on_bars, OnHole on_hole) {
    eachStretch(main, [&](std::size_t first, std::size_t bars, bool missing) {
      if (missing) {
        holes_ += static_cast<int>(bars);
        return on_hole(first, bars);
      }
      const bool afresh = seen_ && holes_ > reset_after_;
      holes_ = 0;
      seen_ = true;
      on_bars(first, bars, afresh);
    });
  }

 private:
  int reset_after_;
  int holes_ = 0;
  bool seen_ = false;
};

// The bar on which a series changes its sign; 0 counts as up. A missing value changes nothing.
class Flip {
 public:
  void push(Values values, Column up, Column down) {
    for (std::size_t bar = 0; bar < values.size(); ++bar) {
      const bool known = !isMissing(values[bar]);
      const bool is_up = atLeast(values[bar], 0);
      // Which side comes is as good as random: nothing here is a branch.
      up[bar] = asCondition(seen_ & is_up & !was_up_);
      down[bar] = asCondition(seen_ & known & !is_up & was_up_);
      was_up_ = known ? is_up : was_up_;
      seen_ |= known;
    }
  }

 private:
  bool was_up_ = false;
  bool seen_ = false;
};

}  // namespace perpscope::studies
