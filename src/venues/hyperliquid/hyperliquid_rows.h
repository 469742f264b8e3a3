// What rows of Hyperliquid's answers and streams mean. For this folder only.
#pragma once

#include <string>

#include "market/records.h"
#include "venues/json.h"

namespace perpscope::venues {

// {"t": open, "T": end, "s": coin, "i": "1h", "o", "c", "h", "l", "v": coins as text, "n"}
[[nodiscard]] Candle hyperliquidBar(Reading& reading, const Json& row);
// {"coin", "fundingRate": fraction of one hour, "premium", "time": the hour and up to some 100 ms}
[[nodiscard]] Funding hyperliquidSettlement(Reading& reading, const Json& row);

// The tokens of spotMeta: by their own index, which is not always their place in the list.
[[nodiscard]] const Json& hyperliquidToken(const Json& spot_meta, const Json& index);
// The pair of spotMeta that trades a base asset against a quote token; wrapped bases (UBTC) come first. Null
// where there is none.
[[nodiscard]] const Json& hyperliquidPair(const Json& spot_meta, std::string_view base,
                                          std::string_view quote);

}  // namespace perpscope::venues
