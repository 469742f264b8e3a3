// Faults on demand: what `--fault SPEC` says, and whether it strikes a request. docs/simulator.md lists them.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/time.h"

namespace perpscope::sim {

enum class FaultKind : std::uint8_t {
  Status,     // another status in place of the answer
  Html,       // a web page in place of the answer
  Garbage,    // bytes that are no JSON
  Malformed,  // the answer's first half, as if it were whole
  NaN,        // the answer with NaN where fractions were
  Mistype,    // the answer with objects where fractions were
  Oversize,   // an answer that hardly ends
  Truncate,   // the connection closes in the middle of the answer
  Reset,      // the connection is reset in place of an answer
  Close,      // the connection is closed in place of an answer
  Drop,       // never answered, the connection stays open
  Refuse,     // nobody listens
  Certificate,
};

enum class CertificateFault : std::uint8_t { None, WrongName, Expired, UnknownCa };

// One --fault: a kind or a delay, and what narrows it down.
struct FaultSpec {
  std::optional<FaultKind> kind;
  Milliseconds delay{0};
  int status = 200;  // Status and Html
  std::optional<std::chrono::seconds> retry_after;
  CertificateFault certificate = CertificateFault::None;

  std::string venue;                   // empty: all
  std::string endpoint;                // empty: all
  std::string path;                    // what the path begins with
  double rate = 1;                     // the share of requests it strikes
  std::uint64_t after = 0;             // so many fitting requests pass first
  std::optional<std::uint64_t> count;  // and then it strikes at most so often
};

// [VENUE[.ENDPOINT]:]ITEM[,ITEM]…
[[nodiscard]] Result<FaultSpec> parseFault(std::string_view text);
[[nodiscard]] Result<std::vector<FaultSpec>> parseFaults(std::span<const std::string> texts);

// What strikes one request: delays add up, of the kinds the first counts.
struct Fault {
  std::optional<FaultKind> kind;
  Milliseconds delay{0};
  int status = 200;
  std::optional<std::chrono::seconds> retry_after;
};

class FaultPlan {
 public:
  // `random` gives 0 <= u < 1.
  FaultPlan(std::vector<FaultSpec> specs, std::function<double()> random);

  [[nodiscard]] Fault strike(std::string_view venue, std::string_view endpoint, std::string_view path);

  [[nodiscard]] bool refuses(std::string_view venue, std::string_view endpoint) const;
  [[nodiscard]] CertificateFault certificate(std::string_view venue, std::string_view endpoint) const;

 private:
  struct Armed {
    FaultSpec spec;
    std::uint64_t seen = 0;
    std::uint64_t struck = 0;
  };
  [[nodiscard]] bool strikes(Armed& armed);

  std::vector<Armed> faults_;
  std::function<double()> random_;
};

// The answer's body as Malformed, NaN and Mistype leave it.
[[nodiscard]] std::string spoiled(FaultKind kind, std::string body);

}  // namespace perpscope::sim
