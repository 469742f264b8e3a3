// The messages of SOCKS 5 (RFC 1928, RFC 1929). Bytes only. Not for other rooms.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "net/url.h"

namespace perpscope::net::socks5 {

// What we offer: no authentication, and user and password where the proxy has some.
[[nodiscard]] std::string greeting(const Url& proxy);
// Empty where user or password do not fit (255 bytes each).
[[nodiscard]] std::string credentials(const Url& proxy);
// A host name or an IP address. Empty where the name does not fit.
[[nodiscard]] std::string connectTo(std::string_view host, std::uint16_t port);
// How many bytes of address and port follow the first four of the reply and, for a name, its length.
[[nodiscard]] std::size_t addressSize(unsigned char kind);
[[nodiscard]] std::string_view refusalText(unsigned char code);

inline constexpr unsigned char kNoAuthentication = 0;
inline constexpr unsigned char kUserPassword = 2;
inline constexpr unsigned char kNameAddress = 3;

}  // namespace perpscope::net::socks5
