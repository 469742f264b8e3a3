#include <algorithm>

#include "venues/venue.h"

namespace perpscope::venues {

Time Reach::oldest(Milliseconds step, Time now) const {
  Time oldest = since.value_or(Time{});
  if (age) oldest = std::max(oldest, now - *age);
  if (steps) oldest = std::max(oldest, now - step * *steps);
  return oldest;
}

const Offer* offerFor(const Venue& venue, const Instrument& instrument, DataKind data, PriceKind price) {
  const auto fits = [&](const Offer& offer) {
    return offer.kind == instrument.kind && offer.margin == instrument.margin && offer.data == data &&
           (data != DataKind::Bars || offer.price == price);
  };
  const auto found = std::ranges::find_if(venue.offers(), fits);
  return found == venue.offers().end() ? nullptr : &*found;
}

std::vector<TimeRange> pages(const Offer& offer, Interval step, TimeRange range) {
  const auto unit = offer.data == DataKind::Funding ? Interval::H1 : step;
  auto size = static_cast<std::int64_t>(offer.page);
  if (offer.longest.count() > 0)
    size = std::clamp(offer.longest / nominalLength(unit), std::int64_t{1}, size);
  std::vector<TimeRange> pages;
  if (range.empty()) return pages;
  const auto end = barNumber(range.to - Milliseconds{1}, unit) + 1;
  for (auto first = barNumber(range.from, unit); first < end; first += size)
    pages.push_back({barOpen(first, unit), barOpen(std::min(first + size, end), unit)});
  return pages;
}

}  // namespace perpscope::venues
