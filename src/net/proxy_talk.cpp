#include "net/proxy_talk.h"

#include <array>

#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>
#include <fmt/format.h>
#include <openssl/evp.h>

#include "net/socks5.h"

namespace perpscope::net {

namespace asio = boost::asio;
namespace http = boost::beast::http;

namespace {

using ConnectRequest = http::request<http::empty_body>;
using ConnectAnswer = http::response_parser<http::empty_body>;

std::string base64(const std::string& text) {
  std::string out(4 * ((text.size() + 2) / 3) + 1, '\0');
  const int size =
      EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                      reinterpret_cast<const unsigned char*>(text.data()), static_cast<int>(text.size()));
  out.resize(static_cast<std::size_t>(size));
  return out;
}

FetchError proxyError(const Url& proxy, std::string_view why) {
  return fetchError(Trouble::Proxy, fmt::format("the proxy {}:{}: {}", proxy.host, proxy.port, why));
}

// A proxy that breaks off has refused in its own way; a timeout or a cancellation stays what it is.
FetchError brokenTalk(const Url& proxy, const boost::system::error_code& code, const Step& step,
                      const Deadline& deadline) {
  auto error = describe(code, step, deadline);
  if (error.trouble == Trouble::Timeout || error.trouble == Trouble::Cancelled) return error;
  return proxyError(proxy, error.trouble == Trouble::Malformed || error.trouble == Trouble::TooLarge
                               ? "it does not answer as an HTTP proxy does"
                               : "it broke the connection off");
}

ConnectRequest connectRequest(const Url& proxy, const std::string& host, std::uint16_t port) {
  const auto target = host.find(':') == std::string::npos ? fmt::format("{}:{}", host, port)
                                                          : fmt::format("[{}]:{}", host, port);
  ConnectRequest request(http::verb::connect, target, 11);
  request.set(http::field::host, target);
  if (!proxy.user.empty())
    request.set(http::field::proxy_authorization,
                "Basic " + base64(fmt::format("{}:{}", proxy.user, proxy.password)));
  return request;
}

std::string statusText(unsigned status) {
  if (status == 407) return "it wants another user or password (407)";
  if (status == 403) return "it does not allow this host (403)";
  return fmt::format("it did not connect (status {})", status);
}

Task<Fetched<void>> talkHttp(TcpStream& stream, const Url& proxy, const std::string& host, std::uint16_t port,
                             const Step& step, const Deadline& deadline) {
  auto request = connectRequest(proxy, host, port);
  const auto [write_error, written] = co_await http::async_write(stream, request, kAsTuple);
  if (write_error) co_return std::unexpected(brokenTalk(proxy, write_error, step, deadline));
  ConnectAnswer parser;
  parser.skip(true);
  boost::beast::flat_buffer buffer;
  const auto [read_error, read] = co_await http::async_read_header(stream, buffer, parser, kAsTuple);
  if (read_error) co_return std::unexpected(brokenTalk(proxy, read_error, step, deadline));
  const auto status = parser.get().result_int();
  if (status < 200 || status > 299) co_return std::unexpected(proxyError(proxy, statusText(status)));
  if (buffer.size() > 0) co_return std::unexpected(proxyError(proxy, "it sent bytes nobody asked for"));
  co_return Fetched<void>{};
}

// One conversation with a SOCKS proxy: sends, and reads so many bytes.
class SocksTalk {
 public:
  SocksTalk(TcpStream& stream, const Url& proxy, const Step& step, const Deadline& deadline)
      : stream_(stream), proxy_(proxy), step_(step), deadline_(deadline) {}

  Task<Fetched<std::string>> ask(const std::string& message, std::size_t answer) {
    const auto [error, written] = co_await asio::async_write(stream_, asio::buffer(message), kAsTuple);
    if (error) co_return std::unexpected(brokenTalk(proxy_, error, step_, deadline_));
    std::string bytes(answer, '\0');
    const auto [read_error, read] = co_await asio::async_read(stream_, asio::buffer(bytes), kAsTuple);
    if (read_error) co_return std::unexpected(brokenTalk(proxy_, read_error, step_, deadline_));
    co_return bytes;
  }

  Task<Fetched<void>> authenticate() {
    const auto greeting = socks5::greeting(proxy_);
    const auto choice = co_await ask(greeting, 2);
    if (!choice) co_return std::unexpected(choice.error());
    if ((*choice)[0] != 5) co_return no("it does not answer as a SOCKS 5 proxy does");
    if ((*choice)[1] == socks5::kNoAuthentication) co_return Fetched<void>{};
    if ((*choice)[1] != socks5::kUserPassword || proxy_.user.empty())
      co_return no("it wants a user and a password");
    const auto credentials = socks5::credentials(proxy_);
    if (credentials.empty()) co_return no("user or password are longer than SOCKS allows");
    const auto verdict = co_await ask(credentials, 2);
    if (!verdict) co_return std::unexpected(verdict.error());
    if ((*verdict)[1] != 0) co_return no("it wants another user or password");
    co_return Fetched<void>{};
  }

  Task<Fetched<void>> connect(const std::string& address, std::uint16_t port) {
    const auto message = socks5::connectTo(address, port);
    if (message.empty()) co_return no("the host's name is longer than SOCKS allows");
    const auto reply = co_await ask(message, 4);
    if (!reply) co_return std::unexpected(reply.error());
    if ((*reply)[0] != 5) co_return no("it does not answer as a SOCKS 5 proxy does");
    if ((*reply)[1] != 0) co_return no(socks5::refusalText(static_cast<unsigned char>((*reply)[1])));
    const auto kind = static_cast<unsigned char>((*reply)[3]);
    auto left = socks5::addressSize(kind);
    const std::string nothing;
    if (kind == socks5::kNameAddress) {
      const auto length = co_await ask(nothing, 1);
      if (!length) co_return std::unexpected(length.error());
      left = static_cast<unsigned char>((*length)[0]) + std::size_t{2};
    }
    if (left == 0) co_return no("it does not answer as a SOCKS 5 proxy does");
    const auto bound = co_await ask(nothing, left);
    if (!bound) co_return std::unexpected(bound.error());
    co_return Fetched<void>{};
  }

 private:
  [[nodiscard]] std::unexpected<FetchError> no(std::string_view why) const {
    return std::unexpected(proxyError(proxy_, why));
  }

  TcpStream& stream_;
  const Url& proxy_;
  const Step& step_;
  const Deadline& deadline_;
};

}  // namespace

Task<Fetched<void>> talkToProxy(TcpStream& stream, const Url& proxy, const std::string& address,
                                std::uint16_t port, const Step& step, const Deadline& deadline) {
  stream.expires_at(deadline.step(step.limit));
  if (proxy.scheme == "http") {
    auto done = co_await talkHttp(stream, proxy, address, port, step, deadline);
    co_return done;
  }
  SocksTalk talk(stream, proxy, step, deadline);
  auto known = co_await talk.authenticate();
  if (!known) co_return known;
  auto connected = co_await talk.connect(address, port);
  co_return connected;
}

}  // namespace perpscope::net
