#include "net/certificates.h"

#include <stdexcept>

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

namespace perpscope::net::test {
namespace {

void need(bool done) {
  if (!done) throw std::runtime_error("OpenSSL would not make a certificate");
}

void extend(X509* certificate, X509* issuer, int id, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, id, value.c_str());
  need(extension != nullptr && X509_add_ext(certificate, extension, -1) == 1);
  X509_EXTENSION_free(extension);
}

Certificate blank(const std::string& name, long serial, Validity validity) {
  Certificate made{Owned<X509>(X509_new()), Owned<EVP_PKEY>(EVP_EC_gen("P-256"))};
  auto* x509 = made.x509.get();
  need(x509 != nullptr && made.key && X509_set_version(x509, 2) == 1);
  ASN1_INTEGER_set(X509_get_serialNumber(x509), serial);
  X509_gmtime_adj(X509_getm_notBefore(x509), validity.from * 3600L);
  X509_gmtime_adj(X509_getm_notAfter(x509), validity.to * 3600L);
  X509_set_pubkey(x509, made.key.get());
  X509_NAME_add_entry_by_txt(X509_get_subject_name(x509), "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
  return made;
}

}  // namespace

Authority::Authority(const std::string& name) : self_(blank(name, 1, {-100, 100})) {
  auto* x509 = self_.x509.get();
  X509_set_issuer_name(x509, X509_get_subject_name(x509));
  extend(x509, x509, NID_basic_constraints, "critical,CA:TRUE");
  extend(x509, x509, NID_key_usage, "critical,keyCertSign,cRLSign");
  need(X509_sign(x509, self_.key.get(), EVP_sha256()) > 0);
}

Certificate Authority::issue(const std::string& names, Validity validity) const {
  auto made = blank("loopback", 2, validity);
  auto* x509 = made.x509.get();
  X509_set_issuer_name(x509, X509_get_subject_name(self_.x509.get()));
  extend(x509, self_.x509.get(), NID_subject_alt_name, names);
  need(X509_sign(x509, self_.key.get(), EVP_sha256()) > 0);
  return made;
}

std::string Authority::pem() const {
  BIO* memory = BIO_new(BIO_s_mem());
  need(PEM_write_bio_X509(memory, self_.x509.get()) == 1);
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(memory, &bytes);
  std::string text(bytes, static_cast<std::size_t>(size));
  BIO_free(memory);
  return text;
}

}  // namespace perpscope::net::test
