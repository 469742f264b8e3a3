#include "sim/https_host.h"

#include <algorithm>
#include <list>
#include <sstream>
#include <thread>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>
#include <fmt/format.h>

#include "base/log.h"
#include "base/text.h"

namespace perpscope::sim {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
namespace ssl = asio::ssl;
using tcp = asio::ip::tcp;
using beast::error_code;
using std::chrono::seconds;

constexpr auto kNoThrow = asio::as_tuple(asio::use_awaitable);
constexpr std::uint32_t kMostHeader = 32 * 1024;
constexpr std::uint64_t kMostBody = 1024 * 1024;
constexpr seconds kHandshake{10};
constexpr seconds kIdle{75};
constexpr seconds kWriting{60};
constexpr std::size_t kEndlessChunk = 1024 * 1024;
constexpr int kEndlessChunks = 256;

using Stream = beast::ssl_stream<beast::tcp_stream>;
using Request = http::request<http::string_body>;
using Response = http::response<http::string_body>;

std::string textOf(beast::string_view view) { return {view.data(), view.size()}; }

RawRequest rawOf(Request&& request) {
  RawRequest raw{textOf(request.method_string()),
                 textOf(request.target()),
                 {},
                 std::move(request.body()),
                 std::chrono::steady_clock::now()};
  for (const auto& field : request)
    raw.headers.push_back({lowered(textOf(field.name_string())), textOf(field.value())});
  return raw;
}

Response responseOf(Reply&& reply, unsigned version, bool keep_alive) {
  Response response;
  response.version(version);
  response.result(static_cast<unsigned>(reply.status));
  for (const auto& header : reply.headers) response.insert(header.name, header.value);
  response.body() = std::move(reply.body);
  response.keep_alive(keep_alive);
  response.prepare_payload();
  return response;
}

Reply plain(int status, std::string_view words) {
  return {status, {{"content-type", "text/plain"}}, std::string(words), {}, Delivery::Whole};
}

// What is answered to bytes that are no request that we take.
Reply complaintAbout(const error_code& error) {
  if (error == http::error::body_limit) return plain(413, "The request is too large.\n");
  if (error == http::error::header_limit) return plain(431, "The request's header is too large.\n");
  return plain(400, "This is no HTTP request.\n");
}

bool isOfHttp(const error_code& error) {
  return error.category() == http::make_error_code(http::error::bad_method).category() &&
         error != http::error::end_of_stream && error != http::error::partial_message;
}

// One connection, request after request in order: what is pipelined waits in the buffer.
class Connection {
 public:
  Connection(tcp::socket socket, ssl::context& context, const Handler& handler)
      : stream_(std::move(socket), context), handler_(handler) {}

  asio::awaitable<void> run() {
    tcpStream().socket().set_option(tcp::no_delay(true));
    tcpStream().expires_after(kHandshake);
    const auto [error] = co_await stream_.async_handshake(ssl::stream_base::server, kNoThrow);
    if (error) co_return;
    while (co_await serveOne()) {
    }
  }

 private:
  beast::tcp_stream& tcpStream() { return beast::get_lowest_layer(stream_); }

  // False once the connection is over.
  asio::awaitable<bool> serveOne() {
    http::request_parser<http::string_body> parser;
    parser.header_limit(kMostHeader);
    parser.body_limit(kMostBody);
    tcpStream().expires_after(kIdle);
    const auto [error, bytes] = co_await http::async_read(stream_, buffer_, parser, kNoThrow);
    if (error) {
      if (isOfHttp(error)) co_await send(responseOf(complaintAbout(error), 11, false));
      co_await close();
      co_return false;
    }
    co_return co_await answer(parser.release());
  }

  asio::awaitable<bool> answer(Request request) {
    const bool keep_alive = request.keep_alive();
    const unsigned version = request.version();
    const bool head = request.method() == http::verb::head;
    Reply reply = handler_(rawOf(std::move(request)));
    co_await wait(reply.delay);
    const Delivery delivery = reply.delivery;
    if (delivery != Delivery::Whole) {
      co_await misbehave(delivery, responseOf(std::move(reply), version, keep_alive));
      co_return false;
    }
    Response response = responseOf(std::move(reply), version, keep_alive);
    if (head) response.body().clear();  // its length stays
    const bool sent = co_await send(std::move(response));
    if (sent && keep_alive) co_return true;
    co_await close();
    co_return false;
  }

  asio::awaitable<void> wait(Milliseconds delay) {
    if (delay.count() <= 0) co_return;
    tcpStream().expires_never();
    asio::steady_timer timer(stream_.get_executor(), delay);
    co_await timer.async_wait(kNoThrow);
  }

  asio::awaitable<bool> send(Response response) {
    tcpStream().expires_after(kWriting);
    const auto [error, bytes] = co_await http::async_write(stream_, response, kNoThrow);
    co_return !error;
  }

  asio::awaitable<bool> sendText(std::string text) {
    tcpStream().expires_after(kWriting);
    const auto [error, bytes] = co_await asio::async_write(stream_, asio::buffer(text), kNoThrow);
    co_return !error;
  }

  asio::awaitable<void> misbehave(Delivery delivery, Response response) {
    switch (delivery) {
      case Delivery::Truncated: return truncate(std::move(response));
      case Delivery::Endless: return sendWithoutEnd(std::move(response));
      case Delivery::Reset: return reset();
      case Delivery::Never: return waitForEver();
      case Delivery::Whole:
      case Delivery::Closed: break;
    }
    return close();
  }

