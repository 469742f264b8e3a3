// The last N defined values, in a ring.
#pragma once

#include <cstddef>
#include <vector>

namespace perpscope::indicators {

class Window {
 public:
  explicit Window(std::size_t length) : values_(length) {}

  // Takes a value in; the one it pushes out, or 0 while the window fills.
  double push(double value) {
    const double leaving = full() ? values_[next_] : 0.0;
    values_[next_] = value;
    next_ = next_ + 1 == values_.size() ? 0 : next_ + 1;
    count_ += full() ? 0 : 1;
    return leaving;
  }
  [[nodiscard]] bool full() const { return count_ == values_.size(); }
  [[nodiscard]] std::size_t length() const { return values_.size(); }
  [[nodiscard]] std::size_t count() const { return count_; }
  // In no particular order.
  [[nodiscard]] const double* begin() const { return values_.data(); }
  [[nodiscard]] const double* end() const { return values_.data() + count_; }
  // True once per window length: the ring came round to its start.
  [[nodiscard]] bool cameRound() const { return next_ == 0; }

 private:
  std::vector<double> values_;
  std::size_t next_ = 0;
  std::size_t count_ = 0;
};

}  // namespace perpscope::indicators
