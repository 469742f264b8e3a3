// What rows of Coinbase's answers and streams mean. For this folder only.
#pragma once

#include "market/records.h"
#include "venues/json.h"

namespace perpscope::venues {

// Exchange: [seconds, low, high, open, close, volume]
[[nodiscard]] Candle coinbaseCandleRow(Reading& reading, const Json& row);
// Advanced Trade ("start" in seconds, as text) and INTX ("start", or "time" in its stream, in ISO-8601).
[[nodiscard]] Candle coinbaseCandleObject(Reading& reading, const Json& row);
// INTX: a settled hour, stamped by its event, which may be late by minutes.
[[nodiscard]] Funding intxFundingRow(Reading& reading, const Json& row);

}  // namespace perpscope::venues
