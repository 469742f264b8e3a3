// A plain blocking HTTPS client for tests, on OpenSSL alone, so that servers are not tested by our own
// client. One connection; bytes go out as they are given.
#pragma once

#include <array>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <arpa/inet.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <sys/socket.h>
#include <unistd.h>

namespace perpscope::test {

struct HttpAnswer {
  int status = 0;
  std::string head;  // the lines before the body
  std::string body;
  bool whole = false;  // all of the promised length came

  // The header's value, or empty. The name as it was sent, in any case.
  [[nodiscard]] std::string header(std::string_view name) const {
    std::size_t at = 0;
    while ((at = head.find("\r\n", at)) != std::string::npos) {
      at += 2;
      if (strncasecmp(head.c_str() + at, name.data(), name.size()) != 0 || head[at + name.size()] != ':')
        continue;
      const auto from = head.find_first_not_of(' ', at + name.size() + 1);
      return head.substr(from, head.find("\r\n", from) - from);
    }
    return {};
  }
};

class TlsClient {
 public:
  // Trusts the authority alone; `host` is what the certificate must be for.
  TlsClient(std::uint16_t port, const std::string& authority_pem, const std::string& host = "127.0.0.1") {
    socket_ = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ = ::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    if (connected_) shakeHands(authority_pem, host);
  }
  TlsClient(const TlsClient&) = delete;
  TlsClient& operator=(const TlsClient&) = delete;
  ~TlsClient() { ::close(socket_); }

  [[nodiscard]] bool connected() const { return connected_; }
  [[nodiscard]] bool trusted() const { return trusted_; }
  // X509_V_OK, or why the certificate is not.
  [[nodiscard]] long verdict() const { return SSL_get_verify_result(ssl_.get()); }

  bool send(std::string_view bytes) {
    return trusted_ && SSL_write(ssl_.get(), bytes.data(), static_cast<int>(bytes.size())) > 0;
  }
  bool get(const std::string& target, const std::string& headers = "") {
    return send("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n");
  }

  // The next answer; nothing where the connection ends before its header does.
  std::optional<HttpAnswer> receive(bool has_body = true) {
    while (unread_.find("\r\n\r\n") == std::string::npos)
      if (!more()) return std::nullopt;
    HttpAnswer answer;
    const auto end = unread_.find("\r\n\r\n") + 2;
    answer.head = unread_.substr(0, end);
    unread_.erase(0, end + 2);
    answer.status = std::atoi(answer.head.c_str() + answer.head.find(' '));
    const auto length = static_cast<std::size_t>(std::atoll(answer.header("content-length").c_str()));
    while (has_body && unread_.size() < length)
      if (!more()) break;
    answer.whole = !has_body || unread_.size() >= length;
    answer.body = unread_.substr(0, has_body ? length : 0);
    unread_.erase(0, answer.body.size());
    return answer;
  }
  std::optional<HttpAnswer> fetch(const std::string& target, const std::string& headers = "") {
    return get(target, headers) ? receive() : std::nullopt;
  }
  // Waits for bytes: how many are unread then, nothing once the connection has ended.
  std::optional<std::size_t> wait() { return more() ? std::optional(unread_.size()) : std::nullopt; }

 private:
  void shakeHands(const std::string& authority_pem, const std::string& host) {
    context_.reset(SSL_CTX_new(TLS_client_method()));
    BIO* in = BIO_new_mem_buf(authority_pem.data(), static_cast<int>(authority_pem.size()));
    X509* authority = PEM_read_bio_X509(in, nullptr, nullptr, nullptr);
    BIO_free(in);
    X509_STORE_add_cert(SSL_CTX_get_cert_store(context_.get()), authority);
    X509_free(authority);
    SSL_CTX_set_verify(context_.get(), SSL_VERIFY_PEER, nullptr);
    ssl_.reset(SSL_new(context_.get()));
    X509_VERIFY_PARAM* param = SSL_get0_param(ssl_.get());
    if (X509_VERIFY_PARAM_set1_ip_asc(param, host.c_str()) != 1)
      X509_VERIFY_PARAM_set1_host(param, host.c_str(), host.size());
    SSL_set_fd(ssl_.get(), socket_);
    trusted_ = SSL_connect(ssl_.get()) == 1;
  }

  bool more() {
    std::array<char, 16 * 1024> room{};
    const int got = trusted_ ? SSL_read(ssl_.get(), room.data(), static_cast<int>(room.size())) : 0;
    if (got > 0) unread_.append(room.data(), static_cast<std::size_t>(got));
    return got > 0;
  }

  std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context_{nullptr, &SSL_CTX_free};
  std::unique_ptr<SSL, decltype(&SSL_free)> ssl_{nullptr, &SSL_free};
  int socket_ = -1;
  bool connected_ = false;
  bool trusted_ = false;
  std::string unread_;
};

// The port of https://127.0.0.1:40123.
inline std::uint16_t portOf(const std::string& url) {
  return static_cast<std::uint16_t>(std::atoi(url.c_str() + url.rfind(':') + 1));
}

}  // namespace perpscope::test
