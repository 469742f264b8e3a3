#include "indicators/extremes.h"

namespace perpscope::indicators {

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

double Highest::push(double x) {
  dropWhatLeaves();
  if (!na(x)) add(x);
  ++bars_;
  return bars_ >= queue_.size() && size_ > 0 ? queue_[first_].value : kNa;
}

}  // namespace perpscope::indicators
