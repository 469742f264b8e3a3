// How long each step of a fetch may take, and what its failure is called. Not for other rooms.
#pragma once

#include <string>
#include <string_view>

#include <boost/system/error_code.hpp>

#include "base/time.h"
#include "net/fetch_error.h"
#include "net/instant.h"

namespace perpscope::net {

// "10 s", "250 ms"
[[nodiscard]] std::string durationText(Milliseconds duration);

// The end of the whole fetch.
struct Deadline {
  explicit Deadline(Milliseconds whole);
  [[nodiscard]] bool passed() const;
  // What a step may take that begins now, and when it has to be done.
  [[nodiscard]] Milliseconds atMost(Milliseconds step_limit) const;
  [[nodiscard]] Instant step(Milliseconds step_limit) const;

  Milliseconds limit;
  Instant end;
};

struct Step {
  std::string_view host;
  std::string_view doing;  // "connecting"
  Milliseconds limit;
};

[[nodiscard]] FetchError timedOut(const Step& step, const Deadline& deadline);

// `begun`: part of the answer had come.
[[nodiscard]] FetchError describe(const boost::system::error_code& code, const Step& step,
                                  const Deadline& deadline, bool begun = false);

}  // namespace perpscope::net
