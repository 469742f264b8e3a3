#include "venues/refusals.h"

#include <fmt/format.h>

#include "base/text.h"

namespace perpscope::venues {
namespace {

constexpr std::int64_t kLongestWait = 7 * 24 * 3600;

Refusal::Kind kindOf(const Response& response) {
  if (response.status == 429) return Refusal::Kind::Slower;
  if (response.status == 418) return Refusal::Kind::Banned;
  if (response.status == 451) return Refusal::Kind::Blocked;
  if (response.status == 403 && looksLikeWebPage(response.body)) return Refusal::Kind::Blocked;
  return response.status >= 500 ? Refusal::Kind::Busy : Refusal::Kind::Bad;
}

}  // namespace

std::optional<Milliseconds> retryAfter(const Response& response) {
  const auto seconds = parseNumber<std::int64_t>(trimmed(response.header("retry-after")));
  if (!seconds || *seconds < 0) return std::nullopt;
  return std::chrono::seconds{std::min(*seconds, kLongestWait)};
}

bool looksLikeWebPage(std::string_view body) {
  const auto start = lowered(trimmed(body.substr(0, 64)));
  return start.starts_with("<!doctype") || start.starts_with("<html");
}

std::optional<Refusal> refusalByStatus(const Response& response, std::string_view message) {
  if (response.status >= 200 && response.status < 300) return std::nullopt;
  auto words = message.empty() ? fmt::format("HTTP {}", response.status)
                               : fmt::format("HTTP {}: {}", response.status, message);
  return Refusal{kindOf(response), std::move(words), retryAfter(response)};
}

}  // namespace perpscope::venues
