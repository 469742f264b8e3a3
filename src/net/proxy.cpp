#include "net/proxy.h"

#include <algorithm>
#include <cstdlib>

#include <fmt/format.h>

#include "base/text.h"

namespace perpscope::net {
namespace {

bool loopback(const std::string& host) {
  return host == "localhost" || host.ends_with(".localhost") || host == "::1" || host.starts_with("127.");
}

std::optional<std::string> variable(const Environment& environment, const std::string& upper) {
  for (const auto& name : {lowered(upper), upper})
    if (const auto value = environment(name); value && !trimmed(*value).empty())
      return std::string(trimmed(*value));
  return std::nullopt;
}

Result<std::optional<Url>> proxyIn(const Environment& environment, const std::string& name) {
  auto text = variable(environment, name);
  if (!text) text = variable(environment, "ALL_PROXY");
  if (!text) return std::nullopt;
  auto proxy = parseProxy(*text);
  if (!proxy) {
    proxy.error().message = fmt::format("the environment's {}: {}", name, proxy.error().message);
    return std::unexpected(proxy.error());
  }
  return *proxy;
}

bool digitsOnly(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](unsigned char c) { return std::isdigit(c) != 0; });
}

}  // namespace

Result<Url> parseProxy(std::string_view text) {
  const auto whole =
      text.find("://") == std::string_view::npos ? fmt::format("http://{}", text) : std::string(text);
  auto url = parseUrl(whole);
  if (!url) return url;
  if (url->scheme == "http" || url->scheme == "socks5" || url->scheme == "socks5h") return url;
  return fail(
      ErrorKind::Usage,
      fmt::format("a proxy with {}:// is not supported: use http://, socks5:// or socks5h://", url->scheme));
}

Result<ProxyRules> proxyForAll(std::string_view text, std::string_view except) {
  ProxyRules rules;
  rules.except = split(except, ',');
  if (trimmed(text).empty()) return rules;
  const auto proxy = parseProxy(trimmed(text));
  if (!proxy) return std::unexpected(proxy.error());
  rules.http = rules.https = *proxy;
  return rules;
}

Result<ProxyRules> proxiesOf(const Environment& environment) {
  const auto https = proxyIn(environment, "HTTPS_PROXY");
  if (!https) return std::unexpected(https.error());
  const auto http = proxyIn(environment, "HTTP_PROXY");
  if (!http) return std::unexpected(http.error());
  return ProxyRules{*https, *http, split(variable(environment, "NO_PROXY").value_or(""), ',')};
}

Result<ProxyRules> systemProxies() {
  return proxiesOf([](std::string_view name) -> std::optional<std::string> {
    const char* value = std::getenv(std::string(name).c_str());
    return value == nullptr ? std::nullopt : std::optional<std::string>(value);
  });
}

std::optional<Url> proxyFor(const ProxyRules& rules, const Url& url) {
  const auto& proxy = url.secure() ? rules.https : rules.http;
  if (!proxy || loopback(url.host)) return std::nullopt;
  const auto named = [&url](const std::string& entry) { return exempt(entry, url); };
  return std::ranges::any_of(rules.except, named) ? std::nullopt : proxy;
}

bool exempt(std::string_view entry, const Url& url) {
  auto host = lowered(trimmed(entry));
  if (host == "*") return true;
  const auto colon = host.rfind(':');
  const bool has_port = colon != std::string::npos && digitsOnly(std::string_view(host).substr(colon + 1)) &&
                        (host.find(':') == colon || host[colon - 1] == ']');
  if (has_port) {
    if (host.substr(colon + 1) != std::to_string(url.port)) return false;
    host.resize(colon);
  }
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  if (host.starts_with("*.")) host.erase(0, 1);
  if (host.starts_with('.')) host.erase(0, 1);
  return !host.empty() && (url.host == host || url.host.ends_with("." + host));
}

}  // namespace perpscope::net
