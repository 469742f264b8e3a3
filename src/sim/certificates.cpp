#include "sim/certificates.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

namespace perpscope::sim {
namespace {

template <auto Free>
struct Freeing {
  template <class T>
  void operator()(T* pointer) const {
    Free(pointer);
  }
};
using Key = std::unique_ptr<EVP_PKEY, Freeing<&EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Freeing<&X509_free>>;
using Memory = std::unique_ptr<BIO, Freeing<&BIO_free_all>>;
using Extension = std::unique_ptr<X509_EXTENSION, Freeing<&X509_EXTENSION_free>>;

std::unexpected<Error> refused(std::string_view what) {
  std::array<char, 256> reason{};
  ERR_error_string_n(ERR_get_error(), reason.data(), reason.size());
  return fail(ErrorKind::Io, fmt::format("OpenSSL cannot make {}", what), reason.data());
}

template <class Write>
std::string pemOf(Write&& write) {
  const Memory out(BIO_new(BIO_s_mem()));
  if (!out || write(out.get()) != 1) return {};
  char* data = nullptr;
  const long size = BIO_get_mem_data(out.get(), &data);
  return {data, static_cast<std::size_t>(size)};
}

std::string pemOf(X509* certificate) {
  return pemOf([&](BIO* out) { return PEM_write_bio_X509(out, certificate); });
}
std::string pemOf(EVP_PKEY* key) {
  return pemOf([&](BIO* out) {
    return PEM_write_bio_PKCS8PrivateKey(out, key, nullptr, nullptr, 0, nullptr, nullptr);
  });
}

bool setSerial(X509* certificate) {
  std::array<unsigned char, 8> bytes{};
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) return false;
  std::uint64_t serial = 0;
  for (const auto byte : bytes) serial = serial << 8 | byte;
  return ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), serial >> 1) == 1;
}

bool setName(X509_NAME* name, const std::string& common) {
  return X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8,
                                    reinterpret_cast<const unsigned char*>(common.c_str()), -1, -1, 0) == 1;
}

bool setValidity(X509* certificate, TimeRange valid) {
  const auto seconds = [](Time t) {
    return std::chrono::floor<std::chrono::seconds>(t).time_since_epoch().count();
  };
  return ASN1_TIME_set(X509_getm_notBefore(certificate), seconds(valid.from)) != nullptr &&
         ASN1_TIME_set(X509_getm_notAfter(certificate), seconds(valid.to)) != nullptr;
}

bool addExtension(X509* certificate, X509* issuer, int id, const std::string& value) {
  X509V3_CTX context{};
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const Extension extension(X509V3_EXT_conf_nid(nullptr, &context, id, value.c_str()));
  return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

std::string alternativeNames(const std::vector<std::string>& names) {
  std::string all;
  for (const auto& name : names) {
    std::array<unsigned char, 16> address{};
    const bool is_address = inet_pton(AF_INET, name.c_str(), address.data()) == 1 ||
                            inet_pton(AF_INET6, name.c_str(), address.data()) == 1;
    all += fmt::format("{}{}:{}", all.empty() ? "" : ",", is_address ? "IP" : "DNS", name);
  }
  return all;
}

struct ExtensionRow {
  int id;
  std::string value;
};

struct Blank {
  Certificate certificate;
  Key key;
};

// Everything but the issuer's name, the extensions and the signature.
std::optional<Blank> blankOf(const std::string& name, TimeRange valid) {
  Blank blank{Certificate(X509_new()), Key(EVP_EC_gen("P-256"))};
  X509* certificate = blank.certificate.get();
  const bool made = certificate != nullptr && blank.key && X509_set_version(certificate, 2) == 1 &&
                    setSerial(certificate) && setValidity(certificate, valid) &&
                    setName(X509_get_subject_name(certificate), name) &&
                    X509_set_pubkey(certificate, blank.key.get()) == 1;
  return made ? std::optional(std::move(blank)) : std::nullopt;
}

bool complete(X509* certificate, X509* issuer, EVP_PKEY* issuer_key, const std::vector<ExtensionRow>& rows) {
  if (X509_set_issuer_name(certificate, X509_get_subject_name(issuer)) != 1) return false;
  for (const auto& [id, value] : rows)
    if (!addExtension(certificate, issuer, id, value)) return false;
  return X509_sign(certificate, issuer_key, EVP_sha256()) > 0;
}

}  // namespace

struct CertificateAuthority::Keys {
  Certificate certificate;
  Key key;
};

CertificateAuthority::CertificateAuthority(std::unique_ptr<Keys> keys) : keys_(std::move(keys)) {}
CertificateAuthority::CertificateAuthority(CertificateAuthority&&) noexcept = default;
CertificateAuthority& CertificateAuthority::operator=(CertificateAuthority&&) noexcept = default;
CertificateAuthority::~CertificateAuthority() = default;

Result<CertificateAuthority> CertificateAuthority::create(Time now) {
  auto blank = blankOf("Perpscope simulator CA", {now - kDay, now + 30 * kDay});
  if (!blank) return refused("a key");
  X509* own = blank->certificate.get();
  const std::vector<ExtensionRow> rows{{NID_basic_constraints, "critical,CA:TRUE,pathlen:0"},
                                       {NID_key_usage, "critical,keyCertSign,cRLSign"},
                                       {NID_subject_key_identifier, "hash"}};
  if (!complete(own, own, blank->key.get(), rows)) return refused("a certificate authority");
  return CertificateAuthority(std::make_unique<Keys>(std::move(blank->certificate), std::move(blank->key)));
}

std::string CertificateAuthority::pem() const { return pemOf(keys_->certificate.get()); }

Result<ServerCertificate> CertificateAuthority::issue(const CertificateRequest& request) const {
  if (request.names.empty()) return fail(ErrorKind::Usage, "a certificate needs a name");
  const auto blank = blankOf(request.names.front(), request.valid);
  if (!blank) return refused("a key");
  const std::vector<ExtensionRow> rows{
      {NID_basic_constraints, "critical,CA:FALSE"},
      {NID_key_usage, "critical,digitalSignature"},
      {NID_ext_key_usage, "serverAuth"},
      {NID_subject_key_identifier, "hash"},
      {NID_authority_key_identifier, "keyid"},
      {NID_subject_alt_name, alternativeNames(request.names)},
  };
  if (!complete(blank->certificate.get(), keys_->certificate.get(), keys_->key.get(), rows))
    return refused("a certificate");
  return ServerCertificate{pemOf(blank->certificate.get()), pemOf(blank->key.get())};
}

}  // namespace perpscope::sim
