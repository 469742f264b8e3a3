#include "feed/plan.h"

#include <algorithm>

#include "base/ranges.h"

namespace perpscope::feed {
namespace {

Interval gridOf(const Need& need) { return need.offer->data == DataKind::Funding ? Interval::H1 : need.step; }

Time floored(Time t, Interval grid) { return barOpen(barNumber(t, grid), grid); }
Time ceiled(Time t, Interval grid) { return floored(t + nominalLength(grid) - Milliseconds{1}, grid); }

// The usual settlements are eight hours apart.
Milliseconds refreshed(const Need& need) {
  return kRefreshed * (need.offer->data == DataKind::Funding ? 8 * kHour : nominalLength(need.step));
}

}  // namespace

Time closedBefore(const Need& need, Time now) {
  // A sample or settlement stamped `now` exactly is there; a bar that opens then is not.
  const auto grid = gridOf(need);
  return need.offer->data == DataKind::Bars ? floored(now, grid) : floored(now, grid) + nominalLength(grid);
}

std::vector<TimeRange> missing(const Need& need, const Bounds& bounds, const Known& known) {
  const auto grid = gridOf(need);
  const auto oldest = need.offer->reach.oldest(nominalLength(need.step), bounds.now + kReachMargin);
  const Time from = std::max({bounds.range.from, oldest, Time{}});
  const Time listed = floored(std::max(bounds.listed.value_or(Time{}), Time{}), grid);
  const Time to = std::min(bounds.range.to, bounds.now + kDay);
  const TimeRange wanted{std::max(ceiled(from, grid), listed),
                         std::min(ceiled(to, grid), closedBefore(need, bounds.now))};
  const TimeRange settled{Time::min(), closedBefore(need, bounds.now) - refreshed(need)};
  const auto answered = within(known.covered, settled);
  auto todo = without(std::vector{wanted}, answered);
  std::ranges::move(within(within(known.holes, settled), wanted), std::back_inserter(todo));
  for (auto& range : todo) range = {floored(range.from, grid), ceiled(range.to, grid)};
  return merged(std::move(todo));
}

std::vector<TimeRange> pagesFor(const Need& need, std::span<const TimeRange> missing) {
  std::vector<TimeRange> pages;
  for (auto range : missing) {
    // What the page before reaches too is in it already.
    if (!pages.empty()) {
      const auto whole = venues::pages(*need.offer, need.step, {pages.back().from, range.to}).front();
      if (whole.to > range.from) {
        pages.back().to = std::min(whole.to, range.to);
        range.from = pages.back().to;
      }
    }
    for (const auto& page : venues::pages(*need.offer, need.step, range)) pages.push_back(page);
  }
  return pages;
}

std::vector<TimeRange> emptyIn(TimeRange answered, std::span<const Time> stamps, Milliseconds step) {
  std::vector<TimeRange> empty;
  Time next = answered.from;
  for (const auto stamp : stamps) {
    if (stamp - next >= step) empty.push_back({next, stamp});
    next = std::max(next, stamp + step);
  }
  if (answered.to - next >= step) empty.push_back({next, answered.to});
  return merged(std::move(empty));
}

}  // namespace perpscope::feed
