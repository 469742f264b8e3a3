// What the simulated exchanges share: looking up products, the last day's numbers, JSON answers. For this
// room only.
#pragma once

#include <nlohmann/json.hpp>

#include "sim/exchange.h"

namespace perpscope::sim::exchanges {

using Json = nlohmann::ordered_json;

// A number without a fraction is written without a point; NaN is null.
[[nodiscard]] Json plainNumber(double value);

[[nodiscard]] ServerResponse answerJson(const Json& body, int status = 200);

// The venue's products of a kind and margin, as the market lists them.
[[nodiscard]] std::vector<Instrument> products(const Dataset& market, std::string_view venue, MarketKind kind,
                                               Margin margin);
[[nodiscard]] std::optional<Instrument> productNamed(std::span<const Instrument> products,
                                                     std::string_view symbol);

// The newest close at or before `at`, looked for in the last day; NaN where there is none.
[[nodiscard]] double lastClose(const Dataset& market, const Instrument& instrument, PriceKind price, Time at);
// The newest sample of the last day.
[[nodiscard]] std::optional<OpenInterest> lastOpenInterest(const Dataset& market,
                                                           const Instrument& instrument, Time at);

// A sample in coins, and in dollars: as it is stored, else by the contract's size, else by the last price of
// its time. NaN where nothing tells.
[[nodiscard]] double coinsOf(const Dataset& market, const Instrument& instrument, const OpenInterest& sample);
[[nodiscard]] double dollarsOf(const Dataset& market, const Instrument& instrument,
                               const OpenInterest& sample);

// The 24 hours up to `at`, from hourly bars. NaN where there are none.
struct Day {
  double open = kMissing, high = kMissing, low = kMissing, last = kMissing;
  double volume = 0, volume_quote = 0;
};
[[nodiscard]] Day lastDay(const Dataset& market, const Instrument& instrument, Time at);

// A whole number of a parameter; nothing where it is absent or no number.
[[nodiscard]] std::optional<std::int64_t> wholeParam(const ServerRequest& request, std::string_view name);

}  // namespace perpscope::sim::exchanges
