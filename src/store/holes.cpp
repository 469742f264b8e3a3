#include "store/holes.h"

#include <algorithm>

#include "base/ranges.h"

namespace perpscope::store {
void HoleFinder::visit(Time time, Milliseconds step) {
  if (last_) {
    const auto longer = std::max(step, step_);
    if (time - *last_ >= longer + longer / 2) holes_.push_back({*last_ + step_, time});
  }
  last_ = time;
  step_ = step;
}

std::vector<TimeRange> withoutKnownEmpty(std::vector<TimeRange> holes, std::span<const Coverage> coverage) {
  for (const auto& covered : coverage)
    if (covered.known_empty && !holes.empty()) holes = without(holes, covered.range);
  return holes;
}

}  // namespace perpscope::store
