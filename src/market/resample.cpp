#include "market/resample.h"

namespace perpscope {
namespace {

// The sub-bars [first, last) of one bar.
struct Span {
  std::size_t first;
  std::size_t last;
  bool whole_tail;  // the sub-bar that ends with the bar lies inside the small grid
};

Span subBars(const Grid& small, const Grid& large, std::size_t bar) {
  const auto limit = static_cast<std::int64_t>(small.size);
  const auto first = std::clamp<std::int64_t>(small.indexOf(large.open(bar)), 0, limit);
  const auto last = small.indexOf(large.end(bar) - Milliseconds{1}) + 1;
  return {static_cast<std::size_t>(first),
          static_cast<std::size_t>(std::clamp<std::int64_t>(last, first, limit)), last <= limit};
}

class BarBuilder {
 public:
  BarBuilder(const GridCandles& small, GridCandles& large) : small_(small), large_(large) {}

  void build(std::size_t bar, const Span& span, bool running) {
    const auto first = nextPresent(span.first, span.last);
    if (first == span.last) return;
    large_.present[bar] = 1;
    copy(CandleField::Open, bar, first);
    if (const auto closing = closingBar(span, running)) copy(CandleField::Close, bar, *closing);
    fold(CandleField::High, bar, span, [](double a, double b) { return std::max(a, b); });
    fold(CandleField::Low, bar, span, [](double a, double b) { return std::min(a, b); });
    fold(CandleField::Volume, bar, span, [](double a, double b) { return a + b; });
  }

 private:
  [[nodiscard]] std::size_t nextPresent(std::size_t i, std::size_t end) const {
    while (i < end && small_.present[i] == 0) ++i;
    return i;
  }

  [[nodiscard]] std::optional<std::size_t> closingBar(const Span& span, bool running) const {
    std::size_t i = span.last;
    if (!running) return span.whole_tail && small_.present[i - 1] != 0 ? std::optional(i - 1) : std::nullopt;
    while (small_.present[i - 1] == 0) --i;
    return i - 1;
  }

  void copy(CandleField field, std::size_t to, std::size_t from) {
    if (!large_[field].empty()) large_[field][to] = small_[field][from];
  }

  template <class Combine>
  void fold(CandleField field, std::size_t bar, const Span& span, Combine combine) {
    if (large_[field].empty()) return;
    double sum = kMissing;
    for (std::size_t i = span.first; i < span.last; ++i) {
      const double value = small_[field][i];
      if (!isMissing(value)) sum = isMissing(sum) ? value : combine(sum, value);
    }
    large_[field][bar] = sum;
  }

  const GridCandles& small_;
  GridCandles& large_;
};

CandleFields fieldsOf(const GridCandles& candles) {
  CandleFields fields;
  for (const auto field :
       {CandleField::Open, CandleField::High, CandleField::Low, CandleField::Close, CandleField::Volume})
    if (!candles[field].empty()) fields = fields.with(field);
  return fields;
}

}  // namespace

GridCandles::GridCandles(const Grid& on, CandleFields fields) : grid(on), present(on.size, 0) {
  for (std::size_t f = 0; f < kCandleFields; ++f)
    if (fields.has(static_cast<CandleField>(f))) values[f].assign(on.size, kMissing);
}

GridCandles resample(const GridCandles& small, const Grid& large, Time now) {
  GridCandles out(large, fieldsOf(small));
  BarBuilder builder(small, out);
  for (std::size_t bar = 0; bar < large.size; ++bar)
    builder.build(bar, subBars(small.grid, large, bar), large.end(bar) > now);
  return out;
}

}  // namespace perpscope
