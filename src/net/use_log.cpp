#include "net/use_log.h"

#include <algorithm>

namespace perpscope::net {

void UseLog::add(Instant at, double weight) {
  if (entries_.empty()) {
    forgotten_ = 0;  // sums stay small, and so exact
    entries_.push_back({at, weight});
    return;
  }
  const auto& last = entries_.back();
  entries_.push_back({std::max(at, last.at), last.sum + weight});
}

double UseLog::sumUntil(Instant time) const {
  const auto next = std::ranges::upper_bound(entries_, time, {}, &Entry::at);
  return next == entries_.begin() ? forgotten_ : std::prev(next)->sum;
}

double UseLog::after(Instant since) const {
  return entries_.empty() ? 0 : entries_.back().sum - sumUntil(since);
}

std::optional<Instant> UseLog::reached(Instant since, double amount) const {
  const auto found = std::ranges::lower_bound(entries_, sumUntil(since) + amount, {}, &Entry::sum);
  return found == entries_.end() ? std::nullopt : std::optional(found->at);
}

void UseLog::forgetUntil(Instant time) {
  while (!entries_.empty() && entries_.front().at <= time) {
    forgotten_ = entries_.front().sum;
    entries_.pop_front();
  }
}

}  // namespace perpscope::net
