// What a fetch may take: time, bytes, connections.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "net/proxy.h"
#include "net/resolver.h"

namespace perpscope::net {

// Of each step, and of all together from the moment a connection is free for it.
struct Timeouts {
  Milliseconds resolve{10'000};
  Milliseconds connect{10'000};    // all addresses of the name together
  Milliseconds proxy{10'000};      // the talk with the proxy
  Milliseconds handshake{10'000};  // TLS
  Milliseconds write{20'000};
  Milliseconds first_byte{30'000};  // until the answer's headers are there
  Milliseconds whole{120'000};
};

struct FetchOptions {
  Timeouts timeouts;
  std::size_t header_limit = std::size_t{64} << 10;  // bytes of all headers
  std::size_t body_limit = std::size_t{64} << 20;    // bytes of the body, as sent and as unpacked
};

struct ClientOptions {
  std::string user_agent = "Perpscope";
  // Certificate authorities to trust, PEM, instead of the system's.
  std::optional<std::filesystem::path> ca_file;
  ProxyRules proxies;
  std::size_t connections_per_origin = 8;
  Milliseconds idle{20'000};        // how long a connection without work is kept
  Milliseconds names_kept{60'000};  // how long a resolved name is believed
  Resolve resolve = systemResolve;
};

}  // namespace perpscope::net
