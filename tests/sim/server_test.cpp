#include "sim/server.h"

#include <array>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <zlib.h>

#include "sim/certificates.h"
#include "tls_client.h"

namespace perpscope::sim {
namespace {

using nlohmann::json;
using test::HttpAnswer;
using test::TlsClient;
using testing::HasSubstr;

class NoMarket final : public Dataset {
 public:
  [[nodiscard]] std::span<const Instrument> instruments() const override { return {}; }
  [[nodiscard]] std::optional<Time> listed(const Instrument&) const override { return std::nullopt; }
  [[nodiscard]] std::vector<Candle> bars(const Instrument&, PriceKind, Interval, TimeRange) const override {
    return {};
  }
  [[nodiscard]] std::vector<Funding> settledFunding(const Instrument&, TimeRange) const override {
    return {};
  }
  [[nodiscard]] std::optional<Funding> predictedFunding(const Instrument&, Time) const override {
    return std::nullopt;
  }
  [[nodiscard]] std::vector<OpenInterest> openInterest(const Instrument&, Milliseconds,
                                                       TimeRange) const override {
    return {};
  }
};

// An exchange that tells what it was asked.
class Echo final : public Exchange {
 public:
  [[nodiscard]] std::string_view venue() const override { return "echo"; }
  [[nodiscard]] std::span<const std::string_view> endpoints() const override {
    static constexpr std::array<std::string_view, 2> kKeys{"spot_rest", "futures_rest"};
    return kKeys;
  }
  [[nodiscard]] ServerResponse answer(const ServerRequest& request, const Dataset&) const override {
    if (request.path == "/bug") throw std::runtime_error("out of cheese");
    if (request.path == "/large") return {200, '"' + std::string(20'000, 'x') + '"', "application/json", {}};
    if (request.path == "/prices") return {200, R"([[1700000000000,"1.5"]])", "application/json", {}};
    json body{{"endpoint", request.endpoint}, {"method", request.method}, {"path", request.path},
              {"body", request.body},         {"at", toMs(request.at)},   {"query", json::object()}};
    for (const auto& [name, value] : request.query) body["query"][name] = value;
    return {request.path == "/missing" ? 404 : 200, body.dump(), "application/json", {{"x-echo", "yes"}}};
  }
  [[nodiscard]] std::span<const venues::Pool> pools() const override {
    static const std::vector<venues::Pool> kPools{{"few", {{std::chrono::hours{1}, 2}}}};
    return kPools;
  }
  [[nodiscard]] std::vector<venues::Charge> cost(const ServerRequest& request) const override {
    if (request.path != "/few") return {};
    return {{"few", 1}};
  }
  [[nodiscard]] ServerResponse overLimit(const PoolUse& use) const override {
    return {429,
            R"({"code":-1003})",
            "application/json",
            {{"retry-after", std::to_string(use.until_free.count() / 1000)}}};
  }
  [[nodiscard]] std::vector<venues::Header> usageHeaders(std::span<const PoolUse> uses) const override {
    if (uses.empty()) return {};
    return {{"x-used", std::to_string(static_cast<int>(uses.front().used))}};
  }
};

class SimServer : public testing::Test {
 protected:
  void start(const std::vector<std::string>& faults = {}) {
    static const Echo echo;
    static const std::array<const Exchange*, 1> kAll{&echo};
    auto server =
        Server::start(market_, clock_, {kAll, parseFaults(faults).value(), 1, true, SystemClock{}.now()});
    ASSERT_TRUE(server) << server.error().message;
    server_ = *std::move(server);
  }
  TlsClient client(const std::string& key = "spot_rest") {
    return {test::portOf(server_->url("echo", key)), server_->authorityPem()};
  }
  HttpAnswer fetch(const std::string& target, const std::string& headers = "") {
    return client().fetch(target, headers).value_or(HttpAnswer{});
  }

  NoMarket market_;
  ManualClock clock_{utc(2026, 6, 20, std::chrono::hours{10})};
  std::optional<Server> server_;
};

TEST_F(SimServer, TellsTheExchangeWhatCameAndTheClientWhatItAnswers) {
  start();
  const auto answer = fetch("/v2/trade%3A1m?symbol=BTC%2FUSD&limit=5");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.header("x-echo"), "yes");
  EXPECT_EQ(answer.header("Content-Type"), "application/json");
  EXPECT_EQ(answer.header("date"), "Sat, 20 Jun 2026 10:00:00 GMT") << "the exchange's clock";
  EXPECT_EQ(json::parse(answer.body),
            json::parse(R"({"endpoint":"spot_rest","method":"GET","path":"/v2/trade:1m","body":"",
                            "at":1781949600000,"query":{"symbol":"BTC/USD","limit":"5"}})"));
  EXPECT_EQ(fetch("/missing").status, 404);
}

TEST_F(SimServer, EachEndpointHasAPortOfItsOwn) {
  start();
  ASSERT_EQ(server_->endpoints().size(), 2U);
  EXPECT_NE(server_->url("echo", "spot_rest"), server_->url("echo", "futures_rest"));
  EXPECT_EQ(server_->url("echo", "ws"), "");
  EXPECT_EQ(json::parse(client("futures_rest").fetch("/")->body)["endpoint"], "futures_rest");
}

TEST_F(SimServer, TakesPosts) {
  start();
  auto connection = client();
  connection.send("POST /info HTTP/1.1\r\nHost: x\r\nContent-Length: 13\r\n\r\n{\"type\":\"me\"}");
  const auto answer = connection.receive();
  ASSERT_TRUE(answer);
  EXPECT_EQ(json::parse(answer->body)["body"], R"({"type":"me"})");
  EXPECT_EQ(json::parse(answer->body)["method"], "POST");
}

TEST_F(SimServer, KeepsConnectionsAndAnswersPipelinedRequestsInOrder) {
  start();
  auto connection = client();
  std::string all;
  for (const auto* path : {"/one", "/two", "/large", "/three"})
    all += std::string("GET ") + path + " HTTP/1.1\r\nHost: x\r\n\r\n";
  ASSERT_TRUE(connection.send(all));
  EXPECT_THAT(connection.receive()->body, HasSubstr("/one"));
  EXPECT_THAT(connection.receive()->body, HasSubstr("/two"));
  EXPECT_EQ(connection.receive()->body.size(), 20'002U);
  EXPECT_THAT(connection.receive()->body, HasSubstr("/three"));
  EXPECT_TRUE(connection.fetch("/four"));
}

TEST_F(SimServer, ClosesWhereTheClientSaysSo) {
  start();
  auto connection = client();
  EXPECT_EQ(connection.fetch("/", "Connection: close\r\n")->header("connection"), "close");
  EXPECT_FALSE(connection.wait());
}

TEST_F(SimServer, HeadIsTheSameWithoutBody) {
  start();
  auto connection = client();
  connection.send("HEAD /large HTTP/1.1\r\nHost: x\r\n\r\n");
  const auto answer = connection.receive(false);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->header("content-length"), "20002");
  EXPECT_THAT(connection.fetch("/next")->body, HasSubstr("/next"));
}

TEST_F(SimServer, PacksLargeAnswersForClientsThatTakeIt) {
  start();
  const auto packed = fetch("/large", "Accept-Encoding: gzip, deflate\r\n");
  EXPECT_EQ(packed.header("content-encoding"), "gzip");
  EXPECT_LT(packed.body.size(), 2'000U);
  std::string plain(30'000, '\0');
  z_stream stream{};
  inflateInit2(&stream, 15 + 16);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.body.data()));
  stream.avail_in = static_cast<uInt>(packed.body.size());
  stream.next_out = reinterpret_cast<Bytef*>(plain.data());
  stream.avail_out = static_cast<uInt>(plain.size());
  EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
  EXPECT_EQ(stream.total_out, 20'002U);
  inflateEnd(&stream);
  EXPECT_EQ(fetch("/large").body.size(), 20'002U);
  EXPECT_EQ(fetch("/small", "Accept-Encoding: gzip\r\n").header("content-encoding"), "");
}

TEST_F(SimServer, RefusesWhatIsNoRequestOrTooLarge) {
  start();
  for (const auto& [bytes, status] :
       {std::pair{std::string("how do you do\r\n\r\n"), 400},
        std::pair{"GET / HTTP/1.1\r\nX: " + std::string(50'000, 'x') + "\r\n\r\n", 431},
        std::pair{std::string("POST / HTTP/1.1\r\nContent-Length: 99999999\r\n\r\n"), 413},
        std::pair{std::string("GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n"), 400}}) {
    auto connection = client();
    connection.send(bytes);
    const auto answer = connection.receive();
    ASSERT_TRUE(answer) << bytes.substr(0, 30);
    EXPECT_EQ(answer->status, status) << bytes.substr(0, 30);
  }
}

TEST_F(SimServer, ABugOfAnExchangeIsAnAnswer) {
  start();
  const auto answer = fetch("/bug");
  EXPECT_EQ(answer.status, 500);
  EXPECT_THAT(answer.body, HasSubstr("out of cheese"));
  EXPECT_EQ(fetch("/").status, 200);
}

TEST_F(SimServer, RefusesRequestsOverTheLimitAndCounts) {
  start();
  EXPECT_EQ(fetch("/few").header("x-used"), "1");
  EXPECT_EQ(fetch("/few").header("x-used"), "2");
  const auto refused = fetch("/few");
  EXPECT_EQ(refused.status, 429);
  EXPECT_EQ(refused.body, R"({"code":-1003})");
  EXPECT_GT(std::stoi(refused.header("retry-after")), 3'500);
  EXPECT_EQ(fetch("/free").status, 200);
  const auto statistics = server_->statistics();
  ASSERT_EQ(statistics.size(), 1U);
  EXPECT_EQ(statistics[0].requests, 4U);
  EXPECT_EQ(statistics[0].refused, 1U);
  EXPECT_EQ(statistics[0].pools.at(0).requests, 2U);
  const auto printed = json::parse(asJson(statistics));
  EXPECT_EQ(printed["echo"]["pools"]["few"]["refused"], 1);
  EXPECT_EQ(printed["echo"]["pools"]["few"]["windows"][0]["most_used"], 2);
}

TEST_F(SimServer, OnlyItsOwnAuthorityMakesItTrusted) {
  start();
  EXPECT_TRUE(client().trusted());
  const auto stranger = CertificateAuthority::create(SystemClock{}.now())->pem();
  EXPECT_FALSE(TlsClient(test::portOf(server_->url("echo", "spot_rest")), stranger).trusted());
}

TEST_F(SimServer, CertificatesAreWrongWhereToldTo) {
  for (const auto& [fault, verdict] :
       {std::pair{"cert=wrong-name", X509_V_ERR_IP_ADDRESS_MISMATCH},
        std::pair{"cert=expired", X509_V_ERR_CERT_HAS_EXPIRED},
        std::pair{"cert=unknown-ca", X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY}}) {
    start({std::string("echo.spot_rest:") + fault});
    auto connection = client();
    EXPECT_FALSE(connection.trusted()) << fault;
    EXPECT_EQ(connection.verdict(), verdict) << fault;
    EXPECT_TRUE(client("futures_rest").trusted());
  }
}

TEST_F(SimServer, FaultsInPlaceOfAnswers) {
  start({"status=503,retry-after=7,path=/status", "html,status=403,path=/html", "garbage,path=/garbage",
         "nan,path=/prices,count=1"});
  EXPECT_EQ(fetch("/status").status, 503);
  EXPECT_EQ(fetch("/status").header("retry-after"), "7");
  const auto page = fetch("/html");
  EXPECT_EQ(page.status, 403);
  EXPECT_THAT(page.header("content-type"), HasSubstr("text/html"));
  EXPECT_THAT(page.body, HasSubstr("<html>"));
  EXPECT_FALSE(json::accept(fetch("/garbage").body));
  EXPECT_EQ(fetch("/prices").body, R"([[1700000000000,"NaN"]])");
  EXPECT_EQ(fetch("/prices").body, R"([[1700000000000,"1.5"]])");
  EXPECT_EQ(server_->statistics()[0].faults, 5U);
}

TEST_F(SimServer, FaultsOfTheConnection) {
  start({"truncate,path=/truncate", "reset,path=/reset", "close,path=/close", "drop,path=/drop",
         "oversize,path=/oversize"});
  const auto cut = fetch("/truncate");
  EXPECT_EQ(cut.status, 200);
  EXPECT_FALSE(cut.whole);
  EXPECT_GT(cut.body.size(), 0U);
  EXPECT_FALSE(client().fetch("/reset"));
  EXPECT_FALSE(client().fetch("/close"));
  auto dropped = client();
  dropped.get("/drop");
  EXPECT_EQ(fetch("/").status, 200) << "others are answered meanwhile";
  auto endless = client();
  endless.get("/oversize");
  std::size_t received = 0;
  while (received < 8U * 1024 * 1024) {
    const auto bytes = endless.wait();
    ASSERT_TRUE(bytes);
    received = *bytes;
  }
}

TEST_F(SimServer, ADelayedAnswerComesAndKeepsNobodyElseWaiting) {
  start({"delay=50ms,path=/slow"});
  auto slow = client();
  slow.get("/slow");
  EXPECT_EQ(fetch("/").status, 200);
  EXPECT_EQ(slow.receive()->status, 200);
}

TEST_F(SimServer, NobodyListensWhereRefused) {
  start({"echo.futures_rest:refuse"});
  EXPECT_NE(server_->url("echo", "futures_rest"), "");
  EXPECT_FALSE(client("futures_rest").connected());
  EXPECT_TRUE(client().connected());
}

TEST_F(SimServer, AFaultOfAnUnknownVenueIsRefused) {
  static const Echo echo;
  static const std::array<const Exchange*, 1> kAll{&echo};
  for (const auto* fault : {"bitmex:html", "echo.ws:html"}) {
    const auto server =
        Server::start(market_, clock_, {kAll, {parseFault(fault).value()}, 1, true, SystemClock{}.now()});
    ASSERT_FALSE(server) << fault;
    EXPECT_EQ(server.error().kind, ErrorKind::Usage);
  }
}

TEST_F(SimServer, StopsWhileConnectionsAreOpen) {
  start({"drop,path=/drop", "delay=1m,path=/slow"});
  auto idle = client();
  idle.fetch("/");
  auto dropped = client();
  dropped.get("/drop");
  auto slow = client();
  slow.get("/slow");
  server_->stop();
  EXPECT_FALSE(idle.wait());
  EXPECT_FALSE(slow.receive());
  EXPECT_FALSE(client().connected());
  server_->stop();
}

}  // namespace
}  // namespace perpscope::sim
