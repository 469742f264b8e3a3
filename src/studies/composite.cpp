#include "studies/composite.h"

#include <algorithm>

namespace perpscope::studies {
namespace {

struct Weighted {
  double price = 0;
  double weight = 0;
  friend auto operator<=>(const Weighted&, const Weighted&) = default;
};

double medianOf(std::vector<Weighted>& legs) {
  std::ranges::sort(legs);
  const std::size_t half = legs.size() / 2;
  return legs.size() % 2 == 1 ? legs[half].price : (legs[half - 1].price + legs[half].price) / 2;
}

double weightedMeanOf(const std::vector<Weighted>& legs) {
  double weighted = 0;
  double weights = 0;
  for (const auto& [price, weight] : legs) {
    weighted += price * weight;
    weights += weight;
  }
  return weights > 0 ? weighted / weights : kMissing;
}

}  // namespace

Composite::Composite(const Settings& settings, std::vector<PriceCells> legs)
    : kind_(settings.text("composite") == "mean"
                ? Kind::Mean
                : (settings.text("composite") == "median" ? Kind::Median : Kind::Vwap)),
      max_age_(settings.integer("max_age")),
      min_legs_(settings.integer("min_legs")) {
  const auto length = kind_ == Kind::Vwap ? static_cast<std::size_t>(settings.integer("volume_length")) : 1;
  for (const auto& cells : legs) legs_.push_back({cells, kMissing, 0, indicators::Window(length), {}});
}

void Composite::push(const CellColumns& cells, Column price, Column legs) {
  push(cells, std::array{Field{0, price}}, legs);
}

void Composite::push(const CellColumns& cells, std::span<const Field> fields, Column legs) {
  Rooms rooms(cells.bars());
  std::vector<Followed> followed;
  followed.reserve(legs_.size());
  for (auto& leg : legs_) followed.push_back(follow(leg, cells, rooms));
  std::vector<Used> used(legs_.size());
  Scratch used_legs(cells.bars());
  for (const auto& [offset, price] : fields) {
    Scratch fresh(cells.bars());
    fill(fresh, 0.0);
    for (std::size_t i = 0; i < legs_.size(); ++i) {
      const Values now = pricesOf(cells, legs_[i].cells, rooms, offset);
      const bool whole = offset == 0 ? followed[i].last.empty() : !mayMiss(now);
      used[i] = use(now, whole, followed[i], rooms, fresh);
    }
    const Column count = offset == 0 ? legs : Column(used_legs);
    if (kind_ == Kind::Mean) average(used, fresh, price, count);
    if (kind_ != Kind::Mean) combine(used, fresh, price, count);
  }
}

Composite::Followed Composite::follow(Leg& leg, const CellColumns& cells, Rooms& rooms) const {
  Followed followed;
  if (kind_ == Kind::Vwap) followed.weights = weigh(leg, cells[leg.cells.volume], rooms);
  const Values closes = pricesOf(cells, leg.cells, rooms);
  if (!mayMiss(closes)) {
    leg.close = closes.back();
    leg.age = 0;
    return followed;
  }
  const Column last = rooms.next();
  for (std::size_t bar = 0; bar < closes.size(); ++bar) {
    const bool lacks = isMissing(closes[bar]);
    leg.age = lacks ? leg.age + 1 : 0;
    last[bar] = lacks && leg.age <= max_age_ ? leg.close : kMissing;
    if (!lacks) leg.close = closes[bar];
  }
  followed.last = last;
  return followed;
}

// The volume of the leg's last bars.
Column Composite::weigh(Leg& leg, Values volumes, Rooms& rooms) const {
  const Column weights = rooms.next();
  for (std::size_t bar = 0; bar < volumes.size(); ++bar) {
    const double volume = isMissing(volumes[bar]) ? 0.0 : volumes[bar];
    leg.volume.add(volume);
    leg.volume.add(-leg.volumes.push(volume));
    weights[bar] = leg.volume.value();
  }
  return weights;
}

Composite::Used Composite::use(Values now, bool whole, const Followed& followed, Rooms& rooms, Column fresh) {
  if (whole) {
    fill(fresh, 1.0);
    return {now, followed.weights, true};
  }
  change(fresh, [](double was, double here) { return isMissing(here) ? was : 1.0; }, now);
  if (followed.last.empty()) return {now, followed.weights};
  const Column prices = rooms.next();
  each(prices, kFirstKnown, now, followed.last);
  return {prices, followed.weights};
}

void Composite::average(std::span<const Used> used, Values fresh, Column price, Column legs) const {
  Scratch sum(price.size());
  fill(sum, 0.0);
  fill(legs, static_cast<double>(std::ranges::count(used, true, &Used::whole)));
  for (const auto& leg : used) {
    if (leg.whole) {
      change(sum, [](double so_far, double here) { return so_far + here; }, leg.prices);
      continue;
    }
    change(
        sum, [](double so_far, double here) { return so_far + (isMissing(here) ? 0.0 : here); }, leg.prices);
    change(
        legs, [](double so_far, double here) { return so_far + (isMissing(here) ? 0.0 : 1.0); }, leg.prices);
  }
  const double least = std::max(min_legs_, 1);
  each(
      price,
      [least](double total, double count, double one_is_fresh) {
        const double mean = total / count;
        return one_is_fresh * count >= least ? mean : kMissing;
      },
      sum, legs, fresh);
  change(legs, [](double count, double mean) { return isMissing(mean) ? 0.0 : count; }, price);
}

void Composite::combine(std::span<const Used> used, Values fresh, Column price, Column legs) const {
  std::vector<Weighted> here;
  for (std::size_t bar = 0; bar < price.size(); ++bar) {
    here.clear();
    for (const auto& leg : used)
      if (!isMissing(leg.prices[bar]))
        here.push_back({leg.prices[bar], leg.weights.empty() ? 0.0 : leg.weights[bar]});
    const auto count = static_cast<int>(here.size());
    price[bar] = kMissing;
    if (fresh[bar] == 1.0 && count >= min_legs_)
      price[bar] = count == 1              ? here.front().price
                   : kind_ == Kind::Median ? medianOf(here)
                                           : weightedMeanOf(here);
    legs[bar] = isMissing(price[bar]) ? 0.0 : count;
  }
}

}  // namespace perpscope::studies
