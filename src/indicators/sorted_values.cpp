#include "indicators/sorted_values.h"

#include <limits>

#include "indicators/clones.h"

namespace perpscope::indicators {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr std::size_t kVector = 4;
constexpr std::size_t kBlock = 32;
static_assert(kBlock % kVector == 0);

// `to` becomes `from` without `leaving` and with `entering`, in one pass and without a branch. Without the
// leaving value each place holds its own value or, from that place on, its right neighbour's; and of an
// ordered row each place of the row with one value more holds that value clamped between the place's left
// neighbour and itself. from[-1] and to[-1] exist, and so does from[count].
PERPSCOPE_ALSO_AVX2
void replaceInto(double* __restrict to, const double* __restrict from, std::size_t count, double leaving,
                 double entering) {
  for (std::size_t i = 0; i < count; ++i) {
    const double left = *(from + i - 1);
    const double here = from[i];
    const double right = from[i + 1];
    const double low = left < leaving ? left : here;
    const double high = here < leaving ? here : right;
    to[i] = std::max(low, std::min(high, entering));
  }
}

// How many of an ordered row are below x. First the blocks that lie below it as a whole, by their last
// values, then those of the block in which it falls: nothing has to be guessed, as in a binary search.
PERPSCOPE_ALSO_AVX2
std::size_t countBelow(const double* ordered, std::size_t blocks, double x) {
  std::int64_t whole = 0;
  for (std::size_t block = 0; block + 1 < blocks; ++block)
    whole += ordered[block * kBlock + kBlock - 1] < x ? 1 : 0;
  const double* last = ordered + whole * kBlock;
  std::int64_t below = 0;
  for (std::size_t i = 0; i < kBlock; ++i) below += last[i] < x ? 1 : 0;
  return static_cast<std::size_t>(whole * static_cast<std::int64_t>(kBlock) + below);
}

}  // namespace

PERPSCOPE_ALSO_AVX2
std::size_t countUpTo(const double* values, std::size_t count, double x, double tolerance) {
  std::int64_t found = 0;
  for (std::size_t i = 0; i < count; ++i) found += values[i] - x <= tolerance ? 1 : 0;
  return static_cast<std::size_t>(found);
}

SortedValues::SortedValues(std::size_t room)
    : few_(room <= kFew),
      vectors_((room + kVector - 1) / kVector),
      blocks_((room + kBlock - 1) / kBlock),
      values_(1 + blocks_ * kBlock + 1, kInfinity),
      spare_(few_ ? values_.size() : 0, kInfinity) {
  values_.front() = -kInfinity;
  if (few_) spare_.front() = -kInfinity;
}

double* SortedValues::placeOf(double x) {
  double* first = values_.data() + 1;
  return blocks_ == 0 ? first : first + countBelow(first, blocks_, x);
}

void SortedValues::insert(double x) {
  double* to = placeOf(x);
  std::copy_backward(to, values_.data() + 1 + count_, values_.data() + 2 + count_);
  *to = x;
  ++count_;
}

void SortedValues::erase(double leaving) {
  double* from = placeOf(leaving);
  std::copy(from + 1, values_.data() + 1 + count_, from);
  --count_;
  values_[1 + count_] = kInfinity;
}

void SortedValues::replace(double leaving, double x) {
  if (few_) {
    replaceInto(spare_.data() + 1, values_.data() + 1, vectors_ * kVector, leaving, x);
    return values_.swap(spare_);
  }
  // Only what lies between the two places moves.
  double* from = placeOf(leaving);
  double* to = placeOf(x);
  if (to > from) {
    std::copy(from + 1, to, from);
    *(to - 1) = x;
  } else {
    std::copy_backward(to, from, from + 1);
    *to = x;
  }
}

}  // namespace perpscope::indicators
