// TLS as we want it: 1.2 or newer, certificate and name verified, always. Not for other rooms.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include <openssl/types.h>

#include "net/fetch_error.h"

namespace boost::asio::ssl {
class context;
}

namespace perpscope::net {

// Trusts the system's authorities, or those of the file alone.
[[nodiscard]] Result<std::shared_ptr<boost::asio::ssl::context>> tlsContext(
    const std::optional<std::filesystem::path>& ca_file);

// Whom the session expects at the other end; an IP address is compared with the certificate's addresses.
// False where OpenSSL would not take the name: there is no session then.
[[nodiscard]] bool expectHost(SSL* session, const std::string& host);

// Why the other end was not accepted, if that was it.
[[nodiscard]] std::optional<FetchError> certificateError(const SSL* session, const std::string& host);

}  // namespace perpscope::net
