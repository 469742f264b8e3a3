// When numbers of a leg exist: from its listing until now, but for the venue's outage.
#pragma once

#include "base/time.h"

namespace perpscope::sim {

struct Presence {
  TimeRange listed;                  // listing … now
  TimeRange outage{Time{}, Time{}};  // empty where the venue had none

  [[nodiscard]] bool at(Time t) const { return listed.contains(t) && !outage.contains(t); }
  [[nodiscard]] bool throughout(TimeRange range) const;
  // The part of the minute that has passed: 0 where the leg is not there.
  [[nodiscard]] double ofMinute(Time open) const;
};

}  // namespace perpscope::sim
