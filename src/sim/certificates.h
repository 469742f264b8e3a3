// The simulator's own certificate authority: made at start, kept in memory, never part of the repository.
// EC P-256.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/time.h"

namespace perpscope::sim {

struct ServerCertificate {
  std::string certificate_pem;
  std::string key_pem;
};

struct CertificateRequest {
  // Host names and IP addresses that it is for; the first is its common name.
  std::vector<std::string> names{"localhost", "127.0.0.1", "::1"};
  TimeRange valid;
};

class CertificateAuthority {
 public:
  // Valid from a day before `now` until 30 days after it.
  [[nodiscard]] static Result<CertificateAuthority> create(Time now);

  CertificateAuthority(CertificateAuthority&&) noexcept;
  CertificateAuthority& operator=(CertificateAuthority&&) noexcept;
  ~CertificateAuthority();

  // What a client is to trust.
  [[nodiscard]] std::string pem() const;
  [[nodiscard]] Result<ServerCertificate> issue(const CertificateRequest& request) const;

 private:
  struct Keys;
  explicit CertificateAuthority(std::unique_ptr<Keys> keys);
  std::unique_ptr<Keys> keys_;
};

}  // namespace perpscope::sim
