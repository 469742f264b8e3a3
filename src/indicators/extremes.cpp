#include "indicators/extremes.h"

#include <array>

#include "indicators/clones.h"

namespace perpscope::indicators {
namespace {

// In lanes, for vectors to hold them.
PERPSCOPE_ALSO_AVX2
double largestOf(const double* values, std::size_t count, double lowest) {
  std::array<double, 8> lanes{};
  lanes.fill(lowest);
  std::size_t i = 0;
  for (; i + lanes.size() <= count; i += lanes.size())
    for (std::size_t lane = 0; lane < lanes.size(); ++lane)
      lanes[lane] = std::max(lanes[lane], values[i + lane]);
  double largest = lowest;
  for (; i < count; ++i) largest = std::max(largest, values[i]);
  for (const double lane : lanes) largest = std::max(largest, lane);
  return largest;
}

}  // namespace

Highest::Highest(std::size_t length)
    : short_(length <= kShort), recent_(short_ ? length : 1), queue_(short_ ? 0 : length) {}

double Highest::largest() const { return largestOf(recent_.begin(), recent_.count(), kLowest); }

std::size_t Highest::at(std::size_t place) const {
  const std::size_t i = first_ + place;
  return i < queue_.size() ? i : i - queue_.size();
}

void Highest::dropWhatLeaves() {
  if (size_ == 0 || queue_[first_].bar + queue_.size() > bars_) return;
  first_ = at(1);
  --size_;
}

void Highest::add(double x) {
  while (size_ > 0 && queue_[at(size_ - 1)].value <= x) --size_;
  queue_[at(size_)] = {x, bars_};
  ++size_;
}

double Highest::pushLong(double x) {
  dropWhatLeaves();
  if (!na(x)) add(x);
  ++bars_;
  return bars_ >= queue_.size() && size_ > 0 ? queue_[first_].value : kNa;
}

}  // namespace perpscope::indicators
