#include <future>

#include "net/client_fixture.h"

namespace perpscope::net::test {
namespace {

class ClientTls : public ClientTest {
 protected:
  // The server must not get to see a request that it should not be trusted with.
  static Script refusing(std::atomic<int>& requests) {
    return [&requests](Peer& peer) {
      if (!peer.readRequest().empty()) ++requests;
    };
  }
  void expectRefused(const Certificate& certificate, Trouble trouble, const std::string& text) {
    std::atomic<int> requests = 0;
    {
      const Server server(certificate, refusing(requests));
      EXPECT_THAT(get(server), FailsWith(trouble, text));
    }
    EXPECT_EQ(requests, 0);
  }
};

TEST_F(ClientTls, RefusesAWrongName) {
  expectRefused(authority().issue("DNS:other.test,DNS:exchange.test.evil.test"), Trouble::WrongName,
                "another name");
}

TEST_F(ClientTls, RefusesAnAddressThatTheCertificateDoesNotName) {
  const Server server(authority().issue("DNS:exchange.test"), always(answer("x")));
  EXPECT_THAT(get(fmt::format("https://127.0.0.1:{}/", server.port())),
              FailsWith(Trouble::WrongName, "another name"));
}

TEST_F(ClientTls, RefusesAnExpiredCertificate) {
  expectRefused(authority().issue("DNS:exchange.test", {-48, -24}), Trouble::Expired, "has expired");
}

TEST_F(ClientTls, RefusesACertificateOfTomorrow) {
  expectRefused(authority().issue("DNS:exchange.test", {24, 48}), Trouble::Expired, "not valid yet");
}

TEST_F(ClientTls, RefusesAnUnknownAuthority) {
  const Authority other("Perpscope test authority");  // the same name does not help
  expectRefused(other.issue("DNS:exchange.test"), Trouble::UnknownCa, "nobody this computer trusts");
}

TEST_F(ClientTls, RefusesOurOwnAuthorityWhereOnlyTheSystemIsTrusted) {
  options.ca_file.reset();
  expectRefused(authority().issue("DNS:exchange.test"), Trouble::UnknownCa, "nobody this computer trusts");
}

TEST_F(ClientTls, RefusesVersionsBefore12) {
  const Server server(goodCertificate(), always(answer("x")), TLS1_1_VERSION);
  EXPECT_THAT(get(server), FailsWith(Trouble::Tls, "does not speak TLS as it should"));
}

TEST_F(ClientTls, Speaks12) {
  const Server server(goodCertificate(), always(answer("x")), TLS1_2_VERSION);
  EXPECT_EQ(get(server)->body, "x");
}

TEST_F(ClientTls, AcceptsAnAddressThatTheCertificateNames) {
  const Server server(goodCertificate(), always(answer("x")));
  const auto response = get(fmt::format("https://127.0.0.1:{}/", server.port()));
  ASSERT_TRUE(response) << response.error().message;
  EXPECT_EQ(response->body, "x");
}

TEST_F(ClientTls, AcceptsAWildcardForOneLabel) {
  const Server server(authority().issue("DNS:*.venue.test"), always(answer("x")));
  EXPECT_TRUE(get(fmt::format("https://api.venue.test:{}/", server.port())));
  EXPECT_THAT(get(fmt::format("https://a.b.venue.test:{}/", server.port())),
              FailsWith(Trouble::WrongName, "another name"));
}

TEST_F(ClientTls, TellsTheServerWhomItWants) {
  std::promise<std::string> seen;
  const Server server(goodCertificate(), [&](Peer& peer) {
    (void)peer.readRequest();
    seen.set_value(peer.serverName());
    peer.send(answer(""));
    peer.hang();
  });
  ASSERT_TRUE(get(server));
  EXPECT_EQ(seen.get_future().get(), "exchange.test");
}

TEST_F(ClientTls, SaysWhenTheOtherEndDoesNotSpeakTls) {
  const Server server([](Peer& peer) {
    peer.send("SSH-2.0-OpenSSH_9.2\r\n");
    peer.hang();
  });
  EXPECT_THAT(get(server), FailsWith(Trouble::Tls, "does not speak TLS as it should"));
}

TEST_F(ClientTls, ACertificateFileHasToBeThere) {
  options.ca_file = "/nonexistent/ca.pem";
  const auto client = HttpClient::create(loop, clock, options);
  ASSERT_FALSE(client);
  EXPECT_EQ(client.error().kind, ErrorKind::Io);
  EXPECT_THAT(client.error().message, testing::HasSubstr("/nonexistent/ca.pem"));
}

}  // namespace
}  // namespace perpscope::net::test
