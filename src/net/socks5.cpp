#include "net/socks5.h"

#include <array>

#include <arpa/inet.h>

namespace perpscope::net::socks5 {
namespace {

constexpr std::size_t kLongest = 255;
constexpr unsigned char kIpv4 = 1;
constexpr unsigned char kIpv6 = 4;

template <class Address>
bool appendAddress(std::string& out, int family, unsigned char kind, const std::string& host) {
  Address address;
  if (inet_pton(family, host.c_str(), &address) != 1) return false;
  out += static_cast<char>(kind);
  out.append(reinterpret_cast<const char*>(&address), sizeof address);
  return true;
}

}  // namespace

std::string greeting(const Url& proxy) {
  return proxy.user.empty() ? std::string{5, 1, kNoAuthentication}
                            : std::string{5, 2, kNoAuthentication, kUserPassword};
}

std::string credentials(const Url& proxy) {
  if (proxy.user.size() > kLongest || proxy.password.size() > kLongest) return {};
  std::string out{1, static_cast<char>(proxy.user.size())};
  out += proxy.user;
  out += static_cast<char>(proxy.password.size());
  return out + proxy.password;
}

std::string connectTo(std::string_view host, std::uint16_t port) {
  if (host.empty() || host.size() > kLongest) return {};
  std::string out{5, 1, 0};
  const std::string text(host);
  if (!appendAddress<in_addr>(out, AF_INET, kIpv4, text) &&
      !appendAddress<in6_addr>(out, AF_INET6, kIpv6, text)) {
    out += static_cast<char>(kNameAddress);
    out += static_cast<char>(host.size());
    out += host;
  }
  out += static_cast<char>(port >> 8);
  out += static_cast<char>(port & 0xff);
  return out;
}

std::size_t addressSize(unsigned char kind) {
  constexpr std::size_t kPort = 2;
  if (kind == kIpv4) return sizeof(in_addr) + kPort;
  if (kind == kIpv6) return sizeof(in6_addr) + kPort;
  return 0;
}

std::string_view refusalText(unsigned char code) {
  constexpr std::array<std::string_view, 9> kTexts = {"",
                                                      "it failed",
                                                      "its rules do not allow it",
                                                      "there is no way to that network",
                                                      "there is no way to that host",
                                                      "the host refused the connection",
                                                      "it took too long",
                                                      "it cannot do that",
                                                      "it does not know that kind of address"};
  return code < kTexts.size() ? kTexts[code] : "it did not say why";
}

}  // namespace perpscope::net::socks5
