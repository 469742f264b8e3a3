#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text.h"
#include "venues/kraken/kraken_answers.h"
#include "venues/refusals.h"

namespace perpscope::venues {
namespace {

using Kind = Refusal::Kind;

struct Meaning {
  std::string_view words;  // in lower case
  Kind kind;
  std::optional<Milliseconds> wait;
};

constexpr Milliseconds kTenSeconds = std::chrono::seconds{10};

// Spot says EAPI:Rate limit exceeded, futures apiLimitExceeded, charts say it in free words.
constexpr std::array kMeanings{
    Meaning{"rate limit", Kind::Slower, kTenSeconds},
    Meaning{"too many requests", Kind::Slower, kTenSeconds},
    Meaning{"apilimitexceeded", Kind::Slower, kTenSeconds},
    Meaning{"temporary lockout", Kind::Banned, std::chrono::minutes{15}},
    Meaning{"unknown asset", Kind::NoSymbol, {}},
    Meaning{"contractnotfound", Kind::NoSymbol, {}},
    Meaning{"unknown symbol", Kind::NoSymbol, {}},
    Meaning{"invalid symbol", Kind::NoSymbol, {}},
    Meaning{"symbol not found", Kind::NoSymbol, {}},
    Meaning{"eservice:", Kind::Busy, {}},
    Meaning{"internal error", Kind::Busy, {}},
    Meaning{"unavailable", Kind::Busy, {}},
    Meaning{"server error", Kind::Busy, {}},
};

std::string words(const Json& fault) {
  if (fault.is_string()) return std::string(text(fault));
  for (const auto* key : {"msg", "message", "type", "error_class"})
    if (const auto said = text(member(fault, key)); !said.empty()) return std::string(said);
  return fault.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Refusal refused(const Response& response, const std::string& message) {
  auto refusal = refusalByStatus(response, message).value_or(Refusal{Kind::Bad, message, {}});
  const auto said = lowered(message);
  const auto meaning = std::ranges::find_if(
      kMeanings, [&said](const Meaning& each) { return said.find(each.words) != std::string::npos; });
  if (meaning == kMeanings.end()) return refusal;
  if (refusal.kind == Kind::Bad) refusal.kind = meaning->kind;
  if (!refusal.wait) refusal.wait = meaning->wait;
  return refusal;
}

}  // namespace

std::string krakenFaults(const Json& body) {
  std::vector<std::string> all;
  for (const auto* key : {"error", "errors"}) {
    const auto& said = member(body, key);
    if (said.is_array())
      for (const auto& each : said) all.push_back(words(each));
    else if (!text(said).empty())
      all.emplace_back(text(said));
  }
  std::erase_if(all, [](const std::string& each) { return each.starts_with("WGeneral:"); });
  if (all.empty() && text(member(body, "result")) == "error") all.emplace_back("error");
  return fmt::format("{}", fmt::join(all, ", "));
}

std::optional<Refusal> krakenRefusal(const Response& response) {
  const bool good = response.status >= 200 && response.status < 300;
  if (good && response.body.starts_with(R"({"candles":[{)")) return std::nullopt;
  const auto body = parseJson(response.body);
  if (!body) return refusalByStatus(response);
  const auto message = krakenFaults(*body);
  if (good && message.empty()) return std::nullopt;
  return refused(response, message);
}

}  // namespace perpscope::venues
