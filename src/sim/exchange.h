// A simulated exchange: the REST side of one venue as a pure function of the request, the market and the
// time. Sockets, TLS, faults and the counting of limits are the server's (sim/server.h). One file and one
// line in sim/exchanges.cpp each. Written from the venue's documents, not from our client.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/dataset.h"
#include "venues/http.h"

namespace perpscope::sim {

struct ServerRequest {
  std::string endpoint;                           // which of the venue's base URLs it came to: "spot_rest"
  std::string method;                             // GET POST
  std::string path;                               // decoded, without query: /api/v3/klines
  std::multimap<std::string, std::string> query;  // decoded
  std::vector<venues::Header> headers;            // names in lower case
  std::string body;
  Time at;  // the exchange's clock

  // The parameter, or empty.
  [[nodiscard]] std::string_view param(std::string_view name) const {
    const auto found = query.find(std::string(name));
    return found == query.end() ? std::string_view{} : std::string_view(found->second);
  }
  [[nodiscard]] bool has(std::string_view name) const { return query.contains(std::string(name)); }
};

struct ServerResponse {
  int status = 200;
  std::string body;
  std::string content_type = "application/json";
  std::vector<venues::Header> headers;
};

// How a pool stood when a request was counted.
struct PoolUse {
  std::string_view pool;
  venues::Window window;
  double used = 0;             // this request included
  Milliseconds until_free{0};  // until it would fit
};

class Exchange {
 public:
  Exchange() = default;
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;
  virtual ~Exchange() = default;

  [[nodiscard]] virtual std::string_view venue() const = 0;
  // Keys of design.md section 7 ending in _rest (or "rest").
  [[nodiscard]] virtual std::span<const std::string_view> endpoints() const = 0;

  // The answer to a request that was let through. Unknown paths, bad parameters and unknown symbols are
  // answered as the venue answers them. Retention limits count back from request.at.
  [[nodiscard]] virtual ServerResponse answer(const ServerRequest& request, const Dataset& market) const = 0;

  // The venue's real limits, and what a request takes from them.
  [[nodiscard]] virtual std::span<const venues::Pool> pools() const = 0;
  [[nodiscard]] virtual std::vector<venues::Charge> cost(const ServerRequest& request) const = 0;
  // What is answered to a request over a limit.
  [[nodiscard]] virtual ServerResponse overLimit(const PoolUse& use) const = 0;
  // Usage headers, where the venue sends some.
  [[nodiscard]] virtual std::vector<venues::Header> usageHeaders(std::span<const PoolUse> uses) const {
    (void)uses;
    return {};
  }
};

}  // namespace perpscope::sim
