#include "studies/open_interest_sum.h"

#include <algorithm>

namespace perpscope::studies {
namespace {

// Of the members; missing where there are none.
void sumOver(std::span<const Values> legs, std::span<const Values> members, Values venues, Column sum) {
  fill(sum, 0.0);
  for (std::size_t leg = 0; leg < legs.size(); ++leg)
    change(
        sum, [](double so_far, double here, double member) { return so_far + (member == 1.0 ? here : 0.0); },
        legs[leg], members[leg]);
  change(sum, [](double all, double count) { return count > 0 ? all : kMissing; }, venues);
}

}  // namespace

OpenInterestSum::OpenInterestSum(const Settings& settings, std::vector<OpenInterestCells> legs)
    : usd_(settings.text("oi_unit") == "usd"),
      steady_(settings.text("oi_membership") == "steady"),
      length_(static_cast<std::size_t>(settings.integer("z_length"))),
      legs_(std::move(legs)),
      run_(legs_.size(), 0),
      was_member_(legs_.size(), 0.0),
      rings_(steady_ ? legs_.size() * length_ : 0, kMissing),
      z_(GuardedZscore(static_cast<int>(length_))) {}

Values OpenInterestSum::inUnit(const CellColumns& cells, std::size_t at, const PriceCells& close,
                               Rooms& rooms) const {
  const Values base = cells[at];
  const Values usd = cells[at + 1];
  const Values wanted = usd_ ? usd : base;
  if (!mayMiss(wanted)) return wanted;
  const Values closes = pricesOf(cells, close, rooms);
  const Column has = rooms.next();
  if (usd_)
    each(has, [](double b, double u, double price) { return kFirstKnown(u, b * price); }, base, usd, closes);
  if (!usd_)
    each(has, [](double b, double u, double price) { return kFirstKnown(b, u / price); }, base, usd, closes);
  return has;
}

// Steady: only venues with data in every bar of the window, so that no jump of the sum is a venue that came
// or went. Marks the bars on which this one does.
Column OpenInterestSum::members(std::size_t leg, Values has, Rooms& rooms, Column changes) {
  const Column member = rooms.next();
  auto& run = run_[leg];
  auto& was = was_member_[leg];
  if (run >= length_ && was == 1.0 && !mayMiss(has)) {
    fill(member, 1.0);
    return member;
  }
  const std::size_t needed = steady_ ? length_ : 1;
  for (std::size_t bar = 0; bar < has.size(); ++bar) {
    run = isMissing(has[bar]) ? 0 : std::min(run + 1, length_);
    member[bar] = run >= needed ? 1.0 : 0.0;
    if (member[bar] != was) changes[bar] = 1.0;
    was = member[bar];
  }
  return member;
}

// The next bars of each leg, into its ring.
void OpenInterestSum::remember(std::span<const Values> has, std::size_t first, std::size_t bars) {
  for (std::size_t leg = 0; leg < has.size(); ++leg) {
    double* ring = &rings_[leg * length_];
    std::size_t next = next_;
    for (std::size_t bar = first; bar < first + bars; ++bar) {
      ring[next] = has[leg][bar];
      next = next + 1 == length_ ? 0 : next + 1;
    }
  }
  next_ = (next_ + bars) % length_;
}

// The whole window again, as the sum of those that are in it now; oldest first, this bar last.
double OpenInterestSum::zAfresh(std::span<const Values> members, std::size_t bar) {
  z_.restart();
  double z = kMissing;
  for (std::size_t i = 0; i < length_; ++i) {
    double sum = kMissing;
    for (std::size_t leg = 0; leg < legs_.size(); ++leg) {
      const double had = rings_[leg * length_ + (next_ + i) % length_];
      if (members[leg][bar] == 1.0) sum = isMissing(sum) ? had : sum + had;
    }
    z = z_->push(sum);
  }
  return z;
}

void OpenInterestSum::pushZ(std::span<const Values> has, std::span<const Values> members, Values changes,
                            const Out& out) {
  if (!steady_) return pushEach(*z_, out.z, out.sum);
  if (std::ranges::find(changes, 1.0) == changes.end()) {
    remember(has, 0, changes.size());
    return pushEach(*z_, out.z, out.sum);
  }
  for (std::size_t bar = 0; bar < changes.size(); ++bar) {
    remember(has, bar, 1);
    out.z[bar] = changes[bar] == 1.0 ? zAfresh(members, bar) : z_->push(out.sum[bar]);
  }
}

std::vector<Values> OpenInterestSum::push(const CellColumns& cells, const Out& out, Rooms& rooms) {
  std::vector<Values> now;
  std::vector<Values> then;
  std::vector<Values> member;
  const Column changes = rooms.next();
  fill(changes, 0.0);
  fill(out.venues, 0.0);
  for (std::size_t leg = 0; leg < legs_.size(); ++leg) {
    const auto& at = legs_[leg];
    now.push_back(inUnit(cells, at.now, at.close, rooms));
    then.push_back(inUnit(cells, at.then, at.close_then, rooms));
    member.push_back(members(leg, now.back(), rooms, changes));
    change(out.venues, [](double count, double is) { return count + is; }, member.back());
  }
  sumOver(now, member, out.venues, out.sum);
  sumOver(then, member, out.venues, out.change_24h);
  change(out.change_24h, [](double before, double sum) { return (sum / before - 1) * 100; }, out.sum);
  pushZ(now, member, changes, out);
  return now;
}

}  // namespace perpscope::studies
