#include "market/blocks.h"

#include <bit>

namespace perpscope {
namespace {

constexpr std::size_t kFanBits = 3;
static_assert(std::size_t{1} << kFanBits == SeriesBlock::kFan);

std::shared_ptr<const SeriesBlock> constantBlock(double value) {
  return std::make_shared<const SeriesBlock>(std::vector<double>(SeriesBlock::kSize, value));
}

// Years of minutes before a market's first row are holes, and most conditions hold nearly never: all series
// share one block of nothing but holes, zeros or ones.
std::shared_ptr<const SeriesBlock> blockOf(std::span<const double> values) {
  static const std::array kConstant{constantBlock(kMissing), constantBlock(0), constantBlock(1)};
  const auto same = [first = std::bit_cast<std::uint64_t>(values.front())](double value) {
    return std::bit_cast<std::uint64_t>(value) == first;
  };
  if (values.size() == SeriesBlock::kSize && std::ranges::all_of(values, same))
    for (const auto& block : kConstant)
      if (same(block->values().front())) return block;
  return std::make_shared<const SeriesBlock>(values);
}

}  // namespace

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
    // The largest stretch with a summary of its own that starts here and ends in time.
    const auto fits = static_cast<std::size_t>(std::bit_width(last - first) - 1) / kFanBits;
    const auto starts = first == 0 ? kLevels : static_cast<std::size_t>(std::countr_zero(first)) / kFanBits;
    const auto level = std::min({fits, starts, kLevels});
    const auto bits = level * kFanBits;
    sum.add(level == 0 ? Summary::of(values_[first]) : levels_[level - 1][first >> bits]);
    first += std::size_t{1} << bits;
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
    blocks_.push_back(blockOf(part));
    Summary whole;
    for (std::size_t i = 0; i < part.size(); i += kPiece) {
      pieces_.push_back(blocks_.back()->summary(i, std::min(i + kPiece, part.size())));
      whole.add(pieces_.back());
    }
    wholes_.push_back(whole);
    size_ += part.size();
    values = values.subspan(part.size());
  }
}

std::size_t BlockSeries::firstValue() const {
  const auto block = std::ranges::find_if_not(wholes_, &Summary::empty);
  auto at = static_cast<std::size_t>(block - wholes_.begin()) * SeriesBlock::kSize;
  while (at < size_ && isMissing((*this)[at])) ++at;
  return std::min(at, size_);
}

std::size_t BlockSeries::lastValue() const {
  auto blocks = wholes_.size();
  while (blocks > 0 && wholes_[blocks - 1].empty()) --blocks;
  if (blocks == 0) return size_;
  auto at = std::min(blocks * SeriesBlock::kSize, size_) - 1;
  while (isMissing((*this)[at])) --at;
  return at;
}

Summary BlockSeries::summary(std::size_t first, std::size_t last) const {
  Summary sum;
  last = std::min(last, size_);
  while (first < last) {
    if (reaches(first, SeriesBlock::kSize, last)) {
      sum.add(wholes_[first / SeriesBlock::kSize]);
      first += SeriesBlock::kSize;
    } else if (reaches(first, kPiece, last)) {
      sum.add(pieces_[first / kPiece]);
      first += kPiece;
    } else {
      const auto start = first % SeriesBlock::kSize;
      const auto length = std::min(last - first, kPiece - first % kPiece);
      sum.add(blocks_[first / SeriesBlock::kSize]->summary(start, start + length));
      first += length;
    }
  }
  return sum;
}

BlockSeries BlockSeries::withTail(std::size_t keep, std::span<const double> tail) const {
  keep = std::min(keep, size_);
  const auto whole = keep / SeriesBlock::kSize;
  BlockSeries series;
  series.blocks_.assign(blocks_.begin(), blocks_.begin() + static_cast<std::ptrdiff_t>(whole));
  const auto pieces = static_cast<std::ptrdiff_t>(whole * (SeriesBlock::kSize / kPiece));
  series.pieces_.assign(pieces_.begin(), pieces_.begin() + pieces);
  series.wholes_.assign(wholes_.begin(), wholes_.begin() + static_cast<std::ptrdiff_t>(whole));
  series.size_ = whole * SeriesBlock::kSize;
  std::vector<double> open;
  for (std::size_t i = series.size_; i < keep; ++i) open.push_back((*this)[i]);
  open.insert(open.end(), tail.begin(), tail.end());
  series.append(open);
  return series;
}

}  // namespace perpscope