  static std::string headerOf(const Response& response) {
    std::ostringstream text;
    text << response.base();
    return std::move(text).str();
  }

  asio::awaitable<void> truncate(Response response) {
    co_await sendText(headerOf(response) + response.body().substr(0, response.body().size() / 2));
    error_code ignored;
    tcpStream().socket().shutdown(tcp::socket::shutdown_send, ignored);
    tcpStream().close();
  }

  asio::awaitable<void> sendWithoutEnd(Response response) {
    response.content_length(boost::none);
    response.chunked(true);
    const std::string blanks = fmt::format("{:x}\r\n{}\r\n", kEndlessChunk, std::string(kEndlessChunk, ' '));
    const std::string& body = response.body();
    const std::string start = body.empty() ? "" : fmt::format("{:x}\r\n{}\r\n", body.size(), body);
    bool going = co_await sendText(headerOf(response) + start);
    for (int i = 0; going && i < kEndlessChunks; ++i) going = co_await sendText(blanks);
    tcpStream().close();
  }

  asio::awaitable<void> reset() {
    error_code ignored;
    tcpStream().socket().set_option(asio::socket_base::linger(true, 0), ignored);
    tcpStream().close();
    co_return;
  }

  // Until the client has enough.
  asio::awaitable<void> waitForEver() {
    tcpStream().expires_never();
    std::array<char, 1024> unheard{};
    for (bool open = true; open;) {
      const auto [error, bytes] = co_await stream_.async_read_some(asio::buffer(unheard), kNoThrow);
      open = !error;
    }
    tcpStream().close();
  }

  asio::awaitable<void> close() {
    tcpStream().expires_after(seconds{2});
    co_await stream_.async_shutdown(kNoThrow);
    tcpStream().close();
  }

  Stream stream_;
  beast::flat_buffer buffer_;
  const Handler& handler_;
};

struct Door {
  ssl::context context;
  Handler handler;
};

asio::awaitable<void> serve(tcp::socket socket, Door& door) {
  Connection connection(std::move(socket), door.context, door.handler);
  co_await connection.run();
}

asio::awaitable<void> acceptAll(tcp::acceptor acceptor, Door& door) {
  for (;;) {
    auto [error, socket] = co_await acceptor.async_accept(kNoThrow);
    if (error == asio::error::operation_aborted) co_return;
    if (!error) {
      asio::co_spawn(acceptor.get_executor(), serve(std::move(socket), door), asio::detached);
      continue;
    }
    log::warn("simulator: cannot accept a connection: {}", error.message());
    asio::steady_timer pause(acceptor.get_executor(), std::chrono::milliseconds{50});
    co_await pause.async_wait(kNoThrow);
  }
}

ssl::context contextOf(const ServerCertificate& certificate) {
  ssl::context context(ssl::context::tls_server);
  context.set_options(ssl::context::default_workarounds | ssl::context::no_tlsv1 | ssl::context::no_tlsv1_1);
  context.use_certificate_chain(asio::buffer(certificate.certificate_pem));
  context.use_private_key(asio::buffer(certificate.key_pem), ssl::context::pem);
  return context;
}

Result<tcp::acceptor> boundOn(asio::io_context& io) {
  error_code error;
  tcp::acceptor acceptor(io);
  acceptor.open(tcp::v4(), error);
  if (!error) acceptor.bind({asio::ip::address_v4::loopback(), 0}, error);
  if (error) return fail(ErrorKind::Io, "cannot open a port on 127.0.0.1: " + error.message());
  return acceptor;
}

}  // namespace

// Sockets live in the coroutines, which end with their io_context; what the coroutines refer to lives longer.
struct HttpsHost::Impl {
  ~Impl() { stop(); }

  void stop() {
    if (io) io->stop();
    if (thread.joinable()) thread.join();
    occupied.clear();
    io.reset();
  }

  std::list<Door> doors;
  std::unique_ptr<asio::io_context> io = std::make_unique<asio::io_context>(1);
  std::list<tcp::acceptor> occupied;
  std::thread thread;
};

HttpsHost::HttpsHost() : impl_(std::make_unique<Impl>()) {}
HttpsHost::HttpsHost(HttpsHost&&) noexcept = default;
HttpsHost& HttpsHost::operator=(HttpsHost&&) noexcept = default;
HttpsHost::~HttpsHost() = default;

Result<std::uint16_t> HttpsHost::listen(const ServerCertificate& certificate, Handler handler) {
  auto acceptor = boundOn(*impl_->io);
  if (!acceptor) return std::unexpected(acceptor.error());
  error_code error;
  acceptor->listen(asio::socket_base::max_listen_connections, error);
  if (error) return fail(ErrorKind::Io, "cannot listen on 127.0.0.1: " + error.message());
  const std::uint16_t port = acceptor->local_endpoint().port();
  Door& door = impl_->doors.emplace_back(contextOf(certificate), std::move(handler));
  asio::co_spawn(*impl_->io, acceptAll(*std::move(acceptor), door), asio::detached);
  return port;
}

Result<std::uint16_t> HttpsHost::occupy() {
  auto acceptor = boundOn(*impl_->io);
  if (!acceptor) return std::unexpected(acceptor.error());
  impl_->occupied.push_back(*std::move(acceptor));
  return impl_->occupied.back().local_endpoint().port();
}

void HttpsHost::start() {
  impl_->thread = std::thread([io = impl_->io.get()] { io->run(); });
}

void HttpsHost::stop() { impl_->stop(); }

}  // namespace perpscope::sim
