// The exchanges' clock: begins at a time of its own, and runs as fast as it is told to.
#pragma once

#include "base/clock.h"

namespace perpscope::sim {

class RunningClock final : public Clock {
 public:
  // `real` outlives it; a speed of 0 stands still. Safe from several threads where `real` is.
  RunningClock(const Clock& real, Time start, double speed)
      : real_(real), began_(real.now()), start_(start), speed_(speed) {}

  [[nodiscard]] Time now() const override {
    const auto passed = static_cast<double>((real_.now() - began_).count());
    return start_ + Milliseconds{static_cast<std::int64_t>(passed * speed_)};
  }

 private:
  const Clock& real_;
  Time began_;
  Time start_;
  double speed_;
};

}  // namespace perpscope::sim
