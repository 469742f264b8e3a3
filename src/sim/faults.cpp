#include "sim/faults.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/text.h"

namespace perpscope::sim {
namespace {

std::unexpected<Error> refused(std::string_view text, std::string_view why) {
  return fail(ErrorKind::Usage,
              fmt::format("--fault {}: {} (docs/simulator.md lists the faults)", text, why));
}

// 300ms 2s 1m
std::optional<Milliseconds> parseDuration(std::string_view text) {
  struct Unit {
    std::string_view suffix;
    std::int64_t ms;
  };
  for (const auto& [suffix, ms] : {Unit{"ms", 1}, Unit{"s", 1'000}, Unit{"m", 60'000}}) {
    if (!text.ends_with(suffix)) continue;
    const auto count = parseNumber<std::uint32_t>(text.substr(0, text.size() - suffix.size()));
    if (count) return Milliseconds{*count * ms};
  }
  return std::nullopt;
}

struct KindRow {
  std::string_view word;
  FaultKind kind;
};
constexpr std::array kKinds{
    KindRow{"html", FaultKind::Html},           KindRow{"garbage", FaultKind::Garbage},
    KindRow{"malformed", FaultKind::Malformed}, KindRow{"nan", FaultKind::NaN},
    KindRow{"mistype", FaultKind::Mistype},     KindRow{"oversize", FaultKind::Oversize},
    KindRow{"truncate", FaultKind::Truncate},   KindRow{"reset", FaultKind::Reset},
    KindRow{"close", FaultKind::Close},         KindRow{"drop", FaultKind::Drop},
    KindRow{"refuse", FaultKind::Refuse},
};

struct CertificateRow {
  std::string_view word;
  CertificateFault fault;
};
constexpr std::array kCertificates{CertificateRow{"wrong-name", CertificateFault::WrongName},
                                   CertificateRow{"expired", CertificateFault::Expired},
                                   CertificateRow{"unknown-ca", CertificateFault::UnknownCa}};

bool isOfConnections(FaultKind kind) { return kind == FaultKind::Refuse || kind == FaultKind::Certificate; }

// Reads items into a spec; false for a value that does not fit.
class ItemReader {
 public:
  explicit ItemReader(FaultSpec& spec) : spec_(spec) {}

  bool word(std::string_view item) {
    const auto row = std::ranges::find(kKinds, item, &KindRow::word);
    return row != kKinds.end() && kind(row->kind);
  }

  bool value(std::string_view key, std::string_view value) {
    using Read = bool (ItemReader::*)(std::string_view);
    struct Row {
      std::string_view key;
      Read read;
    };
    static constexpr std::array kRows{
        Row{"status", &ItemReader::status}, Row{"retry-after", &ItemReader::retryAfter},
        Row{"delay", &ItemReader::delay},   Row{"cert", &ItemReader::certificate},
        Row{"rate", &ItemReader::rate},     Row{"path", &ItemReader::path},
        Row{"after", &ItemReader::after},   Row{"count", &ItemReader::count}};
    const auto row = std::ranges::find(kRows, key, &Row::key);
    return row != kRows.end() && (this->*row->read)(value);
  }

 private:
  // `html,status=403` is a web page with that status; otherwise one kind a spec.
  bool kind(FaultKind kind) {
    const bool page = kind == FaultKind::Html && spec_.kind == FaultKind::Status;
    if (spec_.kind && !page) return false;
    spec_.kind = kind;
    return true;
  }
  bool status(std::string_view text) {
    const auto code = parseNumber<int>(text);
    if (!code || *code < 200 || *code > 599) return false;
    spec_.status = *code;
    return spec_.kind == FaultKind::Html || kind(FaultKind::Status);
  }
  bool retryAfter(std::string_view text) {
    const auto seconds = parseNumber<std::uint32_t>(text);
    if (seconds) spec_.retry_after = std::chrono::seconds{*seconds};
    return seconds.has_value();
  }
  bool delay(std::string_view text) {
    const auto span = parseDuration(text);
    if (span) spec_.delay = *span;
    return span.has_value();
  }
  bool certificate(std::string_view text) {
    const auto row = std::ranges::find(kCertificates, text, &CertificateRow::word);
    if (row == kCertificates.end()) return false;
    spec_.certificate = row->fault;
    return kind(FaultKind::Certificate);
  }
  bool rate(std::string_view text) {
    const auto share = parseNumber<double>(text);
    if (!share || !(*share >= 0 && *share <= 1)) return false;
    spec_.rate = *share;
    return true;
  }
  bool path(std::string_view text) {
    spec_.path = text;
    return text.starts_with('/');
  }
  bool after(std::string_view text) {
    const auto number = parseNumber<std::uint64_t>(text);
    spec_.after = number.value_or(0);
    return number.has_value();
  }
  bool count(std::string_view text) {
    spec_.count = parseNumber<std::uint64_t>(text);
    return spec_.count.has_value();
  }

