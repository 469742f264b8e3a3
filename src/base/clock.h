// The only place that asks the machine what time it is.
#pragma once

#include "base/time.h"

namespace perpscope {

class Clock {
 public:
  Clock() = default;
  Clock(const Clock&) = delete;
  Clock& operator=(const Clock&) = delete;
  virtual ~Clock() = default;
  [[nodiscard]] virtual Time now() const = 0;
};

class SystemClock final : public Clock {
 public:
  [[nodiscard]] Time now() const override {
    return std::chrono::time_point_cast<Milliseconds>(std::chrono::system_clock::now());
  }
};

// Stands still until told otherwise. Not for use from several threads.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(Time now) : now_(now) {}
  [[nodiscard]] Time now() const override { return now_; }
  void set(Time now) { now_ = now; }
  void advance(Milliseconds by) { now_ += by; }

 private:
  Time now_;
};

}  // namespace perpscope
