#include "net/rate_limiter.h"

#include <algorithm>

namespace perpscope::net {
namespace {

// Weights are sums of doubles: a hair beyond the allowance is not beyond it.
constexpr double kHair = 1e-9;

}  // namespace

RateLimiter::RateLimiter(const std::vector<RatePool>& pools) {
  for (const auto& pool : pools) {
    Pool own{pool.id, {}, {}, {}};
    for (const auto& window : pool.windows) own.windows.push_back({window, {}});
    pools_.push_back(std::move(own));
  }
}

bool RateLimiter::possible(std::span<const RateCharge> charges) const {
  return std::ranges::all_of(charges, [this](const RateCharge& charge) {
    const auto* pool = find(charge.pool);
    return pool != nullptr && std::ranges::all_of(pool->windows, [&](const Window& window) {
             return charge.weight <= window.limit.allowance + kHair;
           });
  });
}

std::optional<Instant> RateLimiter::earliest(std::span<const RateCharge> charges, Instant now) const {
  Instant when = std::max(now, paused_until_);
  for (const auto& charge : charges) {
    const auto* pool = find(charge.pool);
    if (pool == nullptr) continue;
    when = std::max(when, pool->paused_until);
    for (const auto& window : pool->windows) {
      const auto free = earliestIn(*pool, window, charge.weight, now);
      if (!free) return std::nullopt;
      when = std::max(when, *free);
    }
  }
  return when;
}

RateLimiter::Ticket RateLimiter::start(std::span<const RateCharge> charges, Instant now) {
  const auto ticket = next_ticket_++;
  for (const auto& charge : charges) {
    auto* pool = find(charge.pool);
    if (pool == nullptr) continue;
    forget(*pool, now);
    pool->uses.push_back({ticket, charge.weight, std::nullopt});
  }
  return ticket;
}

void RateLimiter::finish(Ticket ticket, Instant now) {
  for (auto& pool : pools_) {
    const auto [first, last] = std::ranges::equal_range(pool.uses, ticket, {}, &Use::ticket);
    for (auto use = first; use != last; ++use)
      if (!use->ended) use->ended = now;
  }
}

void RateLimiter::reportUsed(std::string_view id, Milliseconds length, double used, Instant now) {
  auto* pool = find(id);
  if (pool == nullptr) return;
  for (auto& window : pool->windows) {
    if (window.limit.length != length) continue;
    const double beyond = used - oursIn(*pool, window, now);
    const bool still_counts = window.others.until > now;
    if (beyond > 0 && (!still_counts || beyond >= window.others.weight))
      window.others = {beyond, now + length};
  }
}

void RateLimiter::pauseUntil(std::string_view id, Instant until) {
  if (auto* pool = find(id)) pool->paused_until = std::max(pool->paused_until, until);
}

void RateLimiter::pauseUntil(Instant until) { paused_until_ = std::max(paused_until_, until); }

double RateLimiter::used(std::string_view id, Milliseconds length, Instant now) const {
  const auto* pool = find(id);
  if (pool == nullptr) return 0;
  const auto window =
      std::ranges::find(pool->windows, length, [](const Window& w) { return w.limit.length; });
  return window == pool->windows.end() ? 0 : usedIn(*pool, *window, now);
}

const RateLimiter::Pool* RateLimiter::find(std::string_view id) const {
  const auto found = std::ranges::find(pools_, id, &Pool::id);
  return found == pools_.end() ? nullptr : &*found;
}

RateLimiter::Pool* RateLimiter::find(std::string_view id) {
  return const_cast<Pool*>(std::as_const(*this).find(id));
}

double RateLimiter::oursIn(const Pool& pool, const Window& window, Instant now) {
  double sum = 0;
  for (const auto& use : pool.uses)
    if (!use.ended || *use.ended + window.limit.length > now) sum += use.weight;
  return sum;
}

double RateLimiter::usedIn(const Pool& pool, const Window& window, Instant now) {
  return oursIn(pool, window, now) + (window.others.until > now ? window.others.weight : 0);
}

// What ends, in the order in which it ends, until enough is free.
std::optional<Instant> RateLimiter::earliestIn(const Pool& pool, const Window& window, double weight,
                                               Instant now) {
  double excess = usedIn(pool, window, now) + weight - window.limit.allowance - kHair;
  if (excess <= 0) return now;
  std::vector<std::pair<Instant, double>> endings;
  for (const auto& use : pool.uses)
    if (use.ended && *use.ended + window.limit.length > now)
      endings.emplace_back(*use.ended + window.limit.length, use.weight);
  if (window.others.until > now) endings.emplace_back(window.others.until, window.others.weight);
  std::ranges::sort(endings);
  for (const auto& [when, freed] : endings) {
    excess -= freed;
    if (excess <= 0) return when;
  }
  return std::nullopt;
}

// What has left the longest window is no longer needed.
void RateLimiter::forget(Pool& pool, Instant now) {
  Milliseconds longest{0};
  for (const auto& window : pool.windows) longest = std::max(longest, window.limit.length);
  while (!pool.uses.empty() && pool.uses.front().ended && *pool.uses.front().ended + longest <= now)
    pool.uses.pop_front();
}

}  // namespace perpscope::net
