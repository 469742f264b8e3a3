#include "net/rate_limiter.h"

#include <algorithm>

namespace perpscope::net {
namespace {

// Weights are sums of doubles: a hair beyond the allowance is not beyond it.
constexpr double kHair = 1e-6;

Instant::duration lengthened(Milliseconds length, double margin) {
  return std::chrono::duration_cast<Instant::duration>(length * (1 + margin));
}

}  // namespace

RateLimiter::RateLimiter(const std::vector<RatePool>& pools, double margin) {
  for (const auto& pool : pools) {
    Pool own;
    own.id = pool.id;
    for (const auto& window : pool.windows) {
      own.windows.push_back({window, lengthened(window.length, margin), {}});
      own.longest = std::max(own.longest, own.windows.back().held);
    }
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

RateLimiter::Ticket RateLimiter::start(std::span<const RateCharge> charges) {
  const auto ticket = next_ticket_++;
  for (const auto& charge : charges)
    if (auto* pool = find(charge.pool)) pool->under_way[ticket] += charge.weight;
  return ticket;
}

void RateLimiter::finish(Ticket ticket, Instant now) {
  for (auto& pool : pools_) {
    const auto use = pool.under_way.extract(ticket);
    if (!use) continue;
    pool.ended.forgetUntil(now - pool.longest);
    pool.ended.add(now, use.mapped());
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
      window.others = {beyond, now + window.held};
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
  double sum = pool.ended.after(now - window.held);
  for (const auto& [ticket, weight] : pool.under_way) sum += weight;
  return sum;
}

double RateLimiter::usedIn(const Pool& pool, const Window& window, Instant now) {
  return oursIn(pool, window, now) + (window.others.until > now ? window.others.weight : 0);
}

// Enough has to leave the window: of ours alone while what others used still counts, then of ours what is
// missing without it.
std::optional<Instant> RateLimiter::earliestIn(const Pool& pool, const Window& window, double weight,
                                               Instant now) {
  const auto& [limit, held, others] = window;
  const auto freed = [&](double excess) -> std::optional<Instant> {
    if (excess <= kHair) return now;
    const auto end = pool.ended.reached(now - held, excess - kHair);
    return end ? std::optional(*end + held) : std::nullopt;
  };
  const double excess = usedIn(pool, window, now) + weight - limit.allowance;
  const auto with_others = freed(excess);
  if (others.until <= now || (with_others && *with_others < others.until)) return with_others;
  const auto without_others = freed(excess - others.weight);
  return without_others ? std::optional(std::max(*without_others, others.until)) : std::nullopt;
}

}  // namespace perpscope::net
