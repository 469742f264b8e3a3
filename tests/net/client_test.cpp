#include "net/client.h"

#include <future>

#include "net/client_fixture.h"

namespace perpscope::net::test {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class Client : public ClientTest {};

TEST_F(Client, FetchesAndSaysWhatCameWhen) {
  const Server server(goodCertificate(), always(answer("[1,2]", "X-Used: 17\r\n")));
  const auto response = get(server, "/v1/rows?a=b");
  ASSERT_TRUE(response) << response.error().message;
  EXPECT_EQ(response->status, 200);
  EXPECT_EQ(response->body, "[1,2]");
  EXPECT_EQ(response->header("x-used"), "17");
  EXPECT_EQ(response->header("absent"), "");
  EXPECT_EQ(response->received, utc(2026, 11, 21));
  EXPECT_LT(response->round_trip, 10s);
}

TEST_F(Client, SendsWhatEveryRequestNeedsAndNoMore) {
  std::promise<std::string> seen;
  const Server server(goodCertificate(), [&](Peer& peer) {
    seen.set_value(peer.readRequest());
    peer.send(answer(""));
    peer.hang();
  });
  ASSERT_TRUE(get(server, "/v1/rows?a=b"));
  const auto request = seen.get_future().get();
  EXPECT_THAT(request, StartsWith("GET /v1/rows?a=b HTTP/1.1\r\n"));
  EXPECT_THAT(request, HasSubstr(fmt::format("\r\nHost: exchange.test:{}\r\n", server.port())));
  EXPECT_THAT(request, HasSubstr("\r\nUser-Agent: perpscope-test/1\r\n"));
  EXPECT_THAT(request, HasSubstr("\r\nAccept-Encoding: gzip\r\n"));
  EXPECT_THAT(request, Not(HasSubstr("Content-Length")));
}

TEST_F(Client, PostsABody) {
  std::promise<std::string> seen;
  const Server server(goodCertificate(), [&](Peer& peer) {
    seen.set_value(peer.readRequest());
    peer.send(answer("{}"));
    peer.hang();
  });
  HttpRequest request;
  request.method = "POST";
  request.url = fmt::format("https://exchange.test:{}/info", server.port());
  request.headers = {{"Content-Type", "application/json"}};
  request.body = R"({"type":"meta"})";
  ASSERT_TRUE(fetch(request));
  const auto text = seen.get_future().get();
  EXPECT_THAT(text, StartsWith("POST /info HTTP/1.1\r\n"));
  EXPECT_THAT(text, HasSubstr("\r\nContent-Type: application/json\r\n"));
  EXPECT_THAT(text, testing::EndsWith("\r\n\r\n{\"type\":\"meta\"}"));
}

TEST_F(Client, KeepsTheConnectionForTheNextRequest) {
  const Server server(goodCertificate(), always(answer("same")));
  for (int i = 0; i < 3; ++i) ASSERT_EQ(get(server)->body, "same");
  EXPECT_EQ(server.connections(), 1);
}

TEST_F(Client, DoesNotKeepWhatTheServerCloses) {
  const Server server(goodCertificate(), [](Peer& peer) {
    (void)peer.readRequest();
    peer.send(answer("once", "Connection: close\r\n"));
    peer.finish();
  });
  for (int i = 0; i < 2; ++i) ASSERT_EQ(get(server)->body, "once");
  EXPECT_EQ(server.connections(), 2);
}

TEST_F(Client, DoesNotKeepAConnectionThatSaysMoreThanItWasAsked) {
  const Server server(goodCertificate(), always(answer("ok") + answer("unasked")));
  for (int i = 0; i < 2; ++i) ASSERT_EQ(get(server)->body, "ok");
  EXPECT_EQ(server.connections(), 2);
}

TEST_F(Client, EveryStatusIsAnAnswer) {
  for (const std::string status :
       {"301 Moved", "404 Not Found", "418 I'm a teapot", "429 Slow", "503 Busy"}) {
    const Server server(goodCertificate(),
                        always("HTTP/1.1 " + status +
                               "\r\nLocation: https://elsewhere.test/\r\nRetry-After: 7\r\n"
                               "Content-Length: 2\r\n\r\nno"));
    const auto response = get(server);
    ASSERT_TRUE(response) << response.error().message;
    EXPECT_EQ(response->status, std::stoi(status));
    EXPECT_EQ(response->header("retry-after"), "7");
    EXPECT_EQ(server.connections(), 1);
  }
}

TEST_F(Client, UnpacksGzip) {
  const std::string rows(100'000, '7');
  const Server server(goodCertificate(), always(answer(gzipped(rows), "Content-Encoding: gzip\r\n")));
  EXPECT_EQ(get(server)->body, rows);
}

TEST_F(Client, TakesAnEmptyBodyThatIsCalledGzip) {
  const Server server(goodCertificate(),
                      always("HTTP/1.1 304 Not Modified\r\nContent-Encoding: gzip\r\n\r\n"));
  EXPECT_EQ(get(server)->status, 304);
}

TEST_F(Client, RefusesPackingNobodyAskedFor) {
  const Server server(goodCertificate(), always(answer("x", "Content-Encoding: br\r\n")));
  EXPECT_THAT(get(server), FailsWith(Trouble::Malformed, "nobody asked for"));
}

TEST_F(Client, ReadsChunks) {
  const Server server(
      goodCertificate(),
      always("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n4;x=y\r\ndefg\r\n0\r\n\r\n"));
  EXPECT_EQ(get(server)->body, "abcdefg");
  EXPECT_EQ(get(server)->body, "abcdefg");
  EXPECT_EQ(server.connections(), 1);
}

TEST_F(Client, ReadsABodyThatEndsWithTheConnection) {
  const Server server(goodCertificate(), [](Peer& peer) {
    (void)peer.readRequest();
    peer.send("HTTP/1.1 200 OK\r\n\r\nto the end");
    peer.finish();
  });
  EXPECT_EQ(get(server)->body, "to the end");
}

TEST_F(Client, SkipsInterimAnswers) {
  const Server server(goodCertificate(),
                      always("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + answer("real")));
  const auto response = get(server);
  ASSERT_TRUE(response) << response.error().message;
  EXPECT_EQ(response->body, "real");
  EXPECT_EQ(response->header("link"), "");
}

TEST_F(Client, AHeadRequestHasNoBody) {
  const Server server(goodCertificate(), always("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n"));
  HttpRequest request;
  request.method = "HEAD";
  request.url = fmt::format("https://exchange.test:{}/", server.port());
  const auto response = fetch(request);
  ASSERT_TRUE(response) << response.error().message;
  EXPECT_EQ(response->header("content-length"), "99");
  EXPECT_EQ(response->body, "");
}

TEST_F(Client, SpeaksWithoutTlsWhereTheAddressSaysSo) {
  const Server server(always(answer("plain")));
  EXPECT_EQ(get(fmt::format("http://exchange.test:{}/", server.port()))->body, "plain");
}

TEST_F(Client, RefusesToSendWhatWouldMeanSomethingElse) {
  HttpRequest request;
  request.url = "https://exchange.test/";
  request.headers = {{"X-Note", "a\r\nX-Evil: b"}};
  EXPECT_THAT(fetch(request), FailsWith(Trouble::Address, "X-Note"));
  request.headers = {{"X Note", "a"}};
  EXPECT_THAT(fetch(request), FailsWith(Trouble::Address, "X Note"));
  request.headers = {};
  request.method = "GET / HTTP/1.1\r\n";
  EXPECT_THAT(fetch(request), FailsWith(Trouble::Address, "method"));
  EXPECT_THAT(get("wss://exchange.test/"), FailsWith(Trouble::Address, "only https://"));
  EXPECT_THAT(get("https://a:b@exchange.test/"), FailsWith(Trouble::Address, "must not hold a user"));
  EXPECT_THAT(get("exchange.test"), FailsWith(Trouble::Address, "begin with https://"));
}

// How many requests were in the server at once.
class Crowd {
 public:
  void enter() {
    const std::lock_guard lock(mutex_);
    most_ = std::max(most_, ++inside_);
    changed_.notify_all();
  }
  void leave() {
    const std::lock_guard lock(mutex_);
    --inside_;
  }
  // All of a group answer together, so that they must have been there together.
  void waitFor(int count) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return most_ >= count; });
  }
  [[nodiscard]] int most() {
    const std::lock_guard lock(mutex_);
    return most_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int inside_ = 0;
  int most_ = 0;
};

TEST_F(Client, UsesAsManyConnectionsAsItMayAndNoMore) {
  options.connections_per_origin = 3;
  Crowd crowd;
  const Server server(goodCertificate(), [&](Peer& peer) {
    while (!peer.readRequest().empty()) {
      crowd.enter();
      crowd.waitFor(3);
      crowd.leave();
      peer.send(answer("ok"));
    }
  });
  std::vector<Task<void>> tasks;
  int good = 0;
  const auto one = [&]() -> Task<void> {
    HttpRequest request;
    request.url = fmt::format("https://exchange.test:{}/", server.port());
    const auto response = co_await client().fetch(std::move(request), fetch_options);
    good += response && response->body == "ok" ? 1 : 0;
  };
  for (int i = 0; i < 12; ++i) tasks.push_back(one());
  blockOn(loop, all(std::move(tasks)));
  EXPECT_EQ(good, 12);
  EXPECT_EQ(crowd.most(), 3);
  EXPECT_EQ(server.connections(), 3);
}

TEST_F(Client, DoesNotReuseAConnectionThatWasIdleTooLong) {
  options.idle = 0ms;
  const Server server(goodCertificate(), always(answer("ok")));
  for (int i = 0; i < 2; ++i) ASSERT_TRUE(get(server));
  EXPECT_EQ(server.connections(), 2);
}

TEST_F(Client, ClosesIdleConnectionsByItself) {
  options.idle = 10ms;
  std::promise<void> closed;
  const Server server(goodCertificate(), [&](Peer& peer) {
    (void)peer.readRequest();
    peer.send(answer("ok"));
    if (peer.readRequest().empty()) closed.set_value();
  });
  ASSERT_TRUE(get(server));
  EXPECT_EQ(closed.get_future().wait_for(30s), std::future_status::ready);
}

TEST_F(Client, RepeatsOnceWhatAKeptConnectionSwallowed) {
  const auto once_each = [](Peer& peer) {
    (void)peer.readRequest();
    peer.send(answer("ok"));
    (void)peer.readRequest();  // the next one gets no answer
    peer.cut();
  };
  const Server server(goodCertificate(), once_each);
  ASSERT_TRUE(get(server));
  const auto second = get(server);
  ASSERT_TRUE(second) << second.error().message;
  EXPECT_EQ(server.connections(), 2);
}

TEST_F(Client, RepeatsAPostOnlyWhereThatIsSaidToBeHarmless) {
  const Server server(goodCertificate(), [](Peer& peer) {
    (void)peer.readRequest();
    peer.send(answer("ok"));
    (void)peer.readRequest();
    peer.cut();
  });
  HttpRequest request;
  request.method = "POST";
  request.url = fmt::format("https://exchange.test:{}/", server.port());
  ASSERT_TRUE(fetch(request));
  EXPECT_THAT(fetch(request), FailsWith(Trouble::Reset, "the connection ended"));
  ASSERT_TRUE(fetch(request));
  request.repeatable = true;
  EXPECT_TRUE(fetch(request));
}

TEST_F(Client, DoesNotRepeatOnceAnAnswerHasBegun) {
  const Server server(goodCertificate(), [](Peer& peer) {
    (void)peer.readRequest();
    peer.send(answer("ok"));
    (void)peer.readRequest();
    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
    peer.cut();
  });
  ASSERT_TRUE(get(server));
  EXPECT_THAT(get(server), FailsWith(Trouble::Truncated, "within the answer"));
  EXPECT_EQ(server.connections(), 1);
}

TEST_F(Client, TheEndOfTheLoopEndsWhatIsUnderWay) {
  std::promise<void> arrived;
  const Server server(goodCertificate(), [&arrived](Peer& peer) {
    (void)peer.readRequest();
    arrived.set_value();
    peer.hang();
  });
  const auto url = fmt::format("https://exchange.test:{}/", server.port());
  auto own_loop = std::make_optional<Loop>();
  auto own_client = std::make_optional(HttpClient::create(*own_loop, clock, options).value());
  const auto waiting = [&]() -> Task<void> {
    HttpRequest request;
    request.url = url;
    (void)co_await own_client->fetch(std::move(request));
  };
  const auto spawned = spawn(*own_loop, waiting());
  arrived.get_future().wait();
  own_client.reset();
  own_loop.reset();
  spawned.wait();
}

}  // namespace
}  // namespace perpscope::net::test
