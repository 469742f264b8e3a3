// What is missing in a series. Pure; for this room only.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "store/types.h"

namespace perpscope::store {

// Is shown the stamps of a series, oldest first, each with the step to the next one.
class HoleFinder {
 public:
  // A stamp up to half a step late is no hole (a settlement that came a minute after the hour). Where the
  // step changes, the longer one counts: it is not known which of the two rows changed it.
  void visit(Time time, Milliseconds step);
  [[nodiscard]] std::vector<TimeRange> take() { return std::move(holes_); }

 private:
  std::optional<Time> last_;
  Milliseconds step_{0};
  std::vector<TimeRange> holes_;
};

// The holes less the ranges that a source has answered to be empty.
[[nodiscard]] std::vector<TimeRange> withoutKnownEmpty(std::vector<TimeRange> holes,
                                                       std::span<const Coverage> coverage);

}  // namespace perpscope::store
