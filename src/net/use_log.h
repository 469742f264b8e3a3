// What has been used of an allowance, and when. Answers in O(log n).
#pragma once

#include <deque>
#include <optional>

#include "net/instant.h"

namespace perpscope::net {

class UseLog {
 public:
  // In the order of time; an earlier one counts as of the same time as the last.
  void add(Instant at, double weight);
  // What was used later than that.
  [[nodiscard]] double after(Instant since) const;
  // Of what was used later than `since`, oldest first: when the entry was made with which the sum reaches the
  // amount. Nothing: it is not as much.
  [[nodiscard]] std::optional<Instant> reached(Instant since, double amount) const;
  void forgetUntil(Instant time);

 private:
  struct Entry {
    Instant at;
    double sum;  // of all weights up to and including this one
  };
  [[nodiscard]] double sumUntil(Instant time) const;

  std::deque<Entry> entries_;
  double forgotten_ = 0;  // the sum before the first entry
};

}  // namespace perpscope::net
