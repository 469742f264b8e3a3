// What rows of Bybit's REST answers and pushes mean. For this folder only.
#pragma once

#include "market/instrument.h"
#include "market/records.h"
#include "venues/json.h"

namespace perpscope::venues::bybit_v5 {

// The parameter `category`. Options are known only so that they can be passed over.
enum class Category : std::uint8_t { Spot, Linear, Inverse, Option };

[[nodiscard]] std::string_view label(Category category);
[[nodiscard]] std::optional<Category> categoryNamed(std::string_view text);
[[nodiscard]] Category categoryOf(const Instrument& instrument);
// Told by the symbol alone. Spot counts as linear: both have volumes in base coins.
[[nodiscard]] Category categoryOf(std::string_view symbol);

// 1 5 15 30 60 240 720 D W M; empty for 8h and 3d, which Bybit has not.
[[nodiscard]] std::string_view name(Interval interval);
[[nodiscard]] std::optional<Interval> intervalNamed(std::string_view name);

// Volume is in base coins and turnover in quote currency; at inverse contracts, of 1 USD each, volume is USD
// and turnover base coins.
void setVolumes(Candle& candle, Category category, double volume, double turnover);

// [start, open, high, low, close, volume, turnover]; bars of mark, index and premium index end with the
// close.
[[nodiscard]] Candle klineRow(Reading& reading, const Json& row, Category category, PriceKind price);

// The interval is left as it is: a row does not say it.
[[nodiscard]] Funding fundingRow(Reading& reading, const Json& row);

// What a ticker or a row of the history says of open interest. `openInterest` counts both sides,
// `singleOpenInterest` one; old rows have only the former, which is halved. The time is left as it is.
[[nodiscard]] OpenInterest openInterestOf(Reading& reading, const Json& row, Category category);

}  // namespace perpscope::venues::bybit_v5
