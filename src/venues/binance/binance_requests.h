// Requests to Binance's REST API. For this folder only.
#pragma once

#include "venues/binance/binance_rows.h"
#include "venues/venue.h"

namespace perpscope::venues {

[[nodiscard]] BinanceMarket binanceMarket(const Instrument& instrument);
[[nodiscard]] Request binanceProductRequest(const Instrument& instrument);
[[nodiscard]] Request binanceHistoryRequest(const Query& query);
// The most rows that the request of the query lets through.
[[nodiscard]] std::size_t binancePageLimit(const Query& query);

}  // namespace perpscope::venues
