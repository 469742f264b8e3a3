#include "net/resolver.h"

#include <algorithm>
#include <array>
#include <thread>

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netdb.h>

#include "net/step.h"

namespace perpscope::net {
namespace {

using Addresses = std::vector<std::string>;
using AddressList = std::unique_ptr<addrinfo, decltype(&freeaddrinfo)>;

bool isAddress(const std::string& host) {
  std::array<unsigned char, sizeof(in6_addr)> bytes;
  return inet_pton(AF_INET, host.c_str(), bytes.data()) == 1 ||
         inet_pton(AF_INET6, host.c_str(), bytes.data()) == 1;
}

std::string addressText(const addrinfo& info) {
  std::array<char, NI_MAXHOST> text{};
  const int code =
      getnameinfo(info.ai_addr, info.ai_addrlen, text.data(), text.size(), nullptr, 0, NI_NUMERICHOST);
  return code == 0 ? text.data() : std::string{};
}

}  // namespace

Result<Addresses> systemResolve(const std::string& host) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_ADDRCONFIG;
  addrinfo* raw = nullptr;
  const int code = getaddrinfo(host.c_str(), nullptr, &hints, &raw);
  if (code != 0) return fail(ErrorKind::Network, "the name could not be resolved", gai_strerror(code));
  const AddressList list(raw, &freeaddrinfo);
  Addresses addresses;
  for (const auto* info = raw; info != nullptr; info = info->ai_next)
    if (auto text = addressText(*info); !text.empty()) addresses.push_back(std::move(text));
  return addresses;
}

struct Resolver::Lookup {
  std::optional<Result<Addresses>> answer;
  Instant answered{};
  std::vector<std::shared_ptr<Event>> waiting;

  [[nodiscard]] bool worthKeeping(Milliseconds keep) const {
    return !answer || (*answer && answered + keep > std::chrono::steady_clock::now());
  }

  void settle(Result<Addresses> result) {
    if (result && result->empty()) result = fail(ErrorKind::Network, "the name has no address");
    answer = std::move(result);
    answered = std::chrono::steady_clock::now();
    for (const auto& event : waiting) event->set();
    waiting.clear();
  }
};

Resolver::Resolver(const Loop& loop, Resolve resolve, Milliseconds keep)
    : executor_(loop.context().get_executor()),
      loop_(loop.handle()),
      resolve_(std::move(resolve)),
      keep_(keep) {}

std::shared_ptr<Resolver::Lookup> Resolver::lookup(const std::string& host) {
  auto& entry = lookups_[host];
  if (entry && entry->worthKeeping(keep_)) return entry;
  entry = std::make_shared<Lookup>();
  std::thread([host, resolve = resolve_, loop = loop_, weak = std::weak_ptr(entry)] {
    auto answer = resolve(host);
    loop.post([weak, answer = std::move(answer)] {
      if (const auto lookup = weak.lock()) lookup->settle(answer);
    });
  }).detach();
  return entry;
}

Task<Fetched<Addresses>> Resolver::resolve(std::string host, Milliseconds timeout) {
  if (isAddress(host)) co_return Addresses{host};
  const auto deadline = std::chrono::steady_clock::now() + timeout;
  const auto found = lookup(host);
  if (!found->answer) {
    const auto event = std::make_shared<Event>(executor_);
    found->waiting.push_back(event);
    const bool answered = co_await event->wait(deadline);
    if (!answered) {
      std::erase(found->waiting, event);
      if (std::chrono::steady_clock::now() < deadline) co_return failFetch(Trouble::Cancelled, "cancelled");
      co_return failFetch(Trouble::Timeout, fmt::format("{}: the name was not resolved within {}", host,
                                                        durationText(timeout)));
    }
  }
  const auto& answer = *found->answer;
  if (answer) co_return *answer;
  co_return failFetch(Trouble::Dns, fmt::format("{}: {}", host, answer.error().message),
                      answer.error().detail);
}

}  // namespace perpscope::net
