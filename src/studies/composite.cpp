#include "studies/composite.h"

#include <algorithm>

namespace perpscope::studies {

Composite::Composite(const Settings& settings, std::vector<PriceCells> legs)
    : kind_(settings.text("composite") == "mean"
                ? Kind::Mean
                : (settings.text("composite") == "median" ? Kind::Median : Kind::Vwap)),
      max_age_(settings.integer("max_age")),
      min_legs_(settings.integer("min_legs")) {
  const auto length = kind_ == Kind::Vwap ? static_cast<std::size_t>(settings.integer("volume_length")) : 1;
  for (const auto& cells : legs) legs_.push_back({cells, kMissing, 0, indicators::Window(length), {}});
  used_.reserve(legs_.size());
}

void Composite::update(Leg& leg, std::span<const double> cells) {
  const double close = priceOf(cells, leg.cells);
  leg.age = isMissing(close) ? leg.age + 1 : 0;
  if (!isMissing(close)) leg.close = close;
  if (kind_ != Kind::Vwap) return;
  const double known = cells[leg.cells.volume];
  const double volume = isMissing(known) ? 0.0 : known;
  leg.volume.add(volume);
  leg.volume.add(-leg.volumes.push(volume));
}

Composite::Value Composite::push(std::span<const double> cells) {
  for (auto& leg : legs_) update(leg, cells);
  const double price = collect(cells, 0);
  return {price, isMissing(price) ? 0.0 : static_cast<double>(used_.size())};
}

double Composite::field(std::span<const double> cells, std::size_t offset) { return collect(cells, offset); }

double Composite::collect(std::span<const double> cells, std::size_t offset) {
  used_.clear();
  bool fresh = false;
  for (const auto& leg : legs_) {
    const double now = priceOf(cells, leg.cells, offset);
    const bool stale = isMissing(now) && leg.age > 0 && leg.age <= max_age_ && !isMissing(leg.close);
    if (isMissing(now) && !stale) continue;
    fresh = fresh || !stale;
    used_.emplace_back(stale ? leg.close : now, leg.volume.value());
  }
  return fresh && static_cast<int>(used_.size()) >= min_legs_ ? combine() : kMissing;
}

double Composite::combine() const {
  if (used_.size() == 1) return used_.front().first;
  const auto count = static_cast<double>(used_.size());
  if (kind_ == Kind::Vwap) {
    double weighted = 0;
    double weights = 0;
    for (const auto& [price, weight] : used_) {
      weighted += price * weight;
      weights += weight;
    }
    return weights > 0 ? weighted / weights : kMissing;
  }
  if (kind_ == Kind::Mean) {
    double sum = 0;
    for (const auto& [price, weight] : used_) sum += price;
    return sum / count;
  }
  auto sorted = used_;
  std::ranges::sort(sorted);
  const std::size_t middle = sorted.size() / 2;
  return sorted.size() % 2 == 1 ? sorted[middle].first
                                : (sorted[middle - 1].first + sorted[middle].first) / 2;
}

}  // namespace perpscope::studies