  FaultSpec& spec_;
};

bool readItem(ItemReader& reader, std::string_view item) {
  const auto equals = item.find('=');
  if (equals == std::string_view::npos) return reader.word(item);
  return reader.value(item.substr(0, equals), item.substr(equals + 1));
}

// The part before the first colon, unless that belongs to an item.
std::string_view takeTarget(std::string_view& text, FaultSpec& spec) {
  const auto colon = text.find(':');
  if (colon == std::string_view::npos || text.substr(0, colon).find_first_of("=,/") != std::string_view::npos)
    return {};
  const auto target = text.substr(0, colon);
  text.remove_prefix(colon + 1);
  const auto dot = target.find('.');
  spec.venue = target.substr(0, dot);
  if (dot != std::string_view::npos) spec.endpoint = target.substr(dot + 1);
  return target;
}

bool targets(const FaultSpec& spec, std::string_view venue, std::string_view endpoint) {
  return (spec.venue.empty() || spec.venue == venue) && (spec.endpoint.empty() || spec.endpoint == endpoint);
}

}  // namespace

Result<FaultSpec> parseFault(std::string_view text) {
  FaultSpec spec;
  std::string_view rest = text;
  takeTarget(rest, spec);
  ItemReader reader(spec);
  for (const auto& item : split(rest, ','))
    if (!readItem(reader, item)) return refused(text, fmt::format("\"{}\" does not fit there", item));
  if (!spec.kind && spec.delay.count() == 0) return refused(text, "it says no fault");
  if (spec.retry_after && spec.kind != FaultKind::Status && spec.kind != FaultKind::Html)
    return refused(text, "retry-after goes with a status");
  const bool narrowed = !spec.path.empty() || spec.rate < 1 || spec.after > 0 || spec.count;
  if (spec.kind && isOfConnections(*spec.kind) && (narrowed || spec.delay.count() > 0))
    return refused(text, "refuse and cert strike a whole endpoint");
  return spec;
}

Result<std::vector<FaultSpec>> parseFaults(std::span<const std::string> texts) {
  std::vector<FaultSpec> specs;
  for (const auto& text : texts) {
    auto spec = parseFault(text);
    if (!spec) return std::unexpected(spec.error());
    specs.push_back(*std::move(spec));
  }
  return specs;
}

FaultPlan::FaultPlan(std::vector<FaultSpec> specs, std::function<double()> random)
    : random_(std::move(random)) {
  for (auto& spec : specs) faults_.push_back({std::move(spec)});
}

bool FaultPlan::strikes(Armed& armed) {
  const FaultSpec& spec = armed.spec;
  if (armed.seen++ < spec.after) return false;
  if (spec.count && armed.struck >= *spec.count) return false;
  if (spec.rate < 1 && random_() >= spec.rate) return false;
  ++armed.struck;
  return true;
}

Fault FaultPlan::strike(std::string_view venue, std::string_view endpoint, std::string_view path) {
  Fault fault;
  for (auto& armed : faults_) {
    const FaultSpec& spec = armed.spec;
    if (!targets(spec, venue, endpoint) || !path.starts_with(spec.path)) continue;
    if (spec.kind && (isOfConnections(*spec.kind) || fault.kind)) continue;
    if (!strikes(armed)) continue;
    fault.delay += spec.delay;
    if (!spec.kind) continue;
    fault.kind = spec.kind;
    fault.status = spec.status;
    fault.retry_after = spec.retry_after;
  }
  return fault;
}

bool FaultPlan::refuses(std::string_view venue, std::string_view endpoint) const {
  return std::ranges::any_of(faults_, [&](const Armed& armed) {
    return armed.spec.kind == FaultKind::Refuse && targets(armed.spec, venue, endpoint);
  });
}

CertificateFault FaultPlan::certificate(std::string_view venue, std::string_view endpoint) const {
  const auto found = std::ranges::find_if(faults_, [&](const Armed& armed) {
    return armed.spec.kind == FaultKind::Certificate && targets(armed.spec, venue, endpoint);
  });
  return found == faults_.end() ? CertificateFault::None : found->spec.certificate;
}

namespace {

bool isDigit(char c) { return c >= '0' && c <= '9'; }

// Numbers with a decimal point, in text or not: stamps and counts stay, so that the rows themselves fit.
std::string withFractionsAs(std::string_view replacement, std::string_view body) {
  std::string out;
  std::size_t i = 0;
  while (i < body.size()) {
    std::size_t end = i;
    while (end < body.size() && (isDigit(body[end]) || body[end] == '.')) ++end;
    const auto number = body.substr(i, end - i);
    if (end == i) {
      out += body[i++];
      continue;
    }
    const bool stands_alone =
        i == 0 || std::string_view("[,:\"- ").find(body[i - 1]) != std::string_view::npos;
    const bool fraction = stands_alone && std::ranges::count(number, '.') == 1;
    out += fraction ? replacement : number;
    i = end;
  }
  return out;
}

}  // namespace

std::string spoiled(FaultKind kind, std::string body) {
  switch (kind) {
    case FaultKind::Malformed: return body.substr(0, body.size() / 2);
    case FaultKind::NaN: return withFractionsAs("NaN", body);
    case FaultKind::Mistype: return withFractionsAs("{}", body);
    default: return body;
  }
}

}  // namespace perpscope::sim
