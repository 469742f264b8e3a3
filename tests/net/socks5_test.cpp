#include "net/socks5.h"

#include <gtest/gtest.h>

namespace perpscope::net::socks5 {
namespace {

using namespace std::string_literals;

Url proxy(const std::string& user, const std::string& password) {
  Url url;
  url.user = user;
  url.password = password;
  return url;
}

TEST(Socks5, OffersAPasswordOnlyWhereThereIsOne) {
  EXPECT_EQ(greeting(proxy("", "")), "\x05\x01\x00"s);
  EXPECT_EQ(greeting(proxy("ann", "")), "\x05\x02\x00\x02"s);
}

TEST(Socks5, SaysUserAndPassword) {
  EXPECT_EQ(credentials(proxy("ann", "pw")),
            "\x01\x03"
            "ann\x02"
            "pw");
  EXPECT_EQ(credentials(proxy(std::string(256, 'x'), "")), "");
  EXPECT_EQ(credentials(proxy("a", std::string(256, 'x'))), "");
}

TEST(Socks5, AsksForNamesAndAddresses) {
  EXPECT_EQ(connectTo("a.test", 443), "\x05\x01\x00\x03\x06"s + "a.test\x01\xbb");
  EXPECT_EQ(connectTo("10.0.0.1", 80), "\x05\x01\x00\x01\x0a\x00\x00\x01\x00\x50"s);
  EXPECT_EQ(connectTo("::1", 80), "\x05\x01\x00\x04"s + std::string(15, '\0') + "\x01\x00\x50"s);
  EXPECT_EQ(connectTo(std::string(256, 'x'), 80), "");
  EXPECT_EQ(connectTo("", 80), "");
}

TEST(Socks5, KnowsHowMuchOfAReplyFollows) {
  EXPECT_EQ(addressSize(1), 6U);
  EXPECT_EQ(addressSize(4), 18U);
  EXPECT_EQ(addressSize(3), 0U);
  EXPECT_EQ(refusalText(5), "the host refused the connection");
  EXPECT_EQ(refusalText(200), "it did not say why");
}

}  // namespace
}  // namespace perpscope::net::socks5
