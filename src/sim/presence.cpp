#include "sim/presence.h"

#include <algorithm>

namespace perpscope::sim {

bool Presence::throughout(TimeRange range) const {
  const bool apart = outage.empty() || range.to <= outage.from || outage.to <= range.from;
  return apart && listed.from <= range.from && range.to <= listed.to;
}

double Presence::ofMinute(Time open) const {
  if (!at(open)) return 0;
  return std::min(1.0,
                  static_cast<double>((listed.to - open).count()) / static_cast<double>(kMinute.count()));
}

}  // namespace perpscope::sim
