#include "venues/decoding.h"

#include <algorithm>

#include "venues/settlements.h"

namespace perpscope::venues {
namespace {

FundingEvent* settlementWithoutInterval(Event& event) {
  auto* funding = std::get_if<FundingEvent>(&event.what);
  const bool open =
      funding != nullptr && funding->rate.kind == FundingKind::Settled && !funding->interval_known;
  return open && event.time ? funding : nullptr;
}

}  // namespace

void tellIntervals(std::vector<Event>& events, std::chrono::minutes usual) {
  std::vector<Funding> rows;
  for (auto& event : events)
    if (const auto* funding = settlementWithoutInterval(event))
      rows.push_back({*event.time, funding->rate, {}});
  if (rows.size() < 2) return;
  std::ranges::sort(rows, {}, &Funding::time);
  deriveIntervals(rows, usual);
  for (auto& event : events) {
    auto* funding = settlementWithoutInterval(event);
    if (funding == nullptr) continue;
    funding->rate.interval = std::ranges::lower_bound(rows, *event.time, {}, &Funding::time)->rate.interval;
    funding->interval_known = true;
  }
}

Origin Origin::of(std::string_view url) {
  if (const auto scheme = url.find("://"); scheme != std::string_view::npos) {
    const auto host = url.substr(scheme + 3);
    const auto path = host.find_first_of("/?");
    url = path == std::string_view::npos ? std::string_view{} : host.substr(path);
  }
  const auto mark = url.find('?');
  if (mark == std::string_view::npos) return {url, {}};
  return {url.substr(0, mark), url.substr(mark + 1)};
}

std::string_view Origin::param(std::string_view name) const {
  for (auto rest = query; !rest.empty();) {
    const auto end = rest.find('&');
    const auto pair = rest.substr(0, end);
    if (pair.starts_with(name) && pair.size() > name.size() && pair[name.size()] == '=')
      return pair.substr(name.size() + 1);
    rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
  }
  return {};
}

}  // namespace perpscope::venues
