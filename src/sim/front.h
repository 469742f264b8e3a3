// One venue's front door: takes a request apart, counts it against the venue's limits, lets the exchange
// answer it, and lets faults strike. No sockets.
#pragma once

#include <functional>
#include <mutex>

#include "base/clock.h"
#include "sim/faults.h"
#include "sim/https_host.h"
#include "sim/statistics.h"

namespace perpscope::sim {

struct FrontOptions {
  std::vector<FaultSpec> faults;
  std::function<double()> random;  // 0 <= u < 1
  bool gzip = true;                // for clients that take it, where it is worth it
  bool limited = true;
};

class Front {
 public:
  // All three outlive it.
  Front(const Exchange& exchange, const Dataset& market, const Clock& clock, FrontOptions options);

  [[nodiscard]] Reply answer(std::string_view endpoint, const RawRequest& request);

  [[nodiscard]] const Exchange& exchange() const { return exchange_; }
  [[nodiscard]] const FaultPlan& faults() const { return faults_; }
  // Any thread.
  [[nodiscard]] VenueStatistics statistics() const;

 private:
  struct Counted {
    LimitCounter::Verdict verdict;
    Fault fault;
  };
  [[nodiscard]] Counted count(const ServerRequest& request, Instant arrived);
  [[nodiscard]] ServerResponse respond(const ServerRequest& request,
                                       const LimitCounter::Verdict& verdict) const;
  void pack(Reply& reply, const ServerRequest& request) const;

  const Exchange& exchange_;
  const Dataset& market_;
  const Clock& clock_;
  bool gzip_;
  bool limited_;
  mutable std::mutex mutex_;  // of what follows
  LimitCounter limits_;
  FaultPlan faults_;
  VenueStatistics counted_;
};

}  // namespace perpscope::sim
