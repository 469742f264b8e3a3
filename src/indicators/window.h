// The last N values, in a ring.
#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

namespace perpscope::indicators {

class Window {
 public:
  // A length of 0 counts as 1.
  explicit Window(std::size_t length) : values_(std::max<std::size_t>(length, 1)) {}

  // Takes a value in; the one it pushes out, or 0 while the window fills.
  double push(double value) {
    const double leaving = full() ? values_[next_] : 0.0;
    values_[next_] = value;
    next_ = next_ + 1 == values_.size() ? 0 : next_ + 1;
    count_ += full() ? 0 : 1;
    return leaving;
  }
  void clear() { next_ = count_ = 0; }
  [[nodiscard]] bool full() const { return count_ == values_.size(); }
  [[nodiscard]] std::size_t length() const { return values_.size(); }
  [[nodiscard]] std::size_t count() const { return count_; }
  // What the next push will push out. The window must be full.
  [[nodiscard]] double oldest() const { return values_[next_]; }
  // Where the next push will put its value.
  [[nodiscard]] std::size_t slot() const { return next_; }
  // f(value), oldest first. The window must be full.
  template <class F>
  void forEach(F f) const {
    for (std::size_t i = next_; i < values_.size(); ++i) f(values_[i]);
    for (std::size_t i = 0; i < next_; ++i) f(values_[i]);
  }
  // In the order of their slots.
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
