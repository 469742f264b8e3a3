#include <future>

#include "net/client_fixture.h"
#include "net/turns.h"

namespace perpscope::net::test {
namespace {

using namespace std::chrono_literals;

class ClientFaults : public ClientTest {
 protected:
  // Answers one request with these bytes and then does that.
  static Script once(std::string bytes, void (Peer::*then)()) {
    return [bytes = std::move(bytes), then](Peer& peer) {
      (void)peer.readRequest();
      peer.send(bytes);
      (peer.*then)();
    };
  }
  void expect(Script script, Trouble trouble, const std::string& text) {
    const Server server(goodCertificate(), std::move(script));
    EXPECT_THAT(get(server), FailsWith(trouble, text));
  }
};

TEST_F(ClientFaults, ANameThatIsNotKnown) {
  EXPECT_THAT(get("https://unknown.example/"),
              FailsWith(Trouble::Dns, "unknown.example: the name could not"));
}

TEST_F(ClientFaults, ARefusedConnection) {
  EXPECT_THAT(get(fmt::format("https://exchange.test:{}/", closedPort())),
              FailsWith(Trouble::Refused, "exchange.test: nobody listens there"));
}

TEST_F(ClientFaults, AnAddressThatIsDeadIsFollowedByTheNext) {
  options.resolve = [](const std::string&) {
    return Result<std::vector<std::string>>({"127.0.0.2", "::1", "127.0.0.1"});
  };
  const Server server(goodCertificate(), always(answer("third")));
  const auto response = get(server);
  ASSERT_TRUE(response) << response.error().message;
  EXPECT_EQ(response->body, "third");
}

TEST_F(ClientFaults, AConnectionThatHangs) {
  const DeafPort deaf;
  fetch_options.timeouts.connect = 50ms;
  EXPECT_THAT(get(fmt::format("https://exchange.test:{}/", deaf.port())),
              FailsWith(Trouble::Timeout, "exchange.test: connecting took more than 50 ms"));
}

TEST_F(ClientFaults, AHandshakeThatHangs) {
  fetch_options.timeouts.handshake = 50ms;
  const Server server([](Peer& peer) { peer.hang(); });
  EXPECT_THAT(get(server), FailsWith(Trouble::Timeout, "the TLS handshake took more than 50 ms"));
}

TEST_F(ClientFaults, AHandshakeThatBreaksOff) {
  const Server cutting([](Peer& peer) {
    (void)peer.read(1);
    peer.cut();
  });
  EXPECT_THAT(get(cutting), FailsWith(Trouble::Reset, "ended while the TLS handshake"));
  const Server resetting([](Peer& peer) {
    (void)peer.read(1);
    peer.reset();
  });
  EXPECT_THAT(get(resetting), FailsWith(Trouble::Reset, "ended while the TLS handshake"));
}

TEST_F(ClientFaults, ARequestThatNobodyReads) {
  fetch_options.timeouts.write = 50ms;
  std::promise<void> done;
  auto until = done.get_future().share();
  const Server server(goodCertificate(), [until](Peer&) { until.wait(); });
  HttpRequest request;
  request.method = "POST";
  request.url = fmt::format("https://exchange.test:{}/", server.port());
  request.body.assign(std::size_t{64} << 20, 'x');
  EXPECT_THAT(fetch(std::move(request)),
              FailsWith(Trouble::Timeout, "sending the request took more than 50 ms"));
  done.set_value();
}

TEST_F(ClientFaults, AnAnswerThatNeverComes) {
  fetch_options.timeouts.first_byte = 50ms;
  expect([](Peer& peer) { peer.hang(); }, Trouble::Timeout, "waiting for the answer took more than 50 ms");
}

TEST_F(ClientFaults, HeadersThatNeverEnd) {
  fetch_options.timeouts.first_byte = 50ms;
  expect(once("HTTP/1.1 200 OK\r\nX-Half: ", &Peer::hang), Trouble::Timeout, "waiting for the answer");
}

TEST_F(ClientFaults, ABodyThatStops) {
  fetch_options.timeouts.whole = 200ms;
  expect(once("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf", &Peer::hang), Trouble::Timeout,
         "the request took more than 200 ms in all");
}

TEST_F(ClientFaults, ABodyThatKeepsComingDoesNotOutliveTheWholeRequest) {
  fetch_options.timeouts.whole = 200ms;
  fetch_options.body_limit = std::numeric_limits<std::size_t>::max();
  expect(
      [](Peer& peer) {
        (void)peer.readRequest();
        peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
        while (peer.send("1\r\nx\r\n")) {
        }
      },
      Trouble::Timeout, "in all");
}

TEST_F(ClientFaults, TheEndInsteadOfAnAnswer) {
  expect(once("", &Peer::finish), Trouble::Reset, "the connection ended while waiting for the answer");
  expect(once("", &Peer::cut), Trouble::Reset, "the connection ended while waiting for the answer");
  expect(once("", &Peer::reset), Trouble::Reset, "the connection ended while waiting for the answer");
}

TEST_F(ClientFaults, TheEndWithinAnAnswer) {
  for (const std::string begin :
       {"HTTP/1.1 200 OK\r\nX-Half: ", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhal"}) {
    expect(once(begin, &Peer::finish), Trouble::Truncated, "within the answer");
    expect(once(begin, &Peer::cut), Trouble::Truncated, "within the answer");
    expect(once(begin, &Peer::reset), Trouble::Truncated, "within the answer");
  }
}

TEST_F(ClientFaults, ABodyWithoutLengthIsNotWholeUntilTlsSaysSo) {
  expect(once("HTTP/1.1 200 OK\r\n\r\nhalf", &Peer::cut), Trouble::Truncated, "within the answer");
}

TEST_F(ClientFaults, HeadersBeyondTheLimit) {
  const std::string long_header = "X-Long: " + std::string(100'000, 'x') + "\r\n";
  expect(once(answer("", long_header), &Peer::hang), Trouble::TooLarge, "headers are too large");
  std::string many;
  for (int i = 0; i < 10'000; ++i) many += fmt::format("X-{}: y\r\n", i);
  expect(once(answer("", many), &Peer::hang), Trouble::TooLarge, "headers are too large");
  fetch_options.header_limit = 200;
  expect(once(answer("", "X-Long: " + std::string(200, 'x') + "\r\n"), &Peer::hang), Trouble::TooLarge,
         "headers are too large");
}

TEST_F(ClientFaults, ABodyBeyondTheLimit) {
  fetch_options.body_limit = 1000;
  expect(once(answer(std::string(1001, 'x')), &Peer::hang), Trouble::TooLarge, "the answer is too large");
  const Server fits(goodCertificate(), always(answer(std::string(1000, 'x'))));
  EXPECT_TRUE(get(fits));
}

TEST_F(ClientFaults, ABodyWithoutEnd) {
  fetch_options.body_limit = 100'000;
  const auto endless = [](const std::string& begin, const std::string& piece) {
    return [begin, piece](Peer& peer) {
      (void)peer.readRequest();
      peer.send(begin);
      while (peer.send(piece)) {
      }
    };
  };
  expect(endless("HTTP/1.1 200 OK\r\n\r\n", std::string(5000, 'x')), Trouble::TooLarge, "too large");
  expect(endless("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "3\r\nabc\r\n"), Trouble::TooLarge,
         "too large");
}

TEST_F(ClientFaults, ABodyThatUnpacksBeyondTheLimit) {
  fetch_options.body_limit = 100'000;
  expect(once(answer(gzipped(std::string(1'000'000, 'x')), "Content-Encoding: gzip\r\n"), &Peer::hang),
         Trouble::TooLarge, "exchange.test: the answer unpacks to more than 100000 bytes");
}

TEST_F(ClientFaults, BrokenPacking) {
  expect(once(answer("no gzip at all", "Content-Encoding: gzip\r\n"), &Peer::hang), Trouble::Malformed,
         "packing is broken");
  const auto packed = gzipped("abc");
  expect(once(answer(packed.substr(0, packed.size() - 3), "Content-Encoding: gzip\r\n"), &Peer::hang),
         Trouble::Truncated, "ends too soon");
}

TEST_F(ClientFaults, Garbage) {
  for (const std::string bytes :
       {"\x16\x03\x01\x02 garbage\r\n\r\n", "HTTP/3.9 200 OK\r\n\r\n", "HTTP/1.1 2x0 OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\nno colon\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n"})
    expect(once(bytes, &Peer::hang), Trouble::Malformed, "the answer is no HTTP");
}

TEST_F(ClientFaults, InterimAnswersWithoutEnd) {
  std::string many;
  for (int i = 0; i < 100; ++i) many += "HTTP/1.1 100 Continue\r\n\r\n";
  expect(once(many, &Peer::hang), Trouble::Malformed, "the answer is no HTTP");
}

class ClientCancelled : public ClientFaults {
 protected:
  // Cancels a fetch once it has got as far as the test wants to have it.
  void expectCancelled(const std::string& host, std::uint16_t port) {
    std::promise<Fetched<HttpResponse>> outcome;
    const auto fetching = [&]() -> Task<void> {
      HttpRequest request;
      request.url = fmt::format("https://{}:{}/", host, port);
      outcome.set_value(co_await client().fetch(std::move(request), fetch_options));
    };
    const auto spawned = spawn(loop, fetching());
    reached.get_future().wait();
    blockOn(loop, turns(loop));
    spawned.cancel();
    EXPECT_THAT(outcome.get_future().get(), FailsWith(Trouble::Cancelled, "cancelled"));
    spawned.wait();
  }

  std::promise<void> reached;
};

TEST_F(ClientCancelled, WhileResolving) {
  std::promise<void> never;
  auto until = never.get_future().share();
  options.resolve = [this, until](const std::string& host) {
    reached.set_value();
    until.wait();
    return resolveTestNames(host);
  };
  expectCancelled("exchange.test", 1);
  never.set_value();
}

TEST_F(ClientCancelled, WhileConnecting) {
  const DeafPort deaf;
  reached.set_value();
  expectCancelled("127.0.0.1", deaf.port());
}

TEST_F(ClientCancelled, WhileShakingHands) {
  const Server silent([this](Peer& peer) {
    (void)peer.read(1);
    reached.set_value();
    peer.hang();
  });
  expectCancelled("exchange.test", silent.port());
}

TEST_F(ClientCancelled, WhileWaitingForTheAnswer) {
  const Server mute(goodCertificate(), [this](Peer& peer) {
    (void)peer.readRequest();
    reached.set_value();
    peer.hang();
  });
  expectCancelled("exchange.test", mute.port());
}

TEST_F(ClientCancelled, WithinTheAnswer) {
  const Server half(goodCertificate(), [this](Peer& peer) {
    (void)peer.readRequest();
    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
    reached.set_value();
    peer.hang();
  });
  expectCancelled("exchange.test", half.port());
}

TEST_F(ClientCancelled, WhileTalkingToTheProxy) {
  const Server proxy([this](Peer& peer) {
    (void)peer.readRequest();
    reached.set_value();
    peer.hang();
  });
  options.proxies = proxyForAll(fmt::format("http://proxy.test:{}", proxy.port())).value();
  expectCancelled("exchange.test", 443);
}

TEST_F(ClientFaults, CancellingOneThatWaitsForAConnectionLeavesTheOthersAlone) {
  options.connections_per_origin = 1;
  std::promise<void> go;
  std::promise<void> arrived;
  auto going = go.get_future().share();
  const Server server(goodCertificate(), [&, first = true](Peer& peer) mutable {
    while (!peer.readRequest().empty()) {
      if (std::exchange(first, false)) arrived.set_value();
      going.wait();
      peer.send(answer("ok"));
    }
  });
  std::vector<std::promise<Fetched<HttpResponse>>> outcomes(3);
  const auto fetching = [&](std::size_t i) -> Task<void> {
    HttpRequest request;
    request.url = fmt::format("https://exchange.test:{}/", server.port());
    outcomes[i].set_value(co_await client().fetch(std::move(request), fetch_options));
  };
  const auto first = spawn(loop, fetching(0));
  arrived.get_future().wait();
  const auto second = spawn(loop, fetching(1));
  const auto third = spawn(loop, fetching(2));
  second.cancel();
  EXPECT_THAT(outcomes[1].get_future().get(), FailsWith(Trouble::Cancelled, "cancelled"));
  go.set_value();
  EXPECT_TRUE(outcomes[0].get_future().get());
  EXPECT_TRUE(outcomes[2].get_future().get());
  third.wait();
  EXPECT_EQ(server.connections(), 1);
}

}  // namespace
}  // namespace perpscope::net::test
