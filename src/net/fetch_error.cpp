#include "net/fetch_error.h"

#include <array>
#include <utility>

namespace perpscope::net {
namespace {

constexpr std::array<std::string_view, 15> kNames = {
    "address", "dns",   "refused", "unreachable", "timeout",   "wrong-name", "expired",  "unknown-ca",
    "tls",     "proxy", "reset",   "truncated",   "too-large", "malformed",  "cancelled"};

ErrorKind kindOf(Trouble trouble) {
  switch (trouble) {
    case Trouble::Address: return ErrorKind::Usage;
    case Trouble::Malformed: return ErrorKind::BadInput;
    case Trouble::Cancelled: return ErrorKind::Cancelled;
    default: return ErrorKind::Network;
  }
}

}  // namespace

std::string_view name(Trouble trouble) { return kNames.at(static_cast<std::size_t>(trouble)); }

FetchError fetchError(Trouble trouble, std::string message, std::string detail) {
  return {{kindOf(trouble), std::move(message), std::move(detail)}, trouble};
}

std::unexpected<FetchError> failFetch(Trouble trouble, std::string message, std::string detail) {
  return std::unexpected(fetchError(trouble, std::move(message), std::move(detail)));
}

bool passing(Trouble trouble) {
  switch (trouble) {
    case Trouble::Dns:
    case Trouble::Refused:
    case Trouble::Unreachable:
    case Trouble::Timeout:
    case Trouble::Reset:
    case Trouble::Truncated:
    case Trouble::Malformed: return true;
    default: return false;
  }
}

}  // namespace perpscope::net
