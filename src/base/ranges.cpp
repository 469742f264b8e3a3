#include "base/ranges.h"

#include <algorithm>

namespace perpscope {

std::vector<TimeRange> merged(std::vector<TimeRange> ranges) {
  std::erase_if(ranges, [](const TimeRange& range) { return range.empty(); });
  std::ranges::sort(ranges, {}, &TimeRange::from);
  std::vector<TimeRange> out;
  for (const auto& range : ranges) {
    if (out.empty() || out.back().to < range.from)
      out.push_back(range);
    else
      out.back().to = std::max(out.back().to, range.to);
  }
  return out;
}

std::vector<TimeRange> without(std::span<const TimeRange> ranges, const TimeRange& cut) {
  std::vector<TimeRange> left;
  if (cut.empty()) {
    left.assign(ranges.begin(), ranges.end());
    return left;
  }
  for (const auto& range : ranges) {
    const TimeRange before{range.from, std::min(range.to, cut.from)};
    const TimeRange after{std::max(range.from, cut.to), range.to};
    for (const auto& part : {before, after})
      if (!part.empty()) left.push_back(part);
  }
  return left;
}

std::vector<TimeRange> without(std::vector<TimeRange> ranges, std::span<const TimeRange> cuts) {
  for (const auto& cut : cuts) ranges = without(ranges, cut);
  return ranges;
}

std::vector<TimeRange> within(std::span<const TimeRange> ranges, const TimeRange& bounds) {
  std::vector<TimeRange> inside;
  for (const auto& range : ranges) {
    const TimeRange part{std::max(range.from, bounds.from), std::min(range.to, bounds.to)};
    if (!part.empty()) inside.push_back(part);
  }
  return inside;
}

}  // namespace perpscope
