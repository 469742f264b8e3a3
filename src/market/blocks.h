// A long column that many threads may read and that grows at its end: closed blocks that are shared and never
// change, plus a short open tail. Blocks carry summaries of 8 and 64 values, the series those of 512 and of
// whole blocks, side by side: a summary of a stretch takes a few dozen steps and one more for each 4096
// values, and a picture of five million bars reads memory in order.
#pragma once

#include <algorithm>
#include <array>
#include <memory>
#include <span>
#include <vector>

#include "base/quantity.h"

namespace perpscope {

// What a stretch of values looks like from afar. NaN values count for nothing; all four are NaN where there
// are none.
struct Summary {
  double min = kMissing;
  double max = kMissing;
  double first = kMissing;
  double last = kMissing;

  [[nodiscard]] bool empty() const { return isMissing(min); }
  void add(const Summary& later);
  static Summary of(double value) { return {value, value, value, value}; }
};

class SeriesBlock {
 public:
  static constexpr std::size_t kSize = 4096;
  static constexpr std::size_t kFan = 8;     // each level sums up eight of the level below
  static constexpr std::size_t kLevels = 2;  // 8, 64

  explicit SeriesBlock(std::span<const double> values);  // at most kSize of them

  [[nodiscard]] std::span<const double> values() const { return values_; }
  [[nodiscard]] Summary summary(std::size_t first, std::size_t last) const;

 private:
  std::vector<double> values_;
  std::array<std::vector<Summary>, kLevels> levels_;
};

class BlockSeries {
 public:
  BlockSeries() = default;
  static BlockSeries of(std::span<const double> values);

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] double operator[](std::size_t i) const {
    return blocks_[i / SeriesBlock::kSize]->values()[i % SeriesBlock::kSize];
  }
  // The first and the last value that is no hole; size() where there is none. Skips whole blocks of holes.
  [[nodiscard]] std::size_t firstValue() const;
  [[nodiscard]] std::size_t lastValue() const;
  // Of values [first, last); both are cut to the size.
  [[nodiscard]] Summary summary(std::size_t first, std::size_t last) const;

  // Continues the series. Its size must be a whole number of blocks: what ends in an open tail is final.
  void append(std::span<const double> values);

  // A series that keeps the first `keep` values and continues with `tail`. Whole blocks before `keep` are
  // shared.
  [[nodiscard]] BlockSeries withTail(std::size_t keep, std::span<const double> tail) const;

 private:
  static constexpr std::size_t kPiece = 512;
  // Whether the stretch of `length` values from `at`, cut to the size, lies in [at, last).
  [[nodiscard]] bool reaches(std::size_t at, std::size_t length, std::size_t last) const {
    return at % length == 0 && std::min(at + length, size_) <= last;
  }

  std::vector<std::shared_ptr<const SeriesBlock>> blocks_;  // all full but the last
  std::vector<Summary> pieces_;                             // of each kPiece values
  std::vector<Summary> wholes_;                             // of each block
  std::size_t size_ = 0;
};

}  // namespace perpscope
