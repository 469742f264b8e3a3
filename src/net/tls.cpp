#include "net/tls.h"

#include <array>

#include <boost/asio/ssl/context.hpp>
#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>

namespace perpscope::net {

namespace ssl = boost::asio::ssl;

namespace {

constexpr std::array<unsigned char, 9> kProtocols = {8, 'h', 't', 't', 'p', '/', '1', '.', '1'};

struct Verdict {
  Trouble trouble;
  std::string_view text;
};

Verdict verdict(long code) {
  switch (code) {
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
      return {Trouble::WrongName, "its certificate was made for another name. Somebody may be in between"};
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return {Trouble::Expired, "its certificate has expired. Check this computer's clock"};
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return {Trouble::Expired, "its certificate is not valid yet. Check this computer's clock"};
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_CERT_UNTRUSTED:
    case X509_V_ERR_CERT_SIGNATURE_FAILURE:  // a trusted name, but not its key
      return {Trouble::UnknownCa,
              "its certificate is signed by nobody this computer trusts. Somebody may be in between"};
    default: return {Trouble::Tls, "its certificate was not accepted"};
  }
}

}  // namespace

Result<std::shared_ptr<ssl::context>> tlsContext(const std::optional<std::filesystem::path>& ca_file) {
  auto context = std::make_shared<ssl::context>(ssl::context::tls_client);
  auto* raw = context->native_handle();
  boost::system::error_code error;
  if (ca_file)
    context->load_verify_file(ca_file->string(), error);
  else
    context->set_default_verify_paths(error);
  if (error)
    return fail(ErrorKind::Io,
                ca_file ? fmt::format("no certificates could be read from {}", ca_file->string())
                        : std::string("the system's certificates could not be read"),
                error.message());
  context->set_verify_mode(ssl::verify_peer);
  const bool set = SSL_CTX_set_min_proto_version(raw, TLS1_2_VERSION) == 1 &&
                   SSL_CTX_set_alpn_protos(raw, kProtocols.data(), kProtocols.size()) == 0;
  if (!set) return fail(ErrorKind::Unsupported, "OpenSSL on this computer cannot speak TLS 1.2");
  return context;
}

bool expectHost(SSL* session, const std::string& host) {
  auto* param = SSL_get0_param(session);
  if (X509_VERIFY_PARAM_set1_ip_asc(param, host.c_str()) == 1) return true;
  ERR_clear_error();
  SSL_set_hostflags(session, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  return SSL_set1_host(session, host.c_str()) == 1 && SSL_set_tlsext_host_name(session, host.c_str()) == 1;
}

std::optional<FetchError> certificateError(const SSL* session, const std::string& host) {
  const long code = SSL_get_verify_result(session);
  if (code == X509_V_OK) return std::nullopt;
  const auto [trouble, text] = verdict(code);
  return fetchError(trouble, fmt::format("{}: {}", host, text), X509_verify_cert_error_string(code));
}

}  // namespace perpscope::net
