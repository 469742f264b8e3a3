// Pieces of which studies are made: small states, all copyable.
#pragma once

#include "base/quantity.h"
#include "indicators/deviation.h"
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

// Watches for holes: a study's state starts afresh after one of more than `reset_after` bars.
class HoleGuard {
 public:
  explicit HoleGuard(int reset_after) : reset_after_(reset_after) {}
  // Called for every bar. True on a bar that is the first after too long a hole.
  bool startsAfresh(bool hole) {
    if (hole) {
      ++holes_;
      return false;
    }
    const bool afresh = seen_ && holes_ > reset_after_;
    holes_ = 0;
    seen_ = true;
    return afresh;
  }

 private:
  int reset_after_;
  int holes_ = 0;
  bool seen_ = false;
};

inline double asCondition(bool holds) { return holds ? 1.0 : 0.0; }

// The bar on which a series changes its sign; 0 counts as up. A missing value changes nothing.
class Flip {
 public:
  void push(double x, double& up, double& down) {
    up = down = 0;
    if (isMissing(x)) return;
    const bool is_up = atLeast(x, 0);
    up = asCondition(seen_ && is_up && !was_up_);
    down = asCondition(seen_ && !is_up && was_up_);
    was_up_ = is_up;
    seen_ = true;
  }

 private:
  bool was_up_ = false;
  bool seen_ = false;
};

}  // namespace perpscope::studies
