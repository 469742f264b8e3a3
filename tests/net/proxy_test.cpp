#include "net/proxy.h"

#include <map>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace perpscope::net {
namespace {

using testing::HasSubstr;

Environment environmentOf(std::map<std::string, std::string> variables) {
  return [variables = std::move(variables)](std::string_view name) -> std::optional<std::string> {
    const auto found = variables.find(std::string(name));
    return found == variables.end() ? std::nullopt : std::optional(found->second);
  };
}

std::string chosen(const ProxyRules& rules, const std::string& url) {
  const auto proxy = proxyFor(rules, parseUrl(url).value());
  return proxy ? proxy->origin() : "direct";
}

TEST(Proxies, ComeFromTheEnvironment) {
  const auto rules = proxiesOf(environmentOf({{"HTTPS_PROXY", "http://secure:1"},
                                              {"ALL_PROXY", "socks5://all:2"},
                                              {"NO_PROXY", "inner.test, .other.test"}}))
                         .value();
  EXPECT_EQ(chosen(rules, "https://a.test/"), "http://secure:1");
  EXPECT_EQ(chosen(rules, "wss://a.test/"), "http://secure:1");
  EXPECT_EQ(chosen(rules, "http://a.test/"), "socks5://all:2");
  EXPECT_EQ(chosen(rules, "https://inner.test/"), "direct");
  EXPECT_EQ(chosen(rules, "https://a.other.test/"), "direct");
}

TEST(Proxies, LowerCaseNamesComeFirstAndEmptyOnesAreAbsent) {
  const auto rules =
      proxiesOf(environmentOf({{"https_proxy", "http://lower:1"}, {"HTTPS_PROXY", "http://upper:1"}}))
          .value();
  EXPECT_EQ(chosen(rules, "https://a.test/"), "http://lower:1");
  const auto none = proxiesOf(environmentOf({{"https_proxy", " "}, {"ALL_PROXY", ""}})).value();
  EXPECT_EQ(chosen(none, "https://a.test/"), "direct");
}

TEST(Proxies, ABadOneIsNamedAndNotPassedOver) {
  const auto rules = proxiesOf(environmentOf({{"HTTPS_PROXY", "https://proxy:1"}}));
  ASSERT_FALSE(rules);
  EXPECT_EQ(rules.error().kind, ErrorKind::Usage);
  EXPECT_THAT(rules.error().message, HasSubstr("HTTPS_PROXY"));
  EXPECT_THAT(rules.error().message, HasSubstr("https:// is not supported"));
  EXPECT_FALSE(proxiesOf(environmentOf({{"ALL_PROXY", "socks4://proxy"}})));
}

TEST(Proxies, AHostAloneIsAnHttpProxy) {
  const auto proxy = parseProxy("proxy.test:3128").value();
  EXPECT_EQ(proxy.scheme, "http");
  EXPECT_EQ(proxy.port, 3128);
}

TEST(Proxies, SettingsHoldOneForEverything) {
  const auto rules = proxyForAll("socks5h://ann:pw@proxy", "*.inner.test").value();
  EXPECT_EQ(chosen(rules, "https://a.test/"), "socks5h://proxy:1080");
  EXPECT_EQ(chosen(rules, "http://a.test/"), "socks5h://proxy:1080");
  EXPECT_EQ(chosen(rules, "http://x.inner.test/"), "direct");
  EXPECT_EQ(chosen(proxyForAll(" ").value(), "https://a.test/"), "direct");
  EXPECT_FALSE(proxyForAll("proxy:port"));
}

TEST(Proxies, LoopbackIsAlwaysDirect) {
  const auto rules = proxyForAll("http://proxy").value();
  for (const std::string url :
       {"https://127.0.0.1:8443/", "https://localhost/", "https://[::1]/", "https://127.9.9.9/"})
    EXPECT_EQ(chosen(rules, url), "direct") << url;
}

TEST(NoProxy, NamesHostsAndTheirSubdomains) {
  const auto url = parseUrl("https://api.exchange.test:8443/").value();
  for (const std::string entry : {"*", "exchange.test", ".exchange.test", "*.exchange.test",
                                  "API.exchange.TEST", "exchange.test:8443", " test "})
    EXPECT_TRUE(exempt(entry, url)) << entry;
  for (const std::string entry :
       {"", ".", "change.test", "exchange", "exchange.test:443", "x.api.exchange.test"})
    EXPECT_FALSE(exempt(entry, url)) << entry;
  EXPECT_TRUE(exempt("[2001:db8::1]:443", parseUrl("https://[2001:db8::1]/").value()));
  EXPECT_TRUE(exempt("2001:db8::1", parseUrl("https://[2001:db8::1]/").value()));
  EXPECT_FALSE(exempt("[2001:db8::1]:80", parseUrl("https://[2001:db8::1]/").value()));
}

}  // namespace
}  // namespace perpscope::net
