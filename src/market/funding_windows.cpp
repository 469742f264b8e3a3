#include "market/funding_windows.h"

#include <algorithm>

namespace perpscope {
namespace {

constexpr std::chrono::minutes kUsual{8 * 60};

// The borders that settled rates give, with what is missing between them filled backwards from the later one.
class WindowList {
 public:
  explicit WindowList(TimeRange range) : range_(range) {}

  // Windows that end at `border`, back to the range's start or the last border.
  void settle(Time border, std::chrono::minutes covers) {
    if (covers <= std::chrono::minutes{0}) covers = kUsual;
    const Time least = windows_.empty() ? range_.from : windows_.back().to;
    if (border <= least && !windows_.empty()) return;
    std::vector<FundingWindowSpan> back;
    for (Time to = border; to > least; to -= covers) back.push_back({to - covers, to, covers});
    if (!windows_.empty() && !back.empty()) back.back().from = least;
    windows_.insert(windows_.end(), back.rbegin(), back.rend());
    if (windows_.empty()) windows_.push_back({border - covers, border, covers});
  }

  // The schedule goes on until it is past the range's end.
  std::vector<FundingWindowSpan> take() {
    if (windows_.empty()) settle(std::chrono::floor<std::chrono::days>(range_.from) + kUsual, kUsual);
    while (windows_.back().to <= range_.to) {
      const auto last = windows_.back();
      windows_.push_back({last.to, last.to + last.covers, last.covers});
    }
    std::erase_if(windows_, [this](const auto& window) { return window.to < range_.from; });
    return std::move(windows_);
  }

 private:
  TimeRange range_;
  std::vector<FundingWindowSpan> windows_;
};

// Sums of one window's samples, pushed oldest first.
class WindowMean {
 public:
  void add(double premium) {
    ++count_;
    const auto k = static_cast<double>(count_);
    sum_ += premium;
    weighted_ += k * premium;
  }
  [[nodiscard]] double value(SampleWeights weights) const {
    const auto n = static_cast<double>(count_);
    if (count_ == 0) return kMissing;
    return weights == SampleWeights::Equal ? sum_ / n : weighted_ / (n * (n + 1) / 2);
  }
  [[nodiscard]] std::size_t count() const { return count_; }

 private:
  std::size_t count_ = 0;
  double sum_ = 0;
  double weighted_ = 0;
};

class PremiumWalk {
 public:
  PremiumWalk(const PremiumSamples& samples, std::span<const FundingWindowSpan> windows,
              SampleWeights weights)
      : samples_(samples), windows_(windows), weights_(weights) {
    enter(0);
  }

  // Instants come in order.
  void advance(Time instant) {
    while (at_ + 1 < windows_.size() && window().to < instant) {
      takeUpTo(window().to);
      settled_.push_back({window().to, finished(), mean_.count()});
      enter(at_ + 1);
    }
    takeUpTo(std::min(instant, window().to));
  }

  [[nodiscard]] const FundingWindowSpan& window() const { return windows_[at_]; }
  [[nodiscard]] double valueAt(Time instant) const {
    return instant == window().to ? finished() : mean_.value(weights_);
  }
  [[nodiscard]] std::size_t count() const { return mean_.count(); }
  [[nodiscard]] Time nextSettlement(Time instant) const {
    return instant < window().to ? window().to : window().to + window().covers;
  }

  struct Settled {
    Time at;
    double value;
    std::size_t samples;
  };
  // Of windows that ended in (open, instant], the running one's end included.
  [[nodiscard]] std::vector<Settled> settledAfter(Time open, Time instant) {
    std::erase_if(settled_, [open](const Settled& window) { return window.at <= open; });
    auto all = settled_;
    if (instant == window().to) all.push_back({instant, finished(), mean_.count()});
    return all;
  }

 private:
  void enter(std::size_t window) {
    at_ = window;
    mean_ = {};
    const auto first = samples_.grid.indexOf(windows_[at_].from);
    // A sample belongs to the window that it lies in wholly.
    const auto opens = samples_.grid.size == 0 || first < 0 ? 0 : static_cast<std::size_t>(first);
    next_ = std::max(next_, opens);
    while (next_ < samples_.grid.size && samples_.grid.open(next_) < windows_[at_].from) ++next_;
  }

