// Tickers of Bybit, REST and pushed: price, mark, funding and open interest in one object. For this folder
// only.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "venues/bybit/bybit_rows.h"
#include "venues/event.h"

namespace perpscope::venues::bybit_v5 {

// What a delta does not repeat and a funding rate cannot be read without.
struct FundingTerms {
  std::optional<Time> next_time;
  std::optional<std::chrono::minutes> interval;
};

class Tickers {
 public:
  // Only what the object holds: a delta yields what it changed. At least one event.
  [[nodiscard]] std::vector<Event> events(const Json& ticker, Category category, std::optional<Time> time);
  // A snapshot replaces what was known.
  void forget(const std::string& symbol) { terms_.erase(symbol); }

 private:
  std::map<std::string, FundingTerms> terms_;
};

}  // namespace perpscope::venues::bybit_v5
