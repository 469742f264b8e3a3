// The bytes between us and a server. Heavy headers: for the few files that speak on a connection.
#pragma once

#include <string>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>

#include "net/url.h"

namespace perpscope::net {

inline constexpr auto kAsTuple = boost::asio::as_tuple(boost::asio::use_awaitable);

using TcpStream = boost::beast::tcp_stream;
using TlsStream = boost::beast::ssl_stream<TcpStream>;

struct Connection {
  Connection(const boost::asio::any_io_executor& executor, boost::asio::ssl::context& tls, const Url& url)
      : stream(TcpStream(executor), tls), secure(url.secure()), host(url.host) {}

  [[nodiscard]] TcpStream& tcp() { return stream.next_layer(); }

  TlsStream stream;  // only its lower layer is used where the scheme has no TLS
  bool secure;
  std::string host;  // for messages and for the certificate
  boost::beast::flat_buffer unread;
};

}  // namespace perpscope::net
