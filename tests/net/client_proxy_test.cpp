#include <future>

#include "net/client_fixture.h"

namespace perpscope::net::test {
namespace {

using namespace std::chrono_literals;

class ClientProxy : public ClientTest {
 protected:
  ClientProxy() : server(goodCertificate(), always(answer("through"))) {
    // With a proxy, names are its own business.
    options.resolve = [this](const std::string& host) -> Result<std::vector<std::string>> {
      ++lookups;
      if (host == "proxy.test" || resolvable) return std::vector<std::string>{"127.0.0.1"};
      return fail(ErrorKind::Network, "the name could not be resolved");
    };
  }
  void use(const std::string& scheme, const Server& proxy, const std::string& user = {}) {
    options.proxies = proxyForAll(fmt::format("{}://{}proxy.test:{}", scheme, user, proxy.port())).value();
  }

  Server server;
  std::atomic<int> lookups = 0;
  bool resolvable = false;
};

TEST_F(ClientProxy, GoesThroughConnect) {
  const Server proxy(connectProxy());
  use("http", proxy);
  for (int i = 0; i < 2; ++i) {
    const auto response = get(server);
    ASSERT_TRUE(response) << response.error().message;
    EXPECT_EQ(response->body, "through");
  }
  EXPECT_EQ(proxy.connections(), 1);
  EXPECT_EQ(server.connections(), 1);
}

TEST_F(ClientProxy, TellsConnectUserAndPassword) {
  const Server proxy(connectProxy("YW5uOnM6ZWNyJHQ="));  // ann:s:ecr$t
  use("http", proxy, "ann:s%3Aecr$t@");
  EXPECT_EQ(get(server)->body, "through");
}

TEST_F(ClientProxy, SaysWhenConnectWantsAnotherPassword) {
  const Server proxy(connectProxy("YW5uOm90aGVy"));
  use("http", proxy, "ann:secret@");
  const auto response = get(server);
  EXPECT_THAT(response, FailsWith(Trouble::Proxy, "it wants another user or password (407)"));
  EXPECT_EQ(response.error().message.find("secret"), std::string::npos);
  EXPECT_EQ(server.connections(), 0);
}

TEST_F(ClientProxy, VerifiesTheHostBehindTheProxy) {
  const Server other(authority().issue("DNS:proxy.test"), always(answer("not me")));
  const Server proxy(connectProxy());
  use("http", proxy);
  EXPECT_THAT(get(other), FailsWith(Trouble::WrongName, "exchange.test"));
}

TEST_F(ClientProxy, SaysWhatConnectAnswers) {
  for (const auto& [bytes, text] : std::vector<std::pair<std::string, std::string>>{
           {"HTTP/1.1 403 Forbidden\r\n\r\n", "does not allow this host (403)"},
           {"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 900\r\n\r\nxx", "did not connect (status 502)"},
           {"HTTP/1.1 200 OK\r\n\r\nmore", "bytes nobody asked for"},
           {"garbage\r\n\r\n", "does not answer as an HTTP proxy does"},
           {"", "broke the connection off"}}) {
    const Server proxy([bytes](Peer& peer) {
      (void)peer.readRequest();
      peer.send(bytes);
      peer.finish();
    });
    auto own = options;
    own.proxies = proxyForAll(fmt::format("http://proxy.test:{}", proxy.port())).value();
    const auto client = HttpClient::create(loop, clock, own).value();
    HttpRequest request;
    request.url = "https://exchange.test/";
    EXPECT_THAT(blockOn(loop, client.fetch(request)), FailsWith(Trouble::Proxy, text));
  }
}

TEST_F(ClientProxy, AProxyThatHangs) {
  const Server proxy([](Peer& peer) { peer.hang(); });
  fetch_options.timeouts.proxy = 50ms;
  use("http", proxy);
  EXPECT_THAT(get(server),
              FailsWith(Trouble::Timeout, "proxy.test: talking to the proxy took more than 50 ms"));
}

TEST_F(ClientProxy, AProxyThatIsNotThere) {
  options.proxies = proxyForAll(fmt::format("http://proxy.test:{}", closedPort())).value();
  EXPECT_THAT(get(server), FailsWith(Trouble::Refused, "proxy.test: nobody listens there"));
  EXPECT_EQ(server.connections(), 0);
}

TEST_F(ClientProxy, GoesThroughSocksByName) {
  const Server proxy(socksProxy());
  use("socks5h", proxy);
  const auto response = get(server);
  ASSERT_TRUE(response) << response.error().message;
  EXPECT_EQ(response->body, "through");
  EXPECT_EQ(lookups, 1);
}

TEST_F(ClientProxy, GoesThroughSocksByAddress) {
  const Server proxy(socksProxy());
  use("socks5", proxy);
  EXPECT_THAT(get(server), FailsWith(Trouble::Dns, "exchange.test"));
  resolvable = true;
  const auto response = get(server);
  ASSERT_TRUE(response) << response.error().message;
  EXPECT_EQ(response->body, "through");
}

TEST_F(ClientProxy, TellsSocksUserAndPassword) {
  const Server proxy(
      socksProxy("\x01\x03"
                 "ann\x06"
                 "secret"));
  use("socks5h", proxy, "ann:secret@");
  EXPECT_EQ(get(server)->body, "through");
}

TEST_F(ClientProxy, SaysWhenSocksWantsAPassword) {
  const Server proxy(
      socksProxy("\x01\x03"
                 "ann\x06"
                 "secret"));
  use("socks5h", proxy);
  EXPECT_THAT(get(server), FailsWith(Trouble::Proxy, "it wants a user and a password"));
}

TEST_F(ClientProxy, SaysWhenSocksWantsAnotherPassword) {
  const Server proxy(
      socksProxy("\x01\x03"
                 "ann\x06"
                 "secret"));
  use("socks5h", proxy, "ann:Secret@");
  EXPECT_THAT(get(server), FailsWith(Trouble::Proxy, "it wants another user or password"));
}

TEST_F(ClientProxy, SaysWhySocksRefuses) {
  const Server proxy(socksProxy());
  use("socks5h", proxy);
  EXPECT_THAT(get("https://forbidden.test/"), FailsWith(Trouble::Proxy, "its rules do not allow it"));
}

TEST_F(ClientProxy, SaysWhenItIsNoSocks) {
  const Server sudden([](Peer& peer) { peer.send("HTTP/1.1 400"); });
  use("socks5h", sudden);
  EXPECT_THAT(get(server), FailsWith(Trouble::Proxy, "does not answer as a SOCKS 5 proxy does"));
}

TEST_F(ClientProxy, ExemptHostsAreReachedDirectly) {
  const Server proxy(connectProxy());
  options.proxies =
      proxyForAll(fmt::format("http://proxy.test:{}", proxy.port()), "other.test, exchange.test").value();
  resolvable = true;
  EXPECT_EQ(get(server)->body, "through");
  EXPECT_EQ(proxy.connections(), 0);
}

}  // namespace
}  // namespace perpscope::net::test
