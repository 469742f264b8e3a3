// The rate limiter as something a coroutine waits at. Requests of the same pool go in the order in which they
// came; one that waits for a pool holds up nobody who does not need that pool. On the loop's thread only.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "net/coroutine.h"
#include "net/fetch_error.h"
#include "net/rate_limiter.h"

namespace perpscope::net {

class RateGate {
  struct State;

 public:
  // Held while the request is under way. Enter as late as you can and let go as soon as the answer is there:
  // what is held is counted as if the server might see it now.
  class Permit {
   public:
    Permit() = default;  // of nothing
    Permit(std::shared_ptr<State> state, RateLimiter::Ticket ticket)
        : state_(std::move(state)), ticket_(ticket) {}
    Permit(Permit&&) = default;
    Permit(const Permit&) = delete;
    Permit& operator=(Permit&&) = delete;
    Permit& operator=(const Permit&) = delete;
    ~Permit();

   private:
    std::shared_ptr<State> state_;
    RateLimiter::Ticket ticket_ = 0;
  };

  RateGate(const Loop& loop, const std::vector<RatePool>& pools);

  // Fails with Cancelled, or with Address for charges that no pool can ever bear.
  [[nodiscard]] Task<Fetched<Permit>> enter(std::vector<RateCharge> charges);

  void reportUsed(std::string_view pool, Milliseconds length, double used);
  // From now on, for that long.
  void pause(std::string_view pool, Milliseconds duration);
  void pause(Milliseconds duration);
  [[nodiscard]] double used(std::string_view pool, Milliseconds length) const;

 private:
  std::shared_ptr<State> state_;
};

}  // namespace perpscope::net
