#include "net/url.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/text.h"

namespace perpscope::net {
namespace {

struct Scheme {
  std::string_view name;
  std::uint16_t port;
};
constexpr std::array<Scheme, 6> kSchemes = {
    {{"http", 80}, {"https", 443}, {"ws", 80}, {"wss", 443}, {"socks5", 1080}, {"socks5h", 1080}}};

const Scheme* schemeNamed(std::string_view name) {
  const auto found = std::ranges::find(kSchemes, name, &Scheme::name);
  return found == kSchemes.end() ? nullptr : &*found;
}

std::unexpected<Error> refuse(std::string_view text, std::string_view why) {
  // A proxy's password stays out of messages.
  const auto at = text.find('@');
  const auto scheme = text.find("://");
  const auto shown = at == std::string_view::npos || scheme == std::string_view::npos
                         ? std::string(text)
                         : fmt::format("{}://…{}", text.substr(0, scheme), text.substr(at));
  return fail(ErrorKind::Usage, fmt::format("'{}' is no address: {}", shown, why));
}

bool printable(std::string_view text) {
  return std::ranges::all_of(text, [](unsigned char c) { return c > 0x20 && c < 0x7f; });
}

bool hostLike(std::string_view host) {
  return !host.empty() && std::ranges::all_of(host, [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '.' || c == '-' || c == '_';
  });
}

bool ipv6Like(std::string_view host) {
  return host.find(':') != std::string_view::npos && std::ranges::all_of(host, [](unsigned char c) {
           return std::isxdigit(c) != 0 || c == ':' || c == '.';
         });
}

// Takes user:password@ off the front.
bool takeUser(std::string_view& authority, Url& url) {
  const auto at = authority.rfind('@');
  if (at == std::string_view::npos) return true;
  const auto info = authority.substr(0, at);
  authority.remove_prefix(at + 1);
  const auto colon = info.find(':');
  const auto user = percentDecoded(info.substr(0, colon));
  const auto password =
      percentDecoded(colon == std::string_view::npos ? std::string_view{} : info.substr(colon + 1));
  if (!user || !password) return false;
  url.user = *user;
  url.password = *password;
  return true;
}

// What follows the host: nothing, or :port.
bool takePort(std::string_view rest, Url& url) {
  if (rest.empty()) return true;
  if (rest.front() != ':') return false;
  const auto digits = rest.substr(1);
  if (!std::ranges::all_of(digits, [](unsigned char c) { return std::isdigit(c) != 0; })) return false;
  const auto port = parseNumber<std::uint16_t>(digits);
  if (!port || *port == 0) return false;
  url.port = *port;
  return true;
}

// The host as such; what is left of the authority is returned.
std::optional<std::string_view> takeHost(std::string_view authority, Url& url) {
  const bool bracketed = authority.starts_with('[');
  const auto end = bracketed ? authority.find(']') : authority.find(':');
  if (bracketed && end == std::string_view::npos) return std::nullopt;
  const auto host = bracketed ? authority.substr(1, end - 1) : authority.substr(0, end);
  if (bracketed ? !ipv6Like(host) : !hostLike(host)) return std::nullopt;
  url.host = lowered(host);
  if (end == std::string_view::npos) return std::string_view{};
  return authority.substr(bracketed ? end + 1 : end);
}

}  // namespace

std::string Url::authority() const {
  auto name = host.find(':') == std::string::npos ? host : fmt::format("[{}]", host);
  const auto* own = schemeNamed(scheme);
  return own != nullptr && own->port == port ? name : fmt::format("{}:{}", name, port);
}

std::string Url::origin() const { return fmt::format("{}://{}:{}", scheme, host, port); }

Result<Url> parseUrl(std::string_view text) {
  if (!printable(text)) return refuse("…", "it holds blanks or characters that are not ASCII");
  const auto colon = text.find("://");
  if (colon == std::string_view::npos) return refuse(text, "it has to begin with https:// or the like");
  Url url;
  url.scheme = lowered(text.substr(0, colon));
  const auto* scheme = schemeNamed(url.scheme);
  if (scheme == nullptr) return refuse(text, fmt::format("'{}' is a scheme not known here", url.scheme));
  url.port = scheme->port;

  auto rest = text.substr(colon + 3);
  const auto end = rest.find_first_of("/?#");
  auto authority = rest.substr(0, end);
  if (!takeUser(authority, url)) return refuse(text, "user or password have a broken % escape");
  const auto after_host = takeHost(authority, url);
  if (!after_host) return refuse(text, "the host is missing or misspelt");
  if (!takePort(*after_host, url)) return refuse(text, "the port is no number from 1 to 65535");
  if (end == std::string_view::npos) return url;
  rest = rest.substr(end);
  rest = rest.substr(0, rest.find('#'));
  url.target = rest.starts_with('/') ? std::string(rest) : fmt::format("/{}", rest);
  return url;
}

std::optional<std::string> percentDecoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    unsigned byte = 0;
    const auto digits = text.substr(i + 1, 2);
    const auto [stop, error] = std::from_chars(digits.data(), digits.data() + digits.size(), byte, 16);
    if (error != std::errc{} || digits.size() != 2 || stop != digits.data() + 2) return std::nullopt;
    out += static_cast<char>(byte);
    i += 2;
  }
  return out;
}

}  // namespace perpscope::net
