#include "net/inflate.h"

#include <gtest/gtest.h>

#include "net/loopback.h"

namespace perpscope::net {
namespace {

using test::gzipped;

TEST(Gunzipped, GivesBackWhatWasPacked) {
  for (const std::string& text : {std::string(), std::string("abc"), std::string(200'000, 'x')})
    EXPECT_EQ(gunzipped(gzipped(text), 200'000).value(), text);
}

TEST(Gunzipped, JoinsMembers) { EXPECT_EQ(gunzipped(gzipped("abc") + gzipped("def"), 6).value(), "abcdef"); }

TEST(Gunzipped, StopsAtItsLimit) {
  EXPECT_EQ(gunzipped(gzipped("abcd"), 3).error().trouble, Trouble::TooLarge);
  EXPECT_EQ(gunzipped(gzipped("abc") + gzipped("d"), 3).error().trouble, Trouble::TooLarge);
  EXPECT_EQ(gunzipped(gzipped(std::string(50'000'000, '\0')), 1'000'000).error().trouble, Trouble::TooLarge);
}

TEST(Gunzipped, SaysWhatEndsTooSoon) {
  const auto packed = gzipped("a text that is long enough to be cut anywhere");
  for (std::size_t size = 0; size < packed.size(); ++size) {
    const auto out = gunzipped(packed.substr(0, size), 1000);
    ASSERT_FALSE(out) << size;
    EXPECT_EQ(out.error().trouble, Trouble::Truncated) << size;
  }
}

TEST(Gunzipped, SaysWhatIsBroken) {
  EXPECT_EQ(gunzipped("no gzip", 100).error().trouble, Trouble::Malformed);
  EXPECT_EQ(gunzipped(gzipped("abc") + "rest", 100).error().trouble, Trouble::Malformed);
  auto wrong_sum = gzipped("abc");
  wrong_sum[wrong_sum.size() - 8] ^= 1;
  EXPECT_EQ(gunzipped(wrong_sum, 100).error().trouble, Trouble::Malformed);
}

}  // namespace
}  // namespace perpscope::net
