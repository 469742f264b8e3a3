#include "net/dial.h"

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ssl/stream_base.hpp>
#include <fmt/format.h>

#include "net/proxy_talk.h"
#include "net/stream.h"
#include "net/tls.h"

namespace perpscope::net {

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

// How long one of several addresses may take, so that a dead one leaves time for the next.
Milliseconds share(Instant end, std::size_t left) {
  const auto time = std::chrono::duration_cast<Milliseconds>(end - std::chrono::steady_clock::now());
  return time / static_cast<std::int64_t>(left);
}

Task<Fetched<void>> connectToAny(TcpStream& stream, const std::vector<std::string>& addresses,
                                 std::uint16_t port, const Step& step, const Deadline& deadline) {
  const auto end = deadline.step(step.limit);
  Fetched<void> outcome = failFetch(Trouble::Dns, fmt::format("{}: the name has no address", step.host));
  for (std::size_t i = 0; i < addresses.size(); ++i) {
    boost::system::error_code bad;
    const auto address = asio::ip::make_address(addresses[i], bad);
    if (bad) continue;
    const tcp::endpoint endpoint(address, port);
    stream.expires_after(share(end, addresses.size() - i));
    const auto [error] = co_await stream.async_connect(endpoint, kAsTuple);
    if (!error) {
      stream.socket().set_option(tcp::no_delay(true), bad);
      co_return Fetched<void>{};
    }
    outcome = std::unexpected(describe(error, step, deadline));
    if (outcome.error().trouble == Trouble::Cancelled) break;
    stream.close();
  }
  co_return outcome;
}

Task<Fetched<void>> shakeHands(Connection& connection, Milliseconds limit, const Deadline& deadline) {
  const Step step{connection.host, "the TLS handshake", limit};
  auto* session = connection.stream.native_handle();
  if (!expectHost(session, connection.host))
    co_return failFetch(Trouble::Tls, fmt::format("{}: no certificate can be for that name", step.host));
  connection.tcp().expires_at(deadline.step(limit));
  const auto [error] = co_await connection.stream.async_handshake(asio::ssl::stream_base::client, kAsTuple);
  if (!error) co_return Fetched<void>{};
  if (auto refused = certificateError(session, connection.host)) co_return std::unexpected(*refused);
  auto told = describe(error, step, deadline);
  const bool of_tls = error.category() == asio::error::get_ssl_category();
  if (of_tls)
    told =
        fetchError(Trouble::Tls, fmt::format("{}: the other end does not speak TLS as it should", step.host),
                   std::move(told.detail));
  co_return std::unexpected(std::move(told));
}

// The host as the proxy is told it: its address where we are to look it up.
Task<Fetched<std::string>> nameForProxy(Dialer& dialer, const Url& url, const Url& proxy,
                                        Milliseconds limit) {
  if (proxy.scheme != "socks5") co_return url.host;
  const auto addresses = co_await dialer.resolver.resolve(url.host, limit);
  if (!addresses) co_return std::unexpected(addresses.error());
  co_return addresses->front();
}

Task<Fetched<void>> askProxy(Dialer& dialer, Connection& connection, const Url& url, const Url& proxy,
                             const Timeouts& timeouts, const Deadline& deadline) {
  const auto name = co_await nameForProxy(dialer, url, proxy, deadline.atMost(timeouts.resolve));
  if (!name) co_return std::unexpected(name.error());
  const Step step{proxy.host, "talking to the proxy", timeouts.proxy};
  auto done = co_await talkToProxy(connection.tcp(), proxy, *name, url.port, step, deadline);
  co_return done;
}

}  // namespace

void CloseConnection::operator()(Connection* connection) const { delete connection; }

Task<Fetched<ConnectionPtr>> dial(Dialer& dialer, const Url& url, const std::optional<Url>& proxy,
                                  const Timeouts& timeouts, const Deadline& deadline) {
  const Url& first = proxy ? *proxy : url;
  const auto addresses = co_await dialer.resolver.resolve(first.host, deadline.atMost(timeouts.resolve));
  if (!addresses) co_return std::unexpected(addresses.error());

  ConnectionPtr connection(new Connection(dialer.executor, *dialer.tls, url));
  const Step connecting{first.host, "connecting", timeouts.connect};
  auto done = co_await connectToAny(connection->tcp(), *addresses, first.port, connecting, deadline);
  if (!done) co_return std::unexpected(std::move(done.error()));
  if (proxy) {
    done = co_await askProxy(dialer, *connection, url, *proxy, timeouts, deadline);
    if (!done) co_return std::unexpected(std::move(done.error()));
  }
  if (connection->secure) {
    done = co_await shakeHands(*connection, timeouts.handshake, deadline);
    if (!done) co_return std::unexpected(std::move(done.error()));
  }
  co_return connection;
}

}  // namespace perpscope::net
