#include "market/blocks.h"

namespace perpscope {

void Summary::add(const Summary& later) {
  if (later.empty()) return;
  if (empty()) {
    *this = later;
    return;
  }
  min = std::min(min, later.min);
  max = std::max(max, later.max);
  last = later.last;
}

SeriesBlock::SeriesBlock(std::span<const double> values) : values_(values.begin(), values.end()) {
  std::vector<Summary> below;
  below.reserve(values_.size());
  for (const double value : values_) below.push_back(Summary::of(value));
  for (auto& level : levels_) {
    level.resize((below.size() + kFan - 1) / kFan);
    for (std::size_t i = 0; i < below.size(); ++i) level[i / kFan].add(below[i]);
    below = level;
  }
}

Summary SeriesBlock::summary(std::size_t first, std::size_t last) const {
  Summary sum;
  while (first < last) {
    std::size_t width = 1;
    std::size_t level = 0;
    while (level < kLevels && first % (width * kFan) == 0 && first + width * kFan <= last) {
      width *= kFan;
      ++level;
    }
    sum.add(level == 0 ? Summary::of(values_[first]) : levels_[level - 1][first / width]);
    first += width;
  }
  return sum;
}

BlockSeries BlockSeries::of(std::span<const double> values) {
  BlockSeries series;
  series.append(values);
  return series;
}

void BlockSeries::append(std::span<const double> values) {
  while (!values.empty()) {
    const auto part = values.first(std::min(values.size(), SeriesBlock::kSize));
    blocks_.push_back(std::make_shared<const SeriesBlock>(part));
    size_ += part.size();
    values = values.subspan(part.size());
  }
}

Summary BlockSeries::summary(std::size_t first, std::size_t last) const {
  Summary sum;
  last = std::min(last, size_);
  while (first < last) {
    const auto& block = *blocks_[first / SeriesBlock::kSize];
    const auto start = first % SeriesBlock::kSize;
    const auto end = std::min(block.values().size(), start + (last - first));
    if (start == 0 && end == block.values().size())
      sum.add(block.whole());
    else
      sum.add(block.summary(start, end));
    first += end - start;
  }
  return sum;
}

BlockSeries BlockSeries::withTail(std::size_t keep, std::span<const double> tail) const {
  keep = std::min(keep, size_);
  const auto whole = keep / SeriesBlock::kSize;
  BlockSeries series;
  series.blocks_.assign(blocks_.begin(), blocks_.begin() + static_cast<std::ptrdiff_t>(whole));
  series.size_ = whole * SeriesBlock::kSize;
  std::vector<double> open;
  for (std::size_t i = series.size_; i < keep; ++i) open.push_back((*this)[i]);
  open.insert(open.end(), tail.begin(), tail.end());
  series.append(open);
  return series;
}

}  // namespace perpscope
