#include "sim/limits.h"

#include <algorithm>
#include <stdexcept>

namespace perpscope::sim {
namespace {

double seconds(Instant::duration span) { return std::chrono::duration<double>(span).count(); }

}  // namespace

void SlidingWindow::account(Instant until) {
  const double span = seconds(until - booked_);
  weight_seconds_ += used_ * span;
  const bool idle = entries_.empty() && until - booked_ > window_.length;
  if (!idle) busy_seconds_ += span;
  booked_ = until;
}

void SlidingWindow::advance(Instant now) {
  while (!entries_.empty() && now - entries_.front().at >= window_.length) {
    account(entries_.front().at + window_.length);
    used_ -= entries_.front().weight;
    entries_.pop_front();
  }
  if (entries_.empty()) used_ = 0;  // sums of fractions leave dust
}

void SlidingWindow::add(Instant now, double weight) {
  advance(now);
  if (begun_) account(now);
  booked_ = now;
  begun_ = true;
  weight_seconds_then_ = weight_seconds_;
  busy_seconds_then_ = busy_seconds_;
  entries_.push_back({now, weight});
  used_ += weight;
  most_used_ = std::max(most_used_, used_);
}

Milliseconds SlidingWindow::untilFits(Instant now, double weight) const {
  double used = used_;
  if (fits(weight)) return Milliseconds{0};
  for (const auto& entry : entries_) {
    used -= entry.weight;
    if (used + weight <= window_.allowance + kDust)
      return std::chrono::ceil<Milliseconds>(entry.at + window_.length - now);
  }
  return window_.length;
}

double SlidingWindow::meanFill() const {
  if (busy_seconds_then_ <= 0) return kMissing;
  return weight_seconds_then_ / busy_seconds_then_ / window_.allowance;
}

double PoolStatistics::share() const {
  double best = kMissing;
  for (const auto& window : windows)
    if (isMissing(best) || window.mean_fill > best) best = window.mean_fill;
  return best;
}

LimitCounter::LimitCounter(std::span<const venues::Pool> pools) {
  for (const auto& pool : pools) {
    Counted counted{pool, {}};
    for (const auto& window : pool.windows) counted.windows.emplace_back(window);
    pools_.push_back(std::move(counted));
  }
}

LimitCounter::Counted& LimitCounter::find(std::string_view pool) {
  const auto found = std::ranges::find(pools_, pool, [](const Counted& counted) { return counted.pool.id; });
  if (found == pools_.end()) throw std::logic_error("a charge on an unknown pool: " + std::string(pool));
  return *found;
}

std::vector<LimitCounter::Share> LimitCounter::shares(std::span<const venues::Charge> charges) {
  std::vector<Share> shares;
  for (const auto& charge : charges) {
    Counted* pool = &find(charge.pool);
    const auto known = std::ranges::find(shares, pool, &Share::pool);
    if (known == shares.end())
      shares.push_back({pool, charge.weight});
    else
      known->weight += charge.weight;
  }
  return shares;
}

LimitCounter::Verdict LimitCounter::admit(Instant now, std::span<const venues::Charge> charges) {
  Verdict verdict;
  const auto all = shares(charges);
  for (const auto& [pool, weight] : all)
    for (auto& window : pool->windows) {
      window.advance(now);
      verdict.uses.push_back(
          {pool->pool.id, window.window(), window.used() + weight, window.untilFits(now, weight)});
      const PoolUse& use = verdict.uses.back();
      if (window.fits(weight)) continue;
      if (!verdict.over || verdict.over->until_free < use.until_free) verdict.over = use;
    }
  for (const auto& [pool, weight] : all)
    if (!verdict.over)
      pool->take(now, weight);
    else if (pool->pool.id == verdict.over->pool)
      ++pool->refused;
  return verdict;
}

void LimitCounter::Counted::take(Instant now, double taken) {
  ++requests;
  weight += taken;
  for (auto& window : windows) window.add(now, taken);
}

std::vector<PoolStatistics> LimitCounter::statistics() const {
  std::vector<PoolStatistics> all;
  for (const auto& counted : pools_) {
    PoolStatistics one{std::string(counted.pool.id), counted.requests, counted.weight, counted.refused, {}};
    for (const auto& window : counted.windows)
      one.windows.push_back({window.window(), window.mostUsed(), window.meanFill()});
    all.push_back(std::move(one));
  }
  return all;
}

}  // namespace perpscope::sim
