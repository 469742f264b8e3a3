#include "sim/target.h"

#include <gtest/gtest.h>

#include "sim/gzip.h"

namespace perpscope::sim {
namespace {

using Query = std::multimap<std::string, std::string>;

TEST(Target, TakesPathAndQueryApart) {
  const auto target = parseTarget("/api/v3/klines?symbol=BTCUSDT&limit=5&flag&empty=&a=1&a=2");
  ASSERT_TRUE(target);
  EXPECT_EQ(target->path, "/api/v3/klines");
  EXPECT_EQ(
      target->query,
      (Query{{"symbol", "BTCUSDT"}, {"limit", "5"}, {"flag", ""}, {"empty", ""}, {"a", "1"}, {"a", "2"}}));
  EXPECT_EQ(parseTarget("/")->query, Query{});
  EXPECT_EQ(parseTarget("/x?&&")->query, Query{});
}

TEST(Target, Decodes) {
  const auto target = parseTarget(
      "/v2/trade%3A1m%3AtBTCF0:USTF0/hist?start=2024-01-01T00%3A00%3A00%2B00:00&q=a+b%20c&u=%C3%A4");
  ASSERT_TRUE(target);
  EXPECT_EQ(target->path, "/v2/trade:1m:tBTCF0:USTF0/hist");
  EXPECT_EQ(target->query, (Query{{"start", "2024-01-01T00:00:00+00:00"}, {"q", "a b c"}, {"u", "ä"}}));
}

TEST(Target, RefusesWhatIsBroken) {
  for (const auto* text : {"", "api", "http://x/", "/%", "/%4", "/%zz", "/x?a=%1", "/x?%=1", "/%+1"})
    EXPECT_FALSE(parseTarget(text)) << text;
}

TEST(Gzip, IsTakenWhereItIsOffered) {
  for (const auto* header : {"gzip", "deflate, gzip;q=0.5", "GZIP", "br;q=1.0, gzip, *"})
    EXPECT_TRUE(acceptsGzip(header)) << header;
  for (const auto* header : {"", "identity", "gzip;q=0", "br", "xgzip"})
    EXPECT_FALSE(acceptsGzip(header)) << header;
}

}  // namespace
}  // namespace perpscope::sim
