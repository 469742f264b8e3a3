// What Kraken's REST answers hold: products, pages of history, refusals. For this folder only.
#pragma once

#include "venues/json.h"
#include "venues/venue.h"

namespace perpscope::venues {

[[nodiscard]] Result<Product> krakenProduct(const Instrument& instrument, const Response& response);
[[nodiscard]] Result<Page> krakenPage(const Query& query, const Response& response);
[[nodiscard]] std::optional<Refusal> krakenRefusal(const Response& response);
// What an answer complains of, empty where it does not: {"error": ["EQuery:…"]}, {"result": "error", "error":
// "…"}, {"errors": [{"msg": …}]}. Spot may add warnings (WGeneral:…) to a good answer.
[[nodiscard]] std::string krakenFaults(const Json& body);

}  // namespace perpscope::venues
