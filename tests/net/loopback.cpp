#include "net/loopback.h"

#include <array>
#include <csignal>
#include <stdexcept>

#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <zlib.h>

namespace perpscope::net::test {
namespace {

struct Bound {
  int socket;
  std::uint16_t port;
};

sockaddr_in loopbackAddress(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  return address;
}

Bound bindAny() {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  auto address = loopbackAddress(0);
  socklen_t size = sizeof address;
  if (bind(socket, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
      getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size) != 0)
    throw std::runtime_error("no loopback port");
  return {socket, ntohs(address.sin_port)};
}

int connectTo(std::uint16_t port, int flags = 0) {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | flags, 0);
  const auto address = loopbackAddress(port);
  (void)connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address);
  return socket;
}

std::size_t contentLength(const std::string& request) {
  constexpr std::string_view kName = "\r\nContent-Length: ";
  const auto at = request.find(kName);
  return at == std::string::npos ? 0 : std::stoul(request.substr(at + kName.size()));
}

// Moves what has come on one socket to the other; false at the end.
bool move(int from, int to) {
  std::array<char, 16384> bytes;
  const auto size = recv(from, bytes.data(), bytes.size(), 0);
  return size > 0 && ::send(to, bytes.data(), static_cast<std::size_t>(size), MSG_NOSIGNAL) == size;
}

}  // namespace

std::optional<char> Peer::readByte() {
  char byte = 0;
  const auto size =
      session_ != nullptr ? SSL_read(session_, &byte, 1) : static_cast<int>(recv(socket_, &byte, 1, 0));
  return size == 1 ? std::optional(byte) : std::nullopt;
}

std::string Peer::read(std::size_t size) {
  std::string bytes;
  while (bytes.size() < size) {
    const auto byte = readByte();
    if (!byte) break;
    bytes += *byte;
  }
  return bytes;
}

std::string Peer::readRequest() {
  std::string request;
  while (!request.ends_with("\r\n\r\n")) {
    const auto byte = readByte();
    if (!byte) return {};
    request += *byte;
  }
  return request + read(contentLength(request));
}

bool Peer::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto size = session_ != nullptr
                          ? SSL_write(session_, bytes.data(), static_cast<int>(bytes.size()))
                          : static_cast<int>(::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL));
    if (size <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(size));
  }
  return true;
}

void Peer::finish() {
  if (session_ != nullptr) SSL_shutdown(session_);
  cut();
}

void Peer::cut() { shutdown(socket_, SHUT_RDWR); }

