#include "sim/faults.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace perpscope::sim {
namespace {

using testing::HasSubstr;

FaultSpec spec(std::string_view text) {
  auto parsed = parseFault(text);
  EXPECT_TRUE(parsed) << (parsed ? "" : parsed.error().message);
  return parsed.value_or(FaultSpec{});
}

double never() { return 0.999; }
FaultPlan plan(const std::vector<std::string>& texts, std::function<double()> random = never) {
  return {parseFaults(texts).value(), std::move(random)};
}

TEST(ParseFault, ReadsEveryItem) {
  const auto status = spec("binance:status=503,rate=0.1");
  EXPECT_EQ(status.venue, "binance");
  EXPECT_EQ(status.kind, FaultKind::Status);
  EXPECT_EQ(status.status, 503);
  EXPECT_EQ(status.rate, 0.1);
  EXPECT_EQ(spec("okx:delay=300ms").delay, Milliseconds{300});
  EXPECT_EQ(spec("delay=2s").delay, Milliseconds{2'000});
  EXPECT_EQ(spec("status=429,retry-after=3").retry_after, std::chrono::seconds{3});
  EXPECT_EQ(spec("kraken.futures_rest:reset").endpoint, "futures_rest");
  const auto narrowed = spec("truncate,path=/futures/data/openInterestHist,after=3,count=2");
  EXPECT_EQ(narrowed.kind, FaultKind::Truncate);
  EXPECT_EQ(narrowed.path, "/futures/data/openInterestHist");
  EXPECT_EQ(narrowed.after, 3U);
  EXPECT_EQ(narrowed.count, 2U);
  EXPECT_EQ(spec("bybit:cert=expired").certificate, CertificateFault::Expired);
  EXPECT_EQ(spec("html,path=/a:b").path, "/a:b") << "a colon in an item is no target";
}

TEST(ParseFault, APageMayHaveAStatus) {
  for (const auto* text : {"html,status=403", "status=403,html"}) {
    EXPECT_EQ(spec(text).kind, FaultKind::Html);
    EXPECT_EQ(spec(text).status, 403);
  }
}

TEST(ParseFault, RefusesWhatMeansNothing) {
  for (const auto* text : {"",
                           "binance:",
                           "fly",
                           "status=99",
                           "status=600",
                           "status=ok",
                           "rate=0.5",
                           "delay=5",
                           "delay=-1s",
                           "rate=2,html",
                           "rate=nan,html",
                           "html,reset",
                           "path=x,html",
                           "cert=weak",
                           "refuse,rate=0.5",
                           "cert=expired,path=/x",
                           "delay=1s,retry-after=2",
                           "after=x,html",
                           "count=-1,html",
                           "bitmex:html=1"}) {
    const auto parsed = parseFault(text);
    ASSERT_FALSE(parsed) << text;
    EXPECT_EQ(parsed.error().kind, ErrorKind::Usage);
    EXPECT_THAT(parsed.error().message, HasSubstr(text));
  }
}

TEST(FaultPlan, StrikesTheVenueEndpointAndPathItNames) {
  auto faults = plan({"binance.usdm_rest:html,path=/fapi/"});
  EXPECT_FALSE(faults.strike("bybit", "usdm_rest", "/fapi/v1/klines").kind);
  EXPECT_FALSE(faults.strike("binance", "spot_rest", "/fapi/v1/klines").kind);
  EXPECT_FALSE(faults.strike("binance", "usdm_rest", "/futures/data/x").kind);
  EXPECT_EQ(faults.strike("binance", "usdm_rest", "/fapi/v1/klines").kind, FaultKind::Html);
}

TEST(FaultPlan, AfterAndCountAreOfFittingRequests) {
  auto faults = plan({"reset,path=/x,after=1,count=2"});
  std::vector<bool> struck;
  for (const auto* path : {"/x", "/y", "/x", "/x", "/x"})
    struck.push_back(faults.strike("okx", "rest", path).kind.has_value());
  EXPECT_EQ(struck, (std::vector{false, false, true, true, false}));
}

TEST(FaultPlan, TheRateIsOfTheInjectedRandom) {
  double next = 0;
  auto faults = plan({"status=503,rate=0.25"}, [&next] { return next; });
  EXPECT_TRUE(faults.strike("okx", "rest", "/").kind);
  next = 0.249;
  EXPECT_TRUE(faults.strike("okx", "rest", "/").kind);
  next = 0.25;
  EXPECT_FALSE(faults.strike("okx", "rest", "/").kind);
}

TEST(FaultPlan, DelaysAddUpAndTheFirstKindCounts) {
  auto faults = plan({"delay=100ms", "okx:delay=1s,status=418,retry-after=9,count=1", "html"});
  const auto first = faults.strike("okx", "rest", "/");
  EXPECT_EQ(first.delay, Milliseconds{1'100});
  EXPECT_EQ(first.kind, FaultKind::Status);
  EXPECT_EQ(first.status, 418);
  EXPECT_EQ(first.retry_after, std::chrono::seconds{9});
  EXPECT_EQ(faults.strike("okx", "rest", "/").kind, FaultKind::Html);
}

TEST(FaultPlan, ConnectionsAreRefusedAndCertificatesWrongByEndpoint) {
  auto faults = plan({"kraken.spot_rest:refuse", "okx:cert=unknown-ca"});
  EXPECT_TRUE(faults.refuses("kraken", "spot_rest"));
  EXPECT_FALSE(faults.refuses("kraken", "futures_rest"));
  EXPECT_EQ(faults.certificate("okx", "rest"), CertificateFault::UnknownCa);
  EXPECT_EQ(faults.certificate("kraken", "spot_rest"), CertificateFault::None);
  EXPECT_FALSE(faults.strike("okx", "rest", "/").kind);
}

TEST(Spoiled, FractionsBecomeWhatIsNoNumberAndStampsStay) {
  const std::string row = R"([[1700000000000,"37000.10",-0.5,{"id":"a1.5b","n":12}]])";
  EXPECT_EQ(spoiled(FaultKind::NaN, row), R"([[1700000000000,"NaN",-NaN,{"id":"a1.5b","n":12}]])");
  EXPECT_EQ(spoiled(FaultKind::Mistype, row), R"([[1700000000000,"{}",-{},{"id":"a1.5b","n":12}]])");
  EXPECT_EQ(spoiled(FaultKind::Malformed, "[1,2]"), "[1");
  EXPECT_EQ(spoiled(FaultKind::Malformed, ""), "");
}

}  // namespace
}  // namespace perpscope::sim
