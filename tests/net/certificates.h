// Certificates made at run time, good and bad ones.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include <openssl/ssl.h>

namespace perpscope::net::test {

struct FreeOpenssl {
  void operator()(X509* p) const { X509_free(p); }
  void operator()(EVP_PKEY* p) const { EVP_PKEY_free(p); }
  void operator()(SSL_CTX* p) const { SSL_CTX_free(p); }
  void operator()(SSL* p) const { SSL_free(p); }
};
template <class T>
using Owned = std::unique_ptr<T, FreeOpenssl>;

struct Certificate {
  Owned<X509> x509;
  Owned<EVP_PKEY> key;
};

// In hours from now.
struct Validity {
  int from = -1;
  int to = 24;
};

class Authority {
 public:
  explicit Authority(const std::string& name);
  // `names` as OpenSSL's subjectAltName wants them: "DNS:exchange.test,IP:127.0.0.1".
  [[nodiscard]] Certificate issue(const std::string& names, Validity validity = {}) const;
  [[nodiscard]] std::string pem() const;

 private:
  Certificate self_;
};

}  // namespace perpscope::net::test
