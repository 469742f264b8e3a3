#include "store/holes.h"

#include <algorithm>

namespace perpscope::store {
namespace {

std::vector<TimeRange> without(std::span<const TimeRange> ranges, const TimeRange& cut) {
  std::vector<TimeRange> left;
  for (const auto& range : ranges) {
    const TimeRange before{range.from, std::min(range.to, cut.from)};
    const TimeRange after{std::max(range.from, cut.to), range.to};
    for (const auto& part : {before, after})
      if (!part.empty()) left.push_back(part);
  }
  return left;
}

}  // namespace

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
