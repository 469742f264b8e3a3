// What can go wrong on the way to a server and back, told apart.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

#include "base/error.h"

namespace perpscope::net {

enum class Trouble : std::uint8_t {
  Address,      // the URL or the request cannot be sent as it is
  Dns,          // the name has no address, or the resolver did not say
  Refused,      // nobody listens there
  Unreachable,  // no way to that network
  Timeout,      // a step took too long; the message names it
  WrongName,    // TLS: the certificate is for another name
  Expired,      // TLS: the certificate is not valid today
  UnknownCa,    // TLS: nobody we trust vouches for the certificate
  Tls,          // TLS: anything else
  Proxy,        // the proxy refused, or does not speak as it should
  Reset,        // the connection ended before an answer came
  Truncated,    // the connection ended within the answer
  TooLarge,     // headers or body are beyond our limits
  Malformed,    // what came is no HTTP, or its packing is broken
  Cancelled,    // we stopped it
};

// An Error that knows more. Where a Result<T> is wanted, it becomes a plain Error.
struct FetchError : Error {
  Trouble trouble = Trouble::Reset;
};

template <class T>
using Fetched = std::expected<T, FetchError>;

[[nodiscard]] std::string_view name(Trouble trouble);  // "wrong-name"

// Message: what happened, for a person; detail: for the log.
[[nodiscard]] FetchError fetchError(Trouble trouble, std::string message, std::string detail = {});
[[nodiscard]] std::unexpected<FetchError> failFetch(Trouble trouble, std::string message,
                                                    std::string detail = {});

// Whether the same request may work a little later, without anybody doing something.
[[nodiscard]] bool passing(Trouble trouble);

}  // namespace perpscope::net
