// From a URL to a connection on which HTTP can be spoken. Not for other rooms.
#pragma once

#include <memory>
#include <optional>

#include "net/fetch_options.h"
#include "net/step.h"

namespace boost::asio::ssl {
class context;
}

namespace perpscope::net {

struct Connection;  // stream.h
struct CloseConnection {
  void operator()(Connection* connection) const;
};
using ConnectionPtr = std::unique_ptr<Connection, CloseConnection>;

struct Dialer {
  boost::asio::any_io_executor executor;
  std::shared_ptr<boost::asio::ssl::context> tls;
  Resolver resolver;
};

// Resolves, connects (to the proxy where there is one), has the proxy connect, shakes hands. The URL, the
// proxy and the dialer outlive it.
[[nodiscard]] Task<Fetched<ConnectionPtr>> dial(Dialer& dialer, const Url& url,
                                                const std::optional<Url>& proxy, const Timeouts& timeouts,
                                                const Deadline& deadline);

}  // namespace perpscope::net