void Peer::reset() {
  const linger now{1, 0};
  setsockopt(socket_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
  // The descriptor's number stays taken, so that no other thread gets it before the server closes it.
  const int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
  dup3(nothing, socket_, O_CLOEXEC);
  close(nothing);
}

void Peer::hang() {
  std::array<char, 4096> bytes;
  while (recv(socket_, bytes.data(), bytes.size(), 0) > 0) {
  }
}

void Peer::relayTo(std::uint16_t port) {
  const int other = connectTo(port);
  std::array<pollfd, 2> both = {{{socket_, POLLIN, 0}, {other, POLLIN, 0}}};
  bool open = true;
  while (open && poll(both.data(), both.size(), -1) > 0) {
    if (both[0].revents != 0) open = move(socket_, other);
    if (open && both[1].revents != 0) open = move(other, socket_);
  }
  close(other);
}

std::string Peer::serverName() const {
  const char* name = SSL_get_servername(session_, TLSEXT_NAMETYPE_host_name);
  return name == nullptr ? "" : name;
}

Server::Server(Script script) : script_(std::move(script)) { listen(); }

Server::Server(const Certificate& identity, Script script, int newest_tls)
    : script_(std::move(script)), tls_(SSL_CTX_new(TLS_server_method())) {
  SSL_CTX_set_security_level(tls_.get(), 0);
  SSL_CTX_set_min_proto_version(tls_.get(), TLS1_VERSION);
  SSL_CTX_set_max_proto_version(tls_.get(), newest_tls);
  SSL_CTX_use_certificate(tls_.get(), identity.x509.get());
  SSL_CTX_use_PrivateKey(tls_.get(), identity.key.get());
  listen();
}

void Server::listen() {
  std::signal(SIGPIPE, SIG_IGN);  // OpenSSL writes without MSG_NOSIGNAL
  const auto bound = bindAny();
  listener_ = bound.socket;
  port_ = bound.port;
  if (::listen(listener_, 64) != 0) throw std::runtime_error("cannot listen");
  acceptor_ = std::thread([this] { accept(); });
}

void Server::accept() {
  while (true) {
    const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (socket < 0) return;
    const int yes = 1;
    setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    const std::lock_guard lock(mutex_);
    ++connections_;
    sockets_.push_back(socket);
    if (stopping_) shutdown(socket, SHUT_RDWR);
    threads_.emplace_back([this, socket] { serve(socket); });
  }
}

// Sockets are closed with the server, so that their numbers stay theirs; here they only end.
void Server::serve(int socket) {
  Owned<SSL> session;
  bool ready = true;
  if (tls_) {
    session.reset(SSL_new(tls_.get()));
    SSL_set_fd(session.get(), socket);
    ready = SSL_accept(session.get()) == 1;
  }
  Peer peer(socket, session.get());
  if (ready) script_(peer);
  peer.cut();
  ERR_clear_error();
}

Server::~Server() {
  stopping_ = true;
  shutdown(listener_, SHUT_RDWR);
  acceptor_.join();
  for (const int socket : sockets_) shutdown(socket, SHUT_RDWR);
  for (auto& thread : threads_) thread.join();
  for (const int socket : sockets_) close(socket);
  close(listener_);
}

std::uint16_t closedPort() {
  const auto bound = bindAny();
  close(bound.socket);
  return bound.port;
}

DeafPort::DeafPort() {
  const auto bound = bindAny();
  port_ = bound.port;
  sockets_.push_back(bound.socket);
  if (::listen(bound.socket, 0) != 0) throw std::runtime_error("cannot listen");
  for (int i = 0; i < 4; ++i) sockets_.push_back(connectTo(port_, SOCK_NONBLOCK));
}

DeafPort::~DeafPort() {
  for (const int socket : sockets_) close(socket);
}

std::string answer(std::string_view body, std::string_view more_headers) {
  return fmt::format("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n{}\r\n{}", body.size(), more_headers, body);
}

std::string gzipped(std::string_view text) {
  z_stream stream{};
  deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, 16 + MAX_WBITS, 9, Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&stream, text.size()) + 64, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

Script always(std::string bytes) {
  return [bytes = std::move(bytes)](Peer& peer) {
    while (!peer.readRequest().empty() && peer.send(bytes)) {
    }
  };
}

Script connectProxy(std::string credentials) {
  return [credentials = std::move(credentials)](Peer& peer) {
    const auto request = peer.readRequest();
    const auto colon = request.find(':');
    const bool known = credentials.empty() || request.find("\r\nProxy-Authorization: Basic " + credentials +
                                                           "\r\n") != std::string::npos;
    if (!request.starts_with("CONNECT ") || !known) {
      peer.send("HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n");
      return;
    }
    peer.send("HTTP/1.1 200 Connection established\r\n\r\n");
    peer.relayTo(static_cast<std::uint16_t>(std::stoul(request.substr(colon + 1))));
  };
}

Script socksProxy(std::string credentials) {
  return [credentials = std::move(credentials)](Peer& peer) {
    const auto greeting = peer.read(2);
    if (greeting.size() < 2) return;
    (void)peer.read(static_cast<unsigned char>(greeting[1]));
    if (credentials.empty()) {
      peer.send(std::string_view("\x05\x00", 2));
    } else {
      peer.send("\x05\x02");
      const auto said = peer.read(credentials.size());
      peer.send(said == credentials ? std::string_view("\x01\x00", 2) : std::string_view("\x01\x01", 2));
      if (said != credentials) return;
    }
    const auto head = peer.read(4);
    if (head.size() < 4) return;
    const auto length = head[3] == 3 ? static_cast<unsigned char>(peer.read(1).at(0)) : 4;
    const auto host = peer.read(length);
    const auto port = peer.read(2);
    if (host == "forbidden.test") {
      peer.send(std::string_view("\x05\x02\x00\x01\x00\x00\x00\x00\x00\x00", 10));
      return;
    }
    // The address it is bound to comes as a name here, for that is the rarer form.
    peer.send(std::string_view("\x05\x00\x00\x03\x05proxy\x00\x50", 12));
    peer.relayTo(static_cast<std::uint16_t>(static_cast<unsigned char>(port[0]) << 8 |
                                            static_cast<unsigned char>(port[1])));
  };
}

}  // namespace perpscope::net::test
