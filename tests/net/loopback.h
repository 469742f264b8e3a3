// A server on 127.0.0.1 that does what a test tells it to, the wrong things too. Blocking sockets and threads
// on purpose: nothing of it is shared with the client under test.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "net/certificates.h"

namespace perpscope::net::test {

// One accepted connection.
class Peer {
 public:
  Peer(int socket, SSL* session) : socket_(socket), session_(session) {}

  // A request with its body as Content-Length says; empty once the client has gone.
  [[nodiscard]] std::string readRequest();
  [[nodiscard]] std::string read(std::size_t size);  // less only at the end
  bool send(std::string_view bytes);                 // false: the client has gone
  void finish();                                     // as one should: the TLS good-bye, then the end
  void cut();                                        // the end, without a good-bye
  void reset();                                      // RST
  void hang();                                       // until the client or the server goes
  void relayTo(std::uint16_t port);                  // bytes both ways, as proxies do

  [[nodiscard]] std::string serverName() const;  // SNI

 private:
  [[nodiscard]] std::optional<char> readByte();

  int socket_;
  SSL* session_;
};

using Script = std::function<void(Peer&)>;

class Server {
 public:
  explicit Server(Script script);  // no TLS
  Server(const Certificate& identity, Script script, int newest_tls = TLS1_3_VERSION);
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  ~Server();

  [[nodiscard]] std::uint16_t port() const { return port_; }
  [[nodiscard]] int connections() const { return connections_; }

 private:
  void listen();
  void accept();
  void serve(int socket);

  Script script_;
  Owned<SSL_CTX> tls_;
  int listener_ = -1;
  std::uint16_t port_ = 0;
  std::atomic<int> connections_ = 0;
  std::atomic<bool> stopping_ = false;
  std::mutex mutex_;
  std::vector<int> sockets_;
  std::vector<std::thread> threads_;
  std::thread acceptor_;
};

// A port on which nobody listens.
[[nodiscard]] std::uint16_t closedPort();

// A port that is listened on, but whose queue is full: connecting hangs.
class DeafPort {
 public:
  DeafPort();
  DeafPort(const DeafPort&) = delete;
  DeafPort& operator=(const DeafPort&) = delete;
  ~DeafPort();
  [[nodiscard]] std::uint16_t port() const { return port_; }

 private:
  std::vector<int> sockets_;
  std::uint16_t port_ = 0;
};

// "HTTP/1.1 200 OK" with a Content-Length and, where given, more header lines, each ended by CRLF.
[[nodiscard]] std::string answer(std::string_view body, std::string_view more_headers = {});
[[nodiscard]] std::string gzipped(std::string_view text);

// Scripts. Answers every request on the connection with the same bytes.
[[nodiscard]] Script always(std::string bytes);
// Proxies; every host is 127.0.0.1 to them. `credentials`: what they want, as the protocol carries it.
[[nodiscard]] Script connectProxy(std::string credentials = {});
[[nodiscard]] Script socksProxy(std::string credentials = {});

}  // namespace perpscope::net::test
