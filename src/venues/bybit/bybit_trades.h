// Trades of Bybit, REST and pushed. For this folder only.
#pragma once

#include "venues/bybit/bybit_rows.h"
#include "venues/event.h"

namespace perpscope::venues::bybit_v5 {

// How a message names the fields of a trade.
struct TradeFields {
  std::string_view symbol, price, size, side, time;
};

[[nodiscard]] Event tradeEvent(Reading& reading, const Json& row, const TradeFields& fields,
                               Category category);

}  // namespace perpscope::venues::bybit_v5