  void takeUpTo(Time instant) {
    for (; next_ < samples_.grid.size && samples_.grid.end(next_) <= instant; ++next_)
      if (!isMissing(samples_.values[next_])) mean_.add(samples_.values[next_]);
  }

  [[nodiscard]] bool hasSampleAt(Time t) const {
    const auto at = samples_.grid.indexOf(t);
    return samples_.grid.holds(at) && !isMissing(samples_.values[static_cast<std::size_t>(at)]);
  }
  [[nodiscard]] double finished() const {
    const bool whole = hasSampleAt(window().from) && hasSampleAt(window().to - Milliseconds{1});
    return whole ? mean_.value(weights_) : kMissing;
  }

  const PremiumSamples& samples_;
  std::span<const FundingWindowSpan> windows_;
  SampleWeights weights_;
  std::size_t at_ = 0;
  std::size_t next_ = 0;
  WindowMean mean_;
  std::vector<Settled> settled_;
};

struct Bar {
  Time open;
  Time end;
  Time instant;  // what the values are of
};

void writeShort(const PremiumWalk& walk, const Bar& bar, std::size_t at, const FundingFormula& formula,
                GridPremium& out) {
  out.mean[at] = walk.valueAt(bar.instant);
  out.rate_8h[at] = formula.rate(out.mean[at]);
  out.samples[at] = static_cast<double>(walk.count());
}

// While nothing has settled in a running bar, the window that runs speaks for it.
void writeLong(PremiumWalk& walk, const Bar& bar, std::size_t at, const FundingFormula& formula,
               GridPremium& out) {
  const auto settled = walk.settledAfter(bar.open, bar.instant);
  if (settled.empty()) return writeShort(walk, bar, at, formula, out);
  double sum = 0;
  double rates = 0;
  double windows = 0;
  double samples = 0;
  for (const auto& window : settled) {
    if (isMissing(window.value)) continue;
    sum += window.value;
    rates += formula.rate(window.value);
    samples += static_cast<double>(window.samples);
    ++windows;
  }
  out.mean[at] = windows > 0 ? sum / windows : kMissing;
  out.rate_8h[at] = windows > 0 ? rates / windows : kMissing;
  out.samples[at] = samples;
}

}  // namespace

double FundingFormula::rate(double premium) const {
  if (isMissing(premium)) return kMissing;
  return std::clamp(premium + std::clamp(interest - premium, -damp, damp), -cap, cap);
}

std::vector<FundingWindowSpan> fundingWindows(const FundingColumns& settled, TimeRange range) {
  WindowList windows(range);
  for (std::size_t i = 0; i < settled.time.size(); ++i)
    windows.settle(settled.time[i], std::chrono::minutes{settled.interval_min[i]});
  return windows.take();
}

GridPremium alignPremium(const PremiumSamples& samples, std::span<const FundingWindowSpan> windows,
                         const Grid& grid, SampleWeights weights, const FundingFormula& formula, Time now) {
  GridPremium out;
  for (auto* column : {&out.mean, &out.rate_8h, &out.samples, &out.interval_min, &out.until_min})
    column->assign(grid.size, kMissing);
  if (windows.empty()) return out;
  PremiumWalk walk(samples, windows, weights);
  for (std::size_t at = 0; at < grid.size; ++at) {
    const Bar bar{grid.open(at), grid.end(at), std::min(grid.end(at), now)};
    walk.advance(bar.instant);
    const auto& window = walk.window();
    const bool is_long = bar.end - bar.open > window.to - window.from;
    is_long ? writeLong(walk, bar, at, formula, out) : writeShort(walk, bar, at, formula, out);
    out.interval_min[at] = static_cast<double>(window.covers.count());
    out.until_min[at] =
        std::chrono::duration<double, std::ratio<60>>(walk.nextSettlement(bar.instant) - bar.instant).count();
  }
  return out;
}

}  // namespace perpscope
