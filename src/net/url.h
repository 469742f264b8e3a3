// scheme://[user[:password]@]host[:port][/path?query], as far as HTTP, WebSocket and proxies need it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"

namespace perpscope::net {

struct Url {
  std::string scheme;  // lower case: http https ws wss socks5 socks5h
  std::string user;    // decoded; proxies only
  std::string password;
  std::string host;  // lower case; an IPv6 address without its brackets
  std::uint16_t port = 0;
  std::string target = "/";  // path and query, percent-encoded as given; never a fragment

  [[nodiscard]] bool secure() const { return scheme == "https" || scheme == "wss"; }
  // As the Host header has it: the port only where it is not the scheme's own.
  [[nodiscard]] std::string authority() const;
  // https://api.binance.com:443: what connections are kept for.
  [[nodiscard]] std::string origin() const;

  friend bool operator==(const Url&, const Url&) = default;
};

// Usage error for anything that could not be sent as it is: blanks, control characters, unknown schemes, no
// host, a port out of range, names that are not ASCII. Nothing is repaired.
[[nodiscard]] Result<Url> parseUrl(std::string_view text);

// %41 -> A. Nothing for a broken escape.
[[nodiscard]] std::optional<std::string> percentDecoded(std::string_view text);

}  // namespace perpscope::net
