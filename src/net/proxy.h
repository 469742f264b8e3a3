// Which proxy, if any, a request goes through.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "net/url.h"

namespace perpscope::net {

// http://: HTTP CONNECT, with any scheme inside. socks5h://: the proxy looks names up; socks5://: we do.
// A proxy that wants TLS itself (https://) is not supported.
[[nodiscard]] Result<Url> parseProxy(std::string_view text);

struct ProxyRules {
  std::optional<Url> https;         // for https:// and wss://
  std::optional<Url> http;          // for http:// and ws://
  std::vector<std::string> except;  // as NO_PROXY has it; see exempt()
};

// The same proxy for everything, as settings have it; an empty text is none.
[[nodiscard]] Result<ProxyRules> proxyForAll(std::string_view text, std::string_view except = {});

using Environment = std::function<std::optional<std::string>(std::string_view name)>;

// HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY, lower case first. Empty ones count as absent.
// Fails where one of them is set and is no proxy.
[[nodiscard]] Result<ProxyRules> proxiesOf(const Environment& environment);
[[nodiscard]] Result<ProxyRules> systemProxies();

// Nothing: straight to the host. Loopback addresses and localhost never go through a proxy.
[[nodiscard]] std::optional<Url> proxyFor(const ProxyRules& rules, const Url& url);

// Whether a NO_PROXY entry names the host: `*`, a host (its subdomains too, with or without a leading dot),
// an IP address, or one of them with `:port`.
[[nodiscard]] bool exempt(std::string_view entry, const Url& url);

}  // namespace perpscope::net
