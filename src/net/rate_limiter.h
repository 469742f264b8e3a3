// When a request may be sent, so that a server never counts more than it allows. Pure: time is passed in.
//
// A request is counted from the moment it is sent until `length` after it is complete. The server counts it
// at some moment between the two that we do not know; whichever it is, no stretch of `length` holds more than
// the allowance, be the server's windows sliding or aligned to its clock.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "net/instant.h"
#include "net/use_log.h"

namespace perpscope::net {

struct RateWindow {
  Milliseconds length{0};
  double allowance = 0;
};

struct RatePool {
  std::string id;
  std::vector<RateWindow> windows;
};

struct RateCharge {
  std::string pool;
  double weight = 1;
};

class RateLimiter {
 public:
  using Ticket = std::uint64_t;

  // `margin`: the part by which windows are taken to be longer, for two computers' clocks do not run alike.
  explicit RateLimiter(const std::vector<RatePool>& pools, double margin = 0);

  // Whether it may ever be sent: its pools are known, and no charge is beyond a whole allowance.
  [[nodiscard]] bool possible(std::span<const RateCharge> charges) const;

  // The earliest time at which it may be sent as far as is known now; not after `now`: at once. Nothing: only
  // when a request that is under way has ended.
  [[nodiscard]] std::optional<Instant> earliest(std::span<const RateCharge> charges, Instant now) const;

  // Counts it as sent. To be called only when `earliest` allows it.
  Ticket start(std::span<const RateCharge> charges);
  // The answer is complete, or is not waited for any longer.
  void finish(Ticket ticket, Instant now);

  // The server's own count of what has been used in a window of that length, this address's other programs
  // included. It is believed where it is more than what we count.
  void reportUsed(std::string_view pool, Milliseconds length, double used, Instant now);

  // Nothing is sent before that time: from this pool, or at all.
  void pauseUntil(std::string_view pool, Instant until);
  void pauseUntil(Instant until);

  // What counts in the window now, for a progress line or a test.
  [[nodiscard]] double used(std::string_view pool, Milliseconds length, Instant now) const;

 private:
  struct Others {  // what the server counted beyond ours
    double weight = 0;
    Instant until{};
  };
  struct Window {
    RateWindow limit;
    Instant::duration held;  // its length with the margin
    Others others;
  };
  struct Pool {
    std::string id;
    std::vector<Window> windows;
    Instant::duration longest{0};
    std::map<Ticket, double> under_way;
    UseLog ended;  // stamped by their ends
    Instant paused_until{};
  };

  [[nodiscard]] const Pool* find(std::string_view id) const;
  [[nodiscard]] Pool* find(std::string_view id);
  [[nodiscard]] static double oursIn(const Pool& pool, const Window& window, Instant now);
  [[nodiscard]] static double usedIn(const Pool& pool, const Window& window, Instant now);
  [[nodiscard]] static std::optional<Instant> earliestIn(const Pool& pool, const Window& window,
                                                         double weight, Instant now);

  std::vector<Pool> pools_;
  Instant paused_until_{};
  Ticket next_ticket_ = 1;
};

}  // namespace perpscope::net
