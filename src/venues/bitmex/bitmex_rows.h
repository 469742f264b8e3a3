// What rows of BitMEX's REST answers and tables mean. For this folder only.
#pragma once

#include "market/instrument.h"
#include "market/records.h"
#include "venues/json.h"

namespace perpscope::venues {

// How the contracts of an instrument count: `size` units of quote currency (inverse) or of base (linear).
// Nothing for quanto contracts, whose worth in coins moves with the price of bitcoin, and where the row does
// not say.
[[nodiscard]] std::optional<ContractSpec> bitmexContract(Reading& reading, const Json& instrument);

// Bars are stamped by their end: `length` is taken off. Bars without trades may have no prices.
[[nodiscard]] Candle bitmexBar(Reading& reading, const Json& row, Milliseconds length);

// 2000-01-01T08:00:00.000Z stands for eight hours.
[[nodiscard]] std::chrono::minutes bitmexInterval(Reading& reading, const Json& stamp);
[[nodiscard]] Funding bitmexSettlement(Reading& reading, const Json& row);

// Premium index (.XBTUSDPI8H) and other indices (.BXBT) are listed like products.
[[nodiscard]] PriceKind bitmexPriceKind(std::string_view symbol);
// 1m 5m 1h 1d
[[nodiscard]] std::optional<Interval> bitmexBin(std::string_view name);

}  // namespace perpscope::venues
