#include "charts/bar_plottable.h"

#include "charts/image_buffer.h"

namespace perpscope::ui {
namespace {

// Bars narrower than this are drawn by columns of pixels.
constexpr double kNarrow = 1.0;
// From this width on bars leave a gap, of this share of their width.
constexpr double kWide = 3.0;
constexpr double kGap = 0.2;

}  // namespace

struct BarPlottable::View {
  int left;  // pixels
  int right;
  double lower;  // seconds at the left
  double per_second;

  [[nodiscard]] double pixelAt(Time t) const { return left + (secondsOf(t) - lower) * per_second; }
  [[nodiscard]] Time timeAt(double x) const { return timeOfSeconds(lower + (x - left) / per_second); }
};

Body bodyOf(const Slot& slot) {
  int left = qRound(slot.left);
  int right = qRound(slot.right);
  if (slot.width() >= kWide) {
    const int gap = std::max(1, static_cast<int>(slot.width() * kGap));
    left += gap / 2;
    right -= gap - gap / 2;
    if ((right - left) % 2 == 0 && right - left > 2) --right;
  }
  return {static_cast<double>(left), static_cast<double>(right), left + std::floor((right - left) / 2.0)};
}

BarPlottable::BarPlottable(QCPAxis* key, QCPAxis* value) : QCPAbstractPlottable(key, value) {
  setAntialiased(false);
  setAntialiasedFill(false);
  setSelectable(QCP::stNone);
  removeFromLegend();
}

QCPRange BarPlottable::getKeyRange(bool& found, QCP::SignDomain) const {
  found = grid_.size > 0;
  return found ? QCPRange(secondsOf(grid_.open(0)), secondsOf(grid_.open(grid_.size))) : QCPRange();
}

QCPRange BarPlottable::getValueRange(bool& found, QCP::SignDomain, const QCPRange&) const {
  const auto all = drawnExtent(0, grid_.size);
  found = !all.empty();
  return found ? QCPRange(all.min, all.max) : QCPRange();
}

Summary BarPlottable::drawnExtent(std::size_t first, std::size_t last) const {
  const auto range = extent(first, last);
  return {placed(range.min), placed(range.max), placed(range.first), placed(range.last)};
}

std::vector<Slot> BarPlottable::slotsInView() const {
  if (grid_.size == 0) return {};
  const QCPRange keys = mKeyAxis->range();
  const QRect rect = plotRect();
  const View view{rect.left(), rect.right(), keys.lower, rect.width() / keys.size()};
  if (!(view.per_second > 0) || !std::isfinite(view.per_second)) return {};
  const double bar_width = secondsOf(Time{nominalLength(grid_.interval)}) * view.per_second;
  return bar_width >= kNarrow ? barSlots(view) : columnSlots(view, 1 / bar_width);
}

std::size_t BarPlottable::clamped(std::int64_t bar) const {
  return static_cast<std::size_t>(std::clamp<std::int64_t>(bar, 0, static_cast<std::int64_t>(grid_.size)));
}

std::vector<Slot> BarPlottable::barSlots(const View& view) const {
  const std::size_t first = clamped(grid_.indexOf(view.timeAt(view.left)) - 1);
  const std::size_t last = clamped(grid_.indexOf(view.timeAt(view.right + 1.0)) + 2);
  std::vector<Slot> found;
  if (first >= last) return found;
  found.reserve(last - first);
  double left = view.pixelAt(grid_.open(first));
  for (std::size_t bar = first; bar < last; ++bar) {
    const double right = view.pixelAt(grid_.end(bar));
    found.push_back({left, right, bar, bar + 1});
    left = right;
  }
  return found;
}

std::vector<Slot> BarPlottable::columnSlots(const View& view, double bars_per_column) const {
  // Borders between columns fall on multiples of what blocks have summaries of, at most an eighth of a column
  // away from where they belong: nobody sees that, and each summary is found in a few steps.
  std::size_t step = 1;
  while (step < SeriesBlock::kSize && static_cast<double>(step * SeriesBlock::kFan) <= bars_per_column / 4)
    step *= SeriesBlock::kFan;
  // The first bar that opens at or after x.
  const auto opensFrom = [&](double x) {
    const auto bar = clamped(grid_.indexOf(view.timeAt(x) - Milliseconds{1}) + 1);
    return bar == grid_.size ? bar : std::min(grid_.size, (bar + step / 2) / step * step);
  };
  std::vector<Slot> found;
  found.reserve(static_cast<std::size_t>(std::max(0, view.right - view.left + 1)));
  std::size_t from = opensFrom(view.left);
  for (int x = view.left; x <= view.right; ++x) {
    const std::size_t to = opensFrom(x + 1.0);
    if (to > from) found.push_back({static_cast<double>(x), x + 1.0, from, to});
    from = to;
  }
  return found;
}

void RectBatch::add(double left, double right, double top, double bottom) {
  // Far outside the pane an int would overflow.
  static constexpr double kFarAway = 30'000;
  const auto whole = [](double v) { return qRound(std::clamp(v, -kFarAway, kFarAway)); };
  if (top > bottom) std::swap(top, bottom);
  const int x = whole(left);
  const int y = whole(top);
  const QRect rect(x, y, std::max(1, whole(right) - x), std::max(1, whole(bottom) - y));
  // Columns of the same height are one rectangle: long runs are filled row by row.
  if (!rects_.empty() && rects_.back().right() + 1 == x && rects_.back().top() == y &&
      rects_.back().height() == rect.height())
    rects_.back().setRight(rect.right());
  else
    rects_.push_back(rect);
}

void RectBatch::draw(QCPPainter* painter, const QRect& clip) const {
  fillRects(*painter, rects_, clip, colour_);
}

ShadedBatch::ShadedBatch(const QColor& colour, double faintest, int steps) {
  for (int step = 1; step <= steps; ++step) {
    QColor shade = colour;
    shade.setAlphaF(static_cast<float>(colour.alphaF() * (faintest + (1 - faintest) * step / steps)));
    steps_.emplace_back(shade);
  }
}

void ShadedBatch::add(double share, double left, double right, double top, double bottom) {
  const auto steps = static_cast<double>(steps_.size());
  const auto step = static_cast<std::size_t>(std::clamp(std::ceil(share * steps), 1.0, steps)) - 1;
  steps_[step].add(left, right, top, bottom);
}

void ShadedBatch::draw(QCPPainter* painter, const QRect& clip) const {
  for (const auto& step : steps_) step.draw(painter, clip);
}

}  // namespace perpscope::ui
