#include "venues/deribit/deribit_refusal.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"
#include "venues/refusals.h"

namespace perpscope::venues {
namespace {

using Kind = Refusal::Kind;

struct Meaning {
  int code;
  Kind kind;
  std::optional<Milliseconds> wait;
};

constexpr Milliseconds kTenSeconds = std::chrono::seconds{10};

constexpr std::array kMeanings{
    Meaning{10028, Kind::Slower, kTenSeconds},  // too_many_requests
    Meaning{10066, Kind::Slower, kTenSeconds},  // too_many_concurrent_requests
    Meaning{10040, Kind::Busy, {}},             // retry
    Meaning{10041, Kind::Busy, {}},             // settlement_in_progress
    Meaning{10047, Kind::Busy, {}},             // matching_engine_queue_full
    Meaning{11051, Kind::Busy, {}},             // system_maintenance
    Meaning{11094, Kind::Busy, {}},             // internal_server_error
    Meaning{13028, Kind::Busy, {}},             // temporarily_unavailable
    Meaning{13503, Kind::Busy, {}},             // unavailable
    Meaning{13020, Kind::NoSymbol, {}},         // not_found
};

bool unknownInstrument(const Json& error) {
  const auto& data = member(error, "data");
  const auto reason = lowered(text(member(data, "reason")));
  const bool wrong = reason.contains("not found") || reason.contains("invalid") || reason.contains("wrong");
  return wrong && text(member(data, "param")) == "instrument_name";
}

void refine(Refusal& refusal, const Json& error) {
  const auto& code = member(error, "code");
  const auto meaning =
      std::ranges::find_if(kMeanings, [&](const Meaning& each) { return code == each.code; });
  if (meaning != kMeanings.end()) {
    refusal.kind = meaning->kind;
    if (!refusal.wait) refusal.wait = meaning->wait;
  } else if (unknownInstrument(error)) {
    refusal.kind = Kind::NoSymbol;
  }
}

}  // namespace

std::string deribitWords(const Json& error) {
  if (error.is_string()) return std::string(text(error));
  const auto message = text(member(error, "message"));
  const auto reason = text(member(member(error, "data"), "reason"));
  const auto param = text(member(member(error, "data"), "param"));
  std::string words(message.empty() ? "error" : message);
  if (!reason.empty()) words += fmt::format(": {}", reason);
  if (!param.empty()) words += fmt::format(" ({})", param);
  return words;
}

std::optional<Refusal> deribitRefusal(const Response& response) {
  const auto body = parseJson(response.body);
  if (!body) return refusalByStatus(response);
  const auto& error = member(*body, "error");
  if (error.is_null()) return refusalByStatus(response);
  const auto words = deribitWords(error);
  auto refusal = refusalByStatus(response, words).value_or(Refusal{Kind::Bad, words, {}});
  refine(refusal, error);
  return refusal;
}

}  // namespace perpscope::venues
