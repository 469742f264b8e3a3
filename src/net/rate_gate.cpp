#include "net/rate_gate.h"

#include <algorithm>
#include <list>

#include <fmt/format.h>

namespace perpscope::net {
namespace {

constexpr double kMargin = 0.002;

Instant now() { return std::chrono::steady_clock::now(); }

struct Waiter {
  std::vector<RateCharge> charges;
  Event turn;
  RateLimiter::Ticket ticket = 0;
};

using Pools = std::vector<std::string_view>;

bool needsOneOf(const Waiter& waiter, const Pools& pools) {
  return std::ranges::any_of(waiter.charges, [&](const RateCharge& charge) {
    return std::ranges::find(pools, charge.pool) != pools.end();
  });
}

}  // namespace

struct RateGate::State : std::enable_shared_from_this<RateGate::State> {
  State(const Loop& loop, const std::vector<RatePool>& pools)
      : executor(loop.context().get_executor()), alarm(executor), limiter(pools, kMargin) {}

  // Lets in who may go now, and wakes up when the next one may.
  void serve() {
    Pools held_up;
    auto next = Instant::max();
    for (auto at = waiting.begin(); at != waiting.end();) {
      auto& waiter = **at;
      const auto when = needsOneOf(waiter, held_up)
                            ? Instant::max()
                            : limiter.earliest(waiter.charges, now()).value_or(Instant::max());
      if (when <= now()) {
        waiter.ticket = limiter.start(waiter.charges);
        waiter.turn.set();
        at = waiting.erase(at);
        continue;
      }
      next = std::min(next, when);
      for (const auto& charge : waiter.charges) held_up.push_back(charge.pool);
      ++at;
    }
    wakeAt(next);
  }

  void wakeAt(Instant when) {
    alarm.cancel();
    if (when == Instant::max()) return;
    alarm.expires_at(when);
    alarm.async_wait([weak = weak_from_this()](const boost::system::error_code& error) {
      const auto self = weak.lock();
      if (self && !error) self->serve();
    });
  }

  boost::asio::any_io_executor executor;
  boost::asio::steady_timer alarm;
  RateLimiter limiter;
  std::list<std::shared_ptr<Waiter>> waiting;
};

RateGate::Permit::~Permit() {
  if (!state_) return;
  state_->limiter.finish(ticket_, now());
  state_->serve();
}

RateGate::RateGate(const Loop& loop, const std::vector<RatePool>& pools)
    : state_(std::make_shared<State>(loop, pools)) {}

Task<Fetched<RateGate::Permit>> RateGate::enter(std::vector<RateCharge> charges) {
  const auto state = state_;
  if (!state->limiter.possible(charges))
    co_return failFetch(Trouble::Address, "the request is beyond what the venue ever allows",
                        fmt::format("{} charges", charges.size()));
  const auto waiter = std::make_shared<Waiter>(Waiter{std::move(charges), Event(state->executor)});
  state->waiting.push_back(waiter);
  state->serve();
  const bool mine = co_await waiter->turn.wait();
  if (mine) co_return Permit(state, waiter->ticket);
  state->waiting.remove(waiter);
  state->serve();
  co_return failFetch(Trouble::Cancelled, "cancelled");
}

void RateGate::reportUsed(std::string_view pool, Milliseconds length, double used) {
  state_->limiter.reportUsed(pool, length, used, now());
}

void RateGate::pause(std::string_view pool, Milliseconds duration) {
  state_->limiter.pauseUntil(pool, now() + duration);
}

void RateGate::pause(Milliseconds duration) { state_->limiter.pauseUntil(now() + duration); }

double RateGate::used(std::string_view pool, Milliseconds length) const {
  return state_->limiter.used(pool, length, now());
}

}  // namespace perpscope::net
