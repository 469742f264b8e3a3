// The simulated exchanges, served: HTTPS on loopback, a port for each endpoint of each venue, with
// certificates of an authority made at start. For tests, --demo and `perpscope simulate`.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/clock.h"
#include "sim/exchange.h"
#include "sim/faults.h"
#include "sim/statistics.h"

namespace perpscope::sim {

struct ServerOptions {
  std::span<const Exchange* const> exchanges;  // usually sim::allExchanges()
  std::vector<FaultSpec> faults;
  std::uint64_t fault_seed = 1;
  bool gzip = true;
  Time today;           // of the real clock: certificates are valid around it
  bool limited = true;  // count requests against the venues' limits, and refuse those over them
};

struct ServedEndpoint {
  std::string venue;
  std::string key;  // "spot_rest"
  std::string url;  // https://127.0.0.1:40123
};

class Server {
 public:
  // Everything listens when it returns. `market` and `clock`, which is the exchanges' and is asked from the
  // server's thread, outlive the server. Fails with Usage for a fault of a venue or endpoint that is not
  // served.
  [[nodiscard]] static Result<Server> start(const Dataset& market, const Clock& clock, ServerOptions options);

  Server(Server&&) noexcept;
  Server& operator=(Server&&) noexcept;
  ~Server();  // stops

  [[nodiscard]] const std::vector<ServedEndpoint>& endpoints() const;
  // The base URL, or empty.
  [[nodiscard]] std::string url(std::string_view venue, std::string_view key) const;
  [[nodiscard]] const std::string& authorityPem() const;
  [[nodiscard]] std::vector<VenueStatistics> statistics() const;

  // Cuts all connections; statistics stay. Again does nothing.
  void stop();

 private:
  struct Impl;
  explicit Server(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace perpscope::sim
