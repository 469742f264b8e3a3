// Names to addresses, without ever holding up the loop: the system's resolver may take half a minute and
// cannot be stopped, so each lookup has a thread of its own that nobody waits for longer than he wants to.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/error.h"
#include "net/coroutine.h"
#include "net/fetch_error.h"

namespace perpscope::net {

// IP addresses as text, the preferred one first. Called on threads of its own.
using Resolve = std::function<Result<std::vector<std::string>>(const std::string& host)>;

[[nodiscard]] Result<std::vector<std::string>> systemResolve(const std::string& host);

class Resolver {
 public:
  // Answers are kept for `keep`; askers of the same name share one lookup.
  Resolver(const Loop& loop, Resolve resolve, Milliseconds keep);

  // At least one address. Dns, Timeout, Cancelled.
  [[nodiscard]] Task<Fetched<std::vector<std::string>>> resolve(std::string host, Milliseconds timeout);

 private:
  struct Lookup;
  [[nodiscard]] std::shared_ptr<Lookup> lookup(const std::string& host);

  boost::asio::any_io_executor executor_;
  LoopHandle loop_;
  Resolve resolve_;
  Milliseconds keep_;
  std::map<std::string, std::shared_ptr<Lookup>> lookups_;
};

}  // namespace perpscope::net
