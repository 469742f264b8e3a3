// What BitMEX's instrument rows say, full ones and updates. For this folder only.
#pragma once

#include <map>

#include "venues/bitmex/bitmex_rows.h"
#include "venues/decoding.h"

namespace perpscope::venues {

// Remembers of each instrument what updates leave out. Updates tell only what has changed, and so do the
// events.
class BitmexInstruments {
 public:
  void add(Events& events, Reading& reading, const Json& row);
  [[nodiscard]] std::optional<ContractSpec> contract(std::string_view symbol) const;

 private:
  struct Known {
    std::optional<ContractSpec> contract;
    std::string underlying, quote, settlement;
    std::optional<Time> funding_time;
    std::optional<std::chrono::minutes> funding_interval;
  };

  void learn(Reading& reading, Known& known, const Json& row);
  static void addFunding(Events& events, Reading& reading, const Known& known, const Json& row);
  static void addOpenInterest(Events& events, Reading& reading, const Known& known, const Json& row);

  std::map<std::string, Known, std::less<>> known_;
};

// The row's stamp, where it has one.
[[nodiscard]] std::optional<Time> bitmexStamp(Reading& reading, const Json& row);

}  // namespace perpscope::venues
