#include "net/url.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace perpscope::net {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(ParseUrl, TakesItsPartsApart) {
  const auto url = parseUrl("HTTPS://API.Exchange.Test:8443/v1/rows?a=b%20c&d=/#fragment").value();
  EXPECT_EQ(url.scheme, "https");
  EXPECT_EQ(url.host, "api.exchange.test");
  EXPECT_EQ(url.port, 8443);
  EXPECT_EQ(url.target, "/v1/rows?a=b%20c&d=/");
  EXPECT_TRUE(url.secure());
  EXPECT_EQ(url.authority(), "api.exchange.test:8443");
  EXPECT_EQ(url.origin(), "https://api.exchange.test:8443");
}

TEST(ParseUrl, KnowsThePortsOfSchemes) {
  for (const auto& [text, port] : std::vector<std::pair<std::string, int>>{{"http://a", 80},
                                                                           {"https://a", 443},
                                                                           {"ws://a", 80},
                                                                           {"wss://a", 443},
                                                                           {"socks5://a", 1080},
                                                                           {"socks5h://a", 1080}}) {
    const auto url = parseUrl(text).value();
    EXPECT_EQ(url.port, port) << text;
    EXPECT_EQ(url.target, "/");
    EXPECT_EQ(url.authority(), "a");
  }
}

TEST(ParseUrl, AQueryNeedsNoPath) { EXPECT_EQ(parseUrl("https://a?b=c").value().target, "/?b=c"); }

TEST(ParseUrl, TakesAddresses) {
  EXPECT_EQ(parseUrl("https://127.0.0.1:1/").value().host, "127.0.0.1");
  const auto url = parseUrl("https://[2001:DB8::1]:8443/x").value();
  EXPECT_EQ(url.host, "2001:db8::1");
  EXPECT_EQ(url.port, 8443);
  EXPECT_EQ(url.authority(), "[2001:db8::1]:8443");
}

TEST(ParseUrl, DecodesUserAndPassword) {
  const auto url = parseUrl("socks5://a%40b:p%3Aw:d@proxy:9").value();
  EXPECT_EQ(url.user, "a@b");
  EXPECT_EQ(url.password, "p:w:d");
  EXPECT_EQ(url.host, "proxy");
}

TEST(ParseUrl, RefusesWhatItCannotSendAsItIs) {
  for (const std::string text : {"",
                                 "exchange.test",
                                 "ftp://a/",
                                 "https://",
                                 "https:///x",
                                 "https://:80/",
                                 "https://a:0/",
                                 "https://a:65536/",
                                 "https://a:8o/",
                                 "https://a:-1/",
                                 "https://a:/",
                                 "https://a b/",
                                 "https://a/b c",
                                 "https://a/\r\nX: y",
                                 "https://b\xc3\xbc"
                                 "cher.test/",
                                 "https://[::1/",
                                 "https://[::1]x/",
                                 "https://[abc]/",
                                 "https://u%4@a/",
                                 "https://u%zz@a/",
                                 "https://a%2fb/"}) {
    const auto url = parseUrl(text);
    ASSERT_FALSE(url) << text;
    EXPECT_EQ(url.error().kind, ErrorKind::Usage);
  }
}

TEST(ParseUrl, KeepsPasswordsOutOfMessages) {
  const auto url = parseUrl("http://ann:secret@proxy:99999");
  ASSERT_FALSE(url);
  EXPECT_THAT(url.error().message, HasSubstr("http://…@proxy:99999"));
  EXPECT_THAT(url.error().message, Not(HasSubstr("secret")));
}

TEST(PercentDecoded, DecodesOrRefuses) {
  EXPECT_EQ(percentDecoded("a%2Fb%2f"), "a/b/");
  EXPECT_EQ(percentDecoded("%00"), std::string(1, '\0'));
  EXPECT_EQ(percentDecoded("%"), std::nullopt);
  EXPECT_EQ(percentDecoded("%4"), std::nullopt);
  EXPECT_EQ(percentDecoded("%+1"), std::nullopt);
}

}  // namespace
}  // namespace perpscope::net
