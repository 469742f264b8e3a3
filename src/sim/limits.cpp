#include "sim/limits.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace perpscope::sim {
namespace {

double seconds(Instant::duration span) { return std::chrono::duration<double>(span).count(); }

}  // namespace

// min(1, used / (allowance * s / length)) over the seconds s of the first length, then used / allowance.
double SlidingWindow::filledSeconds(double from, double to) const {
  if (used_ <= 0) return 0;
  const double length = seconds(window_.length);
  const double fill = used_ / window_.allowance;
  const double ahead = std::min(fill, 1.0) * length;  // until then, at least what an even pace had used
  double filled = std::max(0.0, std::min(to, ahead) - from);
  const double curve_from = std::max(from, ahead);
  const double curve_to = std::min(to, length);
  if (curve_from < curve_to) filled += fill * length * std::log(curve_to / curve_from);
  return filled + fill * std::max(0.0, to - std::max(from, length));
}

void SlidingWindow::account(Instant until) {
  const bool idle = entries_.empty() && until - booked_ > window_.length;
  if (idle) {
    books_ = at_last_request_;  // work had ended with it
    work_began_ = until;
  } else {
    books_.filled_seconds += filledSeconds(seconds(booked_ - *work_began_), seconds(until - *work_began_));
    books_.busy_seconds += seconds(until - booked_);
  }
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
  if (!work_began_) work_began_ = booked_ = now;
  account(now);
  at_last_request_ = books_;
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
  if (at_last_request_.busy_seconds <= 0) return kMissing;
  return at_last_request_.filled_seconds / at_last_request_.busy_seconds;
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
