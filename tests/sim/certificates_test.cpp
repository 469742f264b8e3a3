#include "sim/certificates.h"

#include <memory>

#include <gtest/gtest.h>
#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "base/clock.h"

namespace perpscope::sim {
namespace {

using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;

Certificate readPem(const std::string& pem) {
  BIO* in = BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()));
  Certificate certificate(PEM_read_bio_X509(in, nullptr, nullptr, nullptr), &X509_free);
  BIO_free(in);
  return certificate;
}

// What OpenSSL says of the certificate at a time, if only `authority` is trusted; X509_V_OK is 0.
int verdict(const std::string& pem, const CertificateAuthority& authority, const std::string& host, Time at) {
  const auto certificate = readPem(pem);
  const auto trusted = readPem(authority.pem());
  X509_STORE* store = X509_STORE_new();
  X509_STORE_add_cert(store, trusted.get());
  X509_STORE_CTX* context = X509_STORE_CTX_new();
  X509_STORE_CTX_init(context, store, certificate.get(), nullptr);
  X509_VERIFY_PARAM* param = X509_STORE_CTX_get0_param(context);
  X509_VERIFY_PARAM_set_time(param, toMs(at) / 1000);
  X509_VERIFY_PARAM_set_purpose(param, X509_PURPOSE_SSL_SERVER);
  if (X509_VERIFY_PARAM_set1_ip_asc(param, host.c_str()) != 1)
    X509_VERIFY_PARAM_set1_host(param, host.c_str(), host.size());
  X509_verify_cert(context);
  const int error = X509_STORE_CTX_get_error(context);
  X509_STORE_CTX_free(context);
  X509_STORE_free(store);
  return error;
}

constexpr Time kNow = utc(2026, 6, 1);
const CertificateRequest kToday{.valid = {kNow - kDay, kNow + kDay}};

class Certificates : public testing::Test {
 protected:
  CertificateAuthority authority_ = *CertificateAuthority::create(kNow);
};

TEST_F(Certificates, AreGoodForLoopbackByNameAndByNumber) {
  const auto pem = authority_.issue(kToday)->certificate_pem;
  for (const auto* host : {"localhost", "127.0.0.1", "::1"})
    EXPECT_EQ(verdict(pem, authority_, host, kNow), X509_V_OK) << host;
  EXPECT_EQ(verdict(pem, authority_, "api.binance.com", kNow), X509_V_ERR_HOSTNAME_MISMATCH);
  EXPECT_EQ(verdict(pem, authority_, "127.0.0.2", kNow), X509_V_ERR_IP_ADDRESS_MISMATCH);
}

TEST_F(Certificates, EndWhenTheyAreToldTo) {
  const auto pem = authority_.issue(kToday)->certificate_pem;
  EXPECT_EQ(verdict(pem, authority_, "localhost", kNow + 2 * kDay), X509_V_ERR_CERT_HAS_EXPIRED);
  EXPECT_EQ(verdict(pem, authority_, "localhost", kNow + 31 * kDay), X509_V_ERR_CERT_HAS_EXPIRED);
}

TEST_F(Certificates, OfAnotherAuthorityAreNotTrusted) {
  const auto other = *CertificateAuthority::create(kNow);
  const auto pem = other.issue(kToday)->certificate_pem;
  EXPECT_NE(verdict(pem, authority_, "localhost", kNow), X509_V_OK);
  EXPECT_EQ(verdict(pem, other, "localhost", kNow), X509_V_OK);
}

TEST_F(Certificates, ComeWithTheirKeyAndAreNeverTheSame) {
  const auto one = *authority_.issue(kToday);
  const auto two = *authority_.issue(kToday);
  EXPECT_NE(one.certificate_pem, two.certificate_pem);
  EXPECT_NE(one.key_pem, two.key_pem);
  BIO* in = BIO_new_mem_buf(one.key_pem.data(), static_cast<int>(one.key_pem.size()));
  EVP_PKEY* key = PEM_read_bio_PrivateKey(in, nullptr, nullptr, nullptr);
  BIO_free(in);
  EXPECT_EQ(X509_check_private_key(readPem(one.certificate_pem).get(), key), 1);
  EVP_PKEY_free(key);
}

TEST_F(Certificates, NeedAName) { EXPECT_FALSE(authority_.issue({.names = {}, .valid = kToday.valid})); }

}  // namespace
}  // namespace perpscope::sim
