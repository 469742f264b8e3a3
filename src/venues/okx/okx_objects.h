// Objects of OKX to events: a REST answer and a push hold the same ones. For this folder only.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "venues/event.h"
#include "venues/okx/okx_rows.h"

namespace perpscope::venues::okx_v5 {

// Contract sizes as the venue's own list gave them.
class ContractSizes {
 public:
  void learn(const std::string& inst_id, ContractSpec contract);
  [[nodiscard]] const ContractSpec* find(const std::string& inst_id) const;

 private:
  std::map<std::string, ContractSpec> known_;
};

// What the object is, its fields tell. At least one event. Best bid and ask are told from an order book by
// `top_of_book`.
[[nodiscard]] std::vector<Event> objectEvents(const Json& object, ContractSizes& contracts, bool top_of_book);

}  // namespace perpscope::venues::okx_v5
