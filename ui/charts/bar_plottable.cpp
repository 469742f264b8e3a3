#include "charts/bar_plottable.h"

namespace perpscope::ui {
namespace {

// Bars narrower than this are drawn by columns of pixels.
constexpr double kNarrow = 1.0;

}  // namespace

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
  const auto all = extent(0, grid_.size);
  found = !all.empty();
  return found ? QCPRange(all.min, all.max) : QCPRange();
}

std::vector<Slot> BarPlottable::slotsInView() const {
  std::vector<Slot> found;
  if (grid_.size == 0) return found;
  const QCPRange keys = mKeyAxis->range();
  const QRect rect = plotRect();
  const double per_second = rect.width() / keys.size();
  const auto pixel = [&](Time t) { return rect.left() + (secondsOf(t) - keys.lower) * per_second; };
  const auto limit = static_cast<std::int64_t>(grid_.size);
  const auto clamped = [limit](std::int64_t bar) {
    return static_cast<std::size_t>(std::clamp<std::int64_t>(bar, 0, limit));
  };
  const std::size_t first = clamped(grid_.indexOf(timeOfSeconds(keys.lower)) - 1);
  const std::size_t last = clamped(grid_.indexOf(timeOfSeconds(keys.upper)) + 2);
  if (first >= last) return found;

  if (secondsOf(Time{nominalLength(grid_.interval)}) * per_second >= kNarrow) {
    found.reserve(last - first);
    Time open = grid_.open(first);
    for (std::size_t bar = first; bar < last; ++bar) {
      const Time end = grid_.end(bar);
      found.push_back({pixel(open), pixel(end), bar, bar + 1});
      open = end;
    }
    return found;
  }
  // The bars that open inside each column.
  const auto opensFrom = [&](double x) {
    return clamped(
        grid_.indexOf(timeOfSeconds(keys.lower + (x - rect.left()) / per_second) - Milliseconds{1}) + 1);
  };
  found.reserve(static_cast<std::size_t>(rect.width()));
  std::size_t from = opensFrom(rect.left());
  for (int x = rect.left(); x <= rect.right(); ++x) {
    const std::size_t to = opensFrom(x + 1.0);
    if (to > from) found.push_back({static_cast<double>(x), x + 1.0, from, to});
    from = to;
  }
  return found;
}

void RectBatch::add(double left, double right, double top, double bottom) {
  // Far outside the pane an int would overflow.
  const double far_away = 30'000;
  const auto whole = [far_away](double v) { return static_cast<int>(std::lround(std::clamp(v, -far_away, far_away))); };
  if (top > bottom) std::swap(top, bottom);
  const int x = whole(left);
  const int yy = whole(top);
  rects_.emplace_back(x, yy, std::max(1, whole(right) - x), std::max(1, whole(bottom) - yy));
}

void RectBatch::draw(QCPPainter* painter) const {
  if (rects_.empty()) return;
  painter->setAntialiasing(false);
  painter->setPen(Qt::NoPen);
  painter->setBrush(colour_);
  painter->drawRects(rects_.data(), static_cast<int>(rects_.size()));
}

}  // namespace perpscope::ui
